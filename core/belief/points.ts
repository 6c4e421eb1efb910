import type { Geography } from "../earth/geography.ts";
import { type LngLat, toUnitVector } from "../earth/lng-lat.ts";
import type { Posterior } from "./posterior.ts";

/** The point of a ranked item: on land where its cell has land. */
export function pointOf({ cells, fine }: Posterior, item: number): LngLat {
  return item < cells.count ? [cells.lng[item]!, cells.lat[item]!] : fine[item - cells.count]!.at;
}

/** The land cell whose names a ranked item bears. */
export function rowOf({ cells, fine }: Posterior, item: number): number {
  return item < cells.count ? item : fine[item - cells.count]!.row;
}

/** Weighted points on the unit sphere, as columns. */
export interface MassPoints {
  readonly count: number;
  /** x y z per point. */
  readonly vectors: Float64Array;
  readonly masses: Float64Array;
}

/** All cells of a posterior as weighted points: point `i` is ranked item `i`. */
export function massPoints(
  { cells, probability, fine }: Posterior,
  { vectors }: Geography,
): MassPoints {
  if (fine.length === 0) return { count: cells.count, vectors, masses: probability };
  const count = cells.count + fine.length;
  const allVectors = new Float64Array(count * 3);
  const masses = new Float64Array(count);
  allVectors.set(vectors);
  masses.set(probability);
  fine.forEach((cell, k) => {
    allVectors.set(toUnitVector(cell.at), (cells.count + k) * 3);
    masses[cells.count + k] = cell.probability;
  });
  return { count, vectors: allVectors, masses };
}

/** Groups of less mass than this are left out. */
const NEGLIGIBLE = 1e-6;

/** Mass and mean direction of each group of land cells. */
export function massGroups(
  posterior: Posterior,
  points: MassPoints,
  { group, groupCount }: Geography,
): MassPoints {
  const sums = new Float64Array(groupCount * 4);
  for (let i = 0; i < points.count; i++) {
    const mass = points.masses[i]!;
    if (mass === 0) continue;
    const at = group[rowOf(posterior, i)]! * 4;
    sums[at]! += mass * points.vectors[i * 3]!;
    sums[at + 1]! += mass * points.vectors[i * 3 + 1]!;
    sums[at + 2]! += mass * points.vectors[i * 3 + 2]!;
    sums[at + 3]! += mass;
  }
  const vectors = new Float64Array(groupCount * 3);
  const masses = new Float64Array(groupCount);
  let count = 0;
  for (let at = 0; at < sums.length; at += 4) {
    if (sums[at + 3]! < NEGLIGIBLE) continue;
    const [x, y, z] = [sums[at]!, sums[at + 1]!, sums[at + 2]!];
    const length = Math.hypot(x, y, z);
    vectors.set([x / length, y / length, z / length], count * 3);
    masses[count++] = sums[at + 3]!;
  }
  return { count, vectors, masses };
}
