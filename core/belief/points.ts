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
