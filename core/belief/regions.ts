import type { Region } from "../contracts/prediction.ts";
import type { Geography } from "../earth/geography.ts";
import { outlineOf } from "../earth/outline.ts";
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
 * Credible regions with their shapes, for sets in ascending order. Cells of each resolution are dissolved among
 * themselves; where two resolutions meet, their borders follow H3's own, which do not tile exactly
 * (docs/decisions/0003-region-shapes.md). The area is the sum of the cells' areas. One region is made at a time, when it
 * is asked for.
 */
export function* regionsOf(
  { cells, fine }: Posterior,
  { items }: Ranking,
  sets: readonly CredibleSet[],
  { outline }: Geography,
): Generator<Region> {
  // Each region holds the ones before it, so its members are added to theirs.
  const members = new Uint8Array(cells.count);
  const finer = new Map<number, string[]>();
  let next = 0;
  for (const { mass, count, areaKm2 } of sets) {
    for (; next < count; next++) {
      const item = items[next]!;
      if (item < cells.count) {
        members[item] = 1;
        continue;
      }
      const { resolution, name } = fine[item - cells.count]!;
      const names = finer.get(resolution);
      if (names) names.push(name);
      else finer.set(resolution, [name]);
    }
    const coordinates = [
      ...outline(members),
      ...[...finer.values()].flatMap((names) => outlineOf(names)),
    ] as Region["geometry"]["coordinates"];
    yield {
      mass,
      areaKm2: Math.round(areaKm2 * 10) / 10,
      cells: count,
      geometry: { type: "MultiPolygon", coordinates },
    };
  }
}
