import { beforeAll, describe, expect, it } from "vitest";
import { coarsen } from "../../../core/belief/coarsening.ts";
import { massBefore } from "../../../core/belief/mass-before.ts";
import type { Posterior } from "../../../core/belief/posterior.ts";
import { massOf, rankByDensity } from "../../../core/belief/ranking.ts";
import { refine } from "../../../core/belief/refinement.ts";
import { cellCentre, cellName } from "../../../core/earth/cells.ts";
import type { Geography } from "../../../core/earth/geography.ts";
import type { LngLat } from "../../../core/earth/lng-lat.ts";
import { geography, PLACES, posteriorOf, scoresAround } from "../../geography.ts";
import { createRandom } from "../../random.ts";

let earth: Geography;
let land: Posterior;

beforeAll(async () => {
  earth = await geography();
  const flat = new Float64Array(earth.cells.count).fill(1 / earth.cells.count);
  land = posteriorOf(earth.cells, scoresAround(earth, [PLACES.paris, PLACES.lima]), 12, flat);
});

/** Probability of all denser cells than an item's, one by one. */
function denserThan(posterior: Posterior, own: number): number {
  const { cells, fine } = posterior;
  const density = (item: number) =>
    Math.fround(
      massOf(posterior, item) /
        (item < cells.count ? cells.areaKm2[item]! : fine[item - cells.count]!.areaKm2),
    );
  let sum = 0;
  for (let item = 0; item < cells.count + fine.length; item++) {
    const isBefore = density(item) > density(own) || (density(item) === density(own) && item < own);
    if (isBefore) sum += massOf(posterior, item);
  }
  return sum;
}

describe("massBefore", () => {
  it("is what all denser cells hold, whatever the resolution of the place's own", async () => {
    const random = createRandom(31);
    const refined = await refine(land, earth, {
      score: async (sites) => Float32Array.from(sites, () => random.normal()),
      scale: 5,
      finest: 7,
    });
    for (const posterior of [land, refined, coarsen(land, 2)]) {
      const ranking = rankByDensity(posterior);
      for (const item of ranking.items.subarray(0, 400).filter((_, i) => i % 40 === 0)) {
        const name =
          item < earth.cells.count
            ? cellName(earth.cells.ids[item]!)
            : posterior.fine[item - earth.cells.count]!.name;
        const found = massBefore(posterior, ranking, cellCentre(name));
        expect(found, name).toBeCloseTo(denserThan(posterior, item), 9);
      }
    }
  });

  it("is 0 at the densest cell, near 1 where nothing is, and unknown at sea", () => {
    const ranking = rankByDensity(land);
    const first = cellCentre(cellName(earth.cells.ids[ranking.items[0]!]!));
    expect(massBefore(land, ranking, first)).toBe(0);
    expect(massBefore(land, ranking, PLACES.tokyo)).toBeGreaterThan(0.9);
    const mid: LngLat = [-30, 0];
    expect(massBefore(land, ranking, mid)).toBeNull();
  });

  it("takes a split cell's part at sea for the nearest part that has land", () => {
    const [row] = rankByDensity(land).items;
    const centre = cellCentre(cellName(earth.cells.ids[row!]!));
    const probability = land.probability.slice();
    const mass = probability[row!]!;
    probability[row!] = 0;
    const part = { name: "85ffffffffffffff", resolution: 5, row: row!, areaKm2: 200, at: centre };
    const split = { ...land, probability, fine: [{ ...part, probability: mass }] };
    expect(massBefore(split, rankByDensity(split), centre)).toBe(0);
  });
});
