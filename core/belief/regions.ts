import type { Region } from "../contracts/prediction.ts";
import type { Geography } from "../earth/geography.ts";
import { atOnce, type Steps } from "../earth/steps.ts";
import { createTiling } from "../earth/tiling.ts";
import type { Posterior } from "./posterior.ts";
import { countForMass, type Ranking } from "./ranking.ts";

/** The cells that hold a mass in the least area; each region holds those of smaller mass. */
export interface CredibleSet {
  readonly mass: number;
  /** How many items of the ranking. */
  readonly count: number;
  readonly areaKm2: number;
}

/** Sizes of the credible regions: cheap, without their shapes. */
export function credibleSets(
  posterior: Posterior,
  ranking: Ranking,
  masses: readonly number[],
): CredibleSet[] {
  const { cells, fine } = posterior;
  const ascending = [...new Set(masses)].sort((a, b) => a - b);
  let item = 0;
  let areaKm2 = 0;
  return ascending.map((mass) => {
    const count = countForMass(ranking, mass);
    for (; item < count; item++) {
      const index = ranking.items[item]!;
      areaKm2 += index < cells.count ? cells.areaKm2[index]! : fine[index - cells.count]!.areaKm2;
    }
    return { mass, count, areaKm2 };
  });
}

/**
 * Credible regions with their shapes, for sets in ascending order. All cells are dissolved at common borders: where two
 * resolutions meet, the border is that of the finer cells (docs/decisions/0003-region-shapes.md). The area is the sum of
 * the cells' areas.
 */
export function regionsOf(
  posterior: Posterior,
  ranking: Ranking,
  sets: readonly CredibleSet[],
  geography: Geography,
): Region[] {
  return atOnce(regionSteps(posterior, ranking, sets, geography));
}

/** The same with pauses. */
export function* regionSteps(
  { cells, fine }: Posterior,
  { items }: Ranking,
  sets: readonly CredibleSet[],
  { outlineSteps }: Geography,
): Steps<Region[]> {
  // Each region holds the ones before it, so its members are added to theirs.
  const members = new Uint8Array(cells.count);
  const names: string[] = [];
  const finer = fine.filter(({ resolution }) => resolution > cells.resolution);
  const tiling = createTiling(
    finer.map(({ name }) => name),
    cells.resolution,
  );
  const regions: Region[] = [];
  let next = 0;
  for (const { mass, count, areaKm2 } of sets) {
    for (; next < count; next++) {
      const item = items[next]!;
      if (item < cells.count) {
        members[item] = 1;
        continue;
      }
      names.push(fine[item - cells.count]!.name);
    }
    yield;
    const coordinates = (yield* outlineSteps(
      members,
      fine.length > 0 ? { names, tiling } : undefined,
    )) as Region["geometry"]["coordinates"];
    regions.push({
      mass,
      areaKm2: Math.round(areaKm2 * 10) / 10,
      cells: count,
      geometry: { type: "MultiPolygon", coordinates },
    });
  }
  return regions;
}
