import { booleanPointInPolygon, booleanValid } from "@turf/turf";
import { cellsToMultiPolygon } from "h3-js";
import { beforeAll, describe, expect, it } from "vitest";
import type { Posterior } from "../../../core/belief/posterior.ts";
import { countForMass, densestRows, massOf, rankByDensity } from "../../../core/belief/ranking.ts";
import { refine } from "../../../core/belief/refinement.ts";
import { credibleSets, regionsOf } from "../../../core/belief/regions.ts";
import type { OutlinedRegion } from "../../../core/contracts/prediction-parts.ts";
import { cellAreaKm2, cellBoundary, cellName } from "../../../core/earth/cells.ts";
import type { Geography } from "../../../core/earth/geography.ts";
import { EARTH_RADIUS_KM, type LngLat } from "../../../core/earth/lng-lat.ts";
import { geography, PLACES, posteriorOf, rowAt, scoresAround } from "../../geography.ts";
import { createRandom } from "../../random.ts";

let earth: Geography;
let flat: Float64Array;

beforeAll(async () => {
  earth = await geography();
  flat = new Float64Array(earth.cells.count).fill(1 / earth.cells.count);
});

function around(...centres: LngLat[]): Posterior {
  return posteriorOf(earth.cells, scoresAround(earth, centres), 12, flat);
}

/** Area on the sphere of a ring whose edges are short: the line integral of sin(lat) over longitude. */
function ringAreaKm2(ring: number[][]): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const [lng0, lat0] = ring[i - 1]!;
    const [lng1, lat1] = ring[i]!;
    const mean = (Math.sin((lat0! * Math.PI) / 180) + Math.sin((lat1! * Math.PI) / 180)) / 2;
    sum -= (((lng1! - lng0!) * Math.PI) / 180) * mean;
  }
  return sum * EARTH_RADIUS_KM ** 2;
}

describe("rankByDensity", () => {
  it("orders like a comparison sort over random posteriors", () => {
    const random = createRandom(5);
    for (const scale of [0.1, 5, 60]) {
      const scores = Float32Array.from({ length: earth.cells.count }, () => random.normal());
      const posterior = posteriorOf(earth.cells, scores, scale, flat);
      const density = (row: number) =>
        Math.fround(posterior.probability[row]! / earth.cells.areaKm2[row]!);
      const { items, cumulative } = rankByDensity(posterior);
      const oracle = [...posterior.probability.keys()]
        .filter((row) => posterior.probability[row]! > (1e-6 / 150e6) * earth.cells.areaKm2[row]!)
        .sort((a, b) => density(b) - density(a) || a - b);
      expect([...items]).toEqual(oracle);
      expect(cumulative.at(-1)).toBeGreaterThan(1 - 1e-6);
    }
  });

  it("picks the densest rows without ranking the rest", () => {
    const posterior = around(PLACES.paris, PLACES.lima);
    const { items } = rankByDensity(posterior);
    expect(densestRows(posterior, 30)).toEqual([...items.subarray(0, 30)]);
    expect(densestRows(posterior, 1)).toEqual([items[0]]);
  });

  it("finds the least count that holds a mass", () => {
    const posterior = around(PLACES.paris);
    const ranking = rankByDensity(posterior);
    for (const mass of [0.01, 0.5, 0.9, 0.999]) {
      const count = countForMass(ranking, mass);
      expect(ranking.cumulative[count - 1]).toBeGreaterThanOrEqual(mass);
      if (count > 1) expect(ranking.cumulative[count - 2]).toBeLessThan(mass);
    }
  });
});

