import type { Geography } from "./geography.ts";
import { type LngLat, toUnitVector } from "./lng-lat.ts";
import type { Posterior } from "./posterior.ts";
import type { Ranking } from "./ranking.ts";

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

/** The items of a ranking as weighted points, in its order. */
export function massPoints(
  posterior: Posterior,
  ranking: Ranking,
  geography: Geography,
): MassPoints {
  const { cells, probability, fine } = posterior;
  const count = ranking.items.length;
  const vectors = new Float64Array(count * 3);
  const masses = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const item = ranking.items[i]!;
    if (item < cells.count) {
      masses[i] = probability[item]!;
      vectors[i * 3] = geography.vectors[item * 3]!;
      vectors[i * 3 + 1] = geography.vectors[item * 3 + 1]!;
      vectors[i * 3 + 2] = geography.vectors[item * 3 + 2]!;
    } else {
      const { probability: mass, at } = fine[item - cells.count]!;
      masses[i] = mass;
      vectors.set(toUnitVector(at), i * 3);
    }
  }
  return { count, vectors, masses };
}

/** Mass and mean direction of each group of land cells; groups of almost no mass are left out. */
export function massGroups(
  posterior: Posterior,
  ranking: Ranking,
  points: MassPoints,
  geography: Geography,
): MassPoints {
  const masses = new Float64Array(geography.groupCount);
  const sums = new Float64Array(geography.groupCount * 3);
  for (let i = 0; i < points.count; i++) {
    const group = geography.group[rowOf(posterior, ranking.items[i]!)]!;
    const mass = points.masses[i]!;
    masses[group]! += mass;
    sums[group * 3]! += mass * points.vectors[i * 3]!;
    sums[group * 3 + 1]! += mass * points.vectors[i * 3 + 1]!;
    sums[group * 3 + 2]! += mass * points.vectors[i * 3 + 2]!;
  }
  const kept = [...masses.keys()].filter((group) => masses[group]! > NEGLIGIBLE);
  const vectors = new Float64Array(kept.length * 3);
  kept.forEach((group, i) => {
    const [x, y, z] = [sums[group * 3]!, sums[group * 3 + 1]!, sums[group * 3 + 2]!];
    const length = Math.hypot(x, y, z);
    vectors.set([x / length, y / length, z / length], i * 3);
  });
  return {
    count: kept.length,
    vectors,
    masses: Float64Array.from(kept, (group) => masses[group]!),
  };
}

const NEGLIGIBLE = 1e-6;
