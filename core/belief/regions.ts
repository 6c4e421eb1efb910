import type { Region } from "../contracts/prediction.ts";
import type { OutlinedRegion } from "../contracts/prediction-parts.ts";
import { cellName, compacted } from "../earth/cells.ts";
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

/** The regions without their shapes. */
export function regionSizes(sets: readonly CredibleSet[]): Region[] {
  return sets.map(({ mass, count, areaKm2 }) => ({
    mass,
    areaKm2: Math.round(areaKm2 * 10) / 10,
    cells: count,
  }));
}

/** The regions with the cells that each is made of, whole parents in place of their children; with pauses. */
export function* regionCellSteps(
  { cells, fine }: Posterior,
  { items }: Ranking,
  sets: readonly CredibleSet[],
): Steps<Region[]> {
  const regions: Region[] = [];
  for (const [i, size] of regionSizes(sets).entries()) {
    const names = Array.from(items.subarray(0, sets[i]!.count), (item) =>
      item < cells.count ? cellName(cells.ids[item]!) : fine[item - cells.count]!.name,
    );
    yield;
    regions.push({ ...size, h3: compacted(names) });
    yield;
  }
  return regions;
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
): OutlinedRegion[] {
  return atOnce(regionSteps(posterior, ranking, sets, geography));
}

/** The same with pauses. */
export function* regionSteps(
  { cells, fine }: Posterior,
  { items }: Ranking,
  sets: readonly CredibleSet[],
  { outlineSteps }: Geography,
): Steps<OutlinedRegion[]> {
  // Each region holds the ones before it, so its members are added to theirs.
  const members = new Uint8Array(cells.count);
  const names: string[] = [];
  const finer = fine.filter(({ resolution }) => resolution > cells.resolution);
  const tiling = createTiling(
    finer.map(({ name }) => name),
    cells.resolution,
  );
  const sizes = regionSizes(sets);
  const regions: OutlinedRegion[] = [];
  let next = 0;
  for (const [i, { count }] of sets.entries()) {
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
    )) as OutlinedRegion["geometry"]["coordinates"];
    regions.push({ ...sizes[i]!, geometry: { type: "MultiPolygon", coordinates } });
  }
  return regions;
}
