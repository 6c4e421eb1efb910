import { beforeAll, describe, expect, it } from "vitest";
import { densestPoint } from "../../../core/belief/best-point.ts";
import { coarsen } from "../../../core/belief/coarsening.ts";
import type { Posterior } from "../../../core/belief/posterior.ts";
import { rankByDensity } from "../../../core/belief/ranking.ts";
import { refine, type Site } from "../../../core/belief/refinement.ts";
import { cellAncestor, cellAreaKm2, cellName } from "../../../core/earth/cells.ts";
import type { Geography } from "../../../core/earth/geography.ts";
import { distanceKm, type LngLat } from "../../../core/earth/lng-lat.ts";
import { geography, PLACES, posteriorOf, scoresAround } from "../../geography.ts";

let earth: Geography;
let coarse: Posterior;

beforeAll(async () => {
  earth = await geography();
  const flat = new Float64Array(earth.cells.count).fill(1 / earth.cells.count);
  coarse = posteriorOf(earth.cells, scoresAround(earth, [PLACES.nairobi], 300), 12, flat);
});

/** Scores that peak sharply at a place, as a location encoder of fine scales would give. */
function sharp(at: LngLat, widthKm: number) {
  return async (sites: readonly Site[]) =>
    Float32Array.from(sites, (site) => Math.exp(-distanceKm(site.at, at) / widthKm));
}

function total({ probability, fine }: Posterior): number {
  return (
    probability.reduce((sum, p) => sum + p, 0) +
    fine.reduce((sum, cell) => sum + cell.probability, 0)
  );
}

describe("refine", () => {
  it("conserves mass, in all and under every land cell", async () => {
    const refined = await refine(coarse, earth, {
      score: sharp(PLACES.nairobi, 10),
      scale: 40,
      finest: 7,
    });
    expect(total(refined)).toBeCloseTo(1, 9);
    const under = new Map<number, number>();
    for (const cell of refined.fine) {
      under.set(cell.row, (under.get(cell.row) ?? 0) + cell.probability);
      const land = cellName(earth.cells.ids[cell.row]!);
      expect(cellAncestor(cell.name, earth.cells.resolution)).toBe(land);
      expect(cell.areaKm2).toBe(cellAreaKm2(cell.name));
    }
    expect(under.size).toBeGreaterThan(1);
    for (const [row, mass] of under) {
      expect(refined.probability[row]).toBe(0);
      expect(mass).toBeCloseTo(coarse.probability[row]!, 9);
    }
  });

  it("brings the best point closer, down to resolution 7", async () => {
    const before = distanceKm(densestPoint(coarse, rankByDensity(coarse)), PLACES.nairobi);
    const refined = await refine(coarse, earth, {
      score: sharp(PLACES.nairobi, 10),
      scale: 40,
      finest: 7,
    });
    const after = distanceKm(densestPoint(refined, rankByDensity(refined)), PLACES.nairobi);
    expect(Math.max(...refined.fine.map(({ resolution }) => resolution))).toBe(7);
    expect(after).toBeLessThan(2);
    expect(after).toBeLessThan(before);
  });

  it("leaves the cells whole when their children score alike", async () => {
    const even = async (sites: readonly Site[]) => new Float32Array(sites.length);
    const refined = await refine(coarse, earth, { score: even, scale: 40, finest: 7 });
    expect(refined.fine).toEqual([]);
    expect(refined.probability).toEqual(coarse.probability);
  });

  it("asks for a bounded number of points", async () => {
    let asked = 0;
    const score = sharp(PLACES.nairobi, 10);
    await refine(coarse, earth, {
      score: (sites) => {
        asked += sites.length;
        return score(sites);
      },
      scale: 40,
      finest: 9,
    });
    expect(asked).toBeGreaterThan(100);
    expect(asked).toBeLessThanOrEqual(420);
  });

  it("gives nothing to children that hints forbid", async () => {
    const west = PLACES.nairobi[0];
    const allows = ([lng]: LngLat) => lng < west;
    const refined = await refine(coarse, earth, {
      score: sharp(PLACES.nairobi, 10),
      scale: 40,
      finest: 6,
      allows,
    });
    const kin = new Map<number, boolean[]>();
    for (const { row, at } of refined.fine) kin.set(row, [...(kin.get(row) ?? []), allows(at)]);
    const mixed = [...kin.values()].filter((fits) => fits.includes(true));
    expect(mixed.length).toBeGreaterThan(0);
    for (const fits of mixed) expect(fits.every(Boolean)).toBe(true);
  });
});

describe("coarsen", () => {
  it.each([0, 1, 2, 3])(
    "conserves mass and shows nothing finer than resolution %d",
    (resolution) => {
      const shown = coarsen(coarse, resolution);
      expect(total(shown)).toBeCloseTo(1, 9);
      expect(shown.fine.every((cell) => cell.resolution === resolution)).toBe(true);
      expect(new Set(shown.fine.map(({ name }) => name)).size).toBe(shown.fine.length);
    },
  );
});