describe("credible regions", () => {
  it("are nested, and their areas are the sums of their cells' areas", () => {
    const posterior = around(PLACES.paris, PLACES.tokyo);
    const ranking = rankByDensity(posterior);
    const sets = credibleSets(posterior, ranking, [0.9, 0.5, 0.8, 0.5]);
    expect(sets.map(({ mass }) => mass)).toEqual([0.5, 0.8, 0.9]);
    for (const [i, set] of sets.entries()) {
      const items = ranking.items.subarray(0, set.count);
      const area = items.reduce(
        (sum, row) => sum + cellAreaKm2(cellName(earth.cells.ids[row]!)),
        0,
      );
      const mass = items.reduce((sum, row) => sum + massOf(posterior, row), 0);
      expect(set.areaKm2 / area).toBeCloseTo(1, 6);
      expect(mass).toBeGreaterThanOrEqual(set.mass);
      if (i > 0) expect(set.count).toBeGreaterThanOrEqual(sets[i - 1]!.count);
    }
  });

  it("have the same shapes together as one by one", () => {
    const posterior = around(PLACES.suva, PLACES.lima);
    const ranking = rankByDensity(posterior);
    const sets = credibleSets(posterior, ranking, [0.5, 0.8, 0.95]);
    const together = [...regionsOf(posterior, ranking, sets, earth)];
    const alone = sets.flatMap((set) => [...regionsOf(posterior, ranking, [set], earth)]);
    expect(together).toEqual(alone);
  });

  it.each([
    ["inland", [PLACES.paris]],
    ["on both sides of 180 degrees", [PLACES.suva, PLACES.anadyr]],
    ["around the south pole", [[30, -88] as LngLat]],
    ["in Greenland and Peru at once", [PLACES.nuuk, PLACES.lima]],
  ])("draw exactly their cells %s", (_, centres) => {
    const posterior = around(...centres);
    const ranking = rankByDensity(posterior);
    const [set] = credibleSets(posterior, ranking, [0.8]);
    const [{ geometry }] = [...regionsOf(posterior, ranking, [set!], earth)] as [OutlinedRegion];
    const members = new Set(ranking.items.subarray(0, set!.count));
    const random = createRandom(6);
    for (let i = 0; i < 600; i++) {
      const row =
        i % 2 ? [...members][random.integer(members.size)]! : random.integer(earth.cells.count);
      const name = cellName(earth.cells.ids[row]!);
      const [lng, lat] = middle(cellBoundary(name));
      expect(booleanPointInPolygon([lng, lat], geometry), name).toBe(members.has(row));
    }
    for (const [lng, lat] of geometry.coordinates.flat(2)) {
      expect(Math.abs(lng)).toBeLessThanOrEqual(180);
      expect(Math.abs(lat)).toBeLessThanOrEqual(90);
    }
    const drawn = geometry.coordinates.flat().reduce((sum, ring) => sum + ringAreaKm2(ring), 0);
    expect(drawn / set!.areaKm2).toBeGreaterThan(0.99);
    expect(drawn / set!.areaKm2).toBeLessThan(1.01);
  });

  it("of refined posteriors have no sliver: every ring goes around a cell at least", async () => {
    const random = createRandom(8);
    const score = async (sites: readonly unknown[]) => {
      return Float32Array.from(sites, () => 0.5 * random.normal());
    };
    for (const centres of [[PLACES.paris, PLACES.lima], [PLACES.suva], [PLACES.nairobi]]) {
      const land = around(...centres);
      const posterior = await refine(land, earth, { score, scale: 5, finest: 7 });
      expect(new Set(posterior.fine.map(({ resolution }) => resolution)).size).toBeGreaterThan(1);
      const ranking = rankByDensity(posterior);
      const sets = credibleSets(posterior, ranking, [0.5, 0.8, 0.9]);
      for (const { geometry, areaKm2 } of regionsOf(posterior, ranking, sets, earth)) {
        const rings = geometry.coordinates.flat().map(ringAreaKm2);
        const least = Math.min(...posterior.fine.map((cell) => cell.areaKm2));
        expect(Math.min(...rings.map(Math.abs)) / least).toBeGreaterThan(0.9);
        const drawn = rings.reduce((sum, ring) => sum + ring, 0);
        expect(Math.abs(drawn / areaKm2 - 1)).toBeLessThan(0.01);
        expect(booleanValid(geometry)).toBe(true);
      }
    }
  });

  it("are valid GeoJSON with the same rings that H3 itself draws", () => {
    const random = createRandom(7);
    const start = rowAt(earth, PLACES.nairobi);
    for (let trial = 0; trial < 20; trial++) {
      const grown = new Set([start]);
      for (let i = 0; i < 60; i++) {
        const from = [...grown][random.integer(grown.size)]!;
        const next = earth.cells.neighbours[from * 6 + random.integer(6)]!;
        if (next >= 0) grown.add(next);
      }
      const members = new Uint8Array(earth.cells.count);
      for (const row of grown) members[row] = 1;
      const names = [...grown].map((row) => cellName(earth.cells.ids[row]!));
      const outline = earth.outline(members);
      const oracle = cellsToMultiPolygon(names, true);
      expect(booleanValid({ type: "MultiPolygon", coordinates: outline })).toBe(true);
      expect(outline).toHaveLength(oracle.length);
      const corners = (rings: readonly unknown[][]) => rings.map((ring) => ring.length).sort();
      expect(corners(outline.flat())).toEqual(corners(oracle.flat()));
    }
  });
});

function middle(corners: LngLat[]): LngLat {
  const first = corners[0]![0];
  const lng =
    corners.reduce((sum, [x]) => sum + x - 360 * Math.round((x - first) / 360), 0) / corners.length;
  const lat = corners.reduce((sum, [, y]) => sum + y, 0) / corners.length;
  return [lng > 180 ? lng - 360 : lng < -180 ? lng + 360 : lng, lat];
}
