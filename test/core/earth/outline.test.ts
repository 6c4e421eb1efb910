import { check } from "@placemarkio/check-geojson";
import type { MultiPolygon, Position } from "geojson";
import { getRes0Cells, gridDisk, gridRing } from "h3-js";
import GeometryFactory from "jsts/org/locationtech/jts/geom/GeometryFactory.js";
import GeoJSONReader from "jsts/org/locationtech/jts/io/GeoJSONReader.js";
import IsValidOp from "jsts/org/locationtech/jts/operation/valid/IsValidOp.js";
import { describe, expect, it } from "vitest";
import {
  cellAreaKm2,
  cellAt,
  cellChildren,
  cellId,
  cellName,
  cellPolygon,
  cellResolution,
} from "../../../core/earth/cells.ts";
import { findCell } from "../../../core/earth/land-cells.ts";
import { EARTH_AREA_KM2, EARTH_RADIUS_KM, type LngLat } from "../../../core/earth/lng-lat.ts";
import { type Outline, outlineOf } from "../../../core/earth/outline.ts";
import { createTiling } from "../../../core/earth/tiling.ts";
import { geography, rowAt } from "../../geography.ts";
import { createRandom } from "../../random.ts";

type Random = ReturnType<typeof createRandom>;

const AWKWARD: readonly LngLat[] = [
  [0, 90],
  [0, -90],
  [180, -86.23],
  [180, 71],
  [180, -17],
  [-179.9, 52],
  [100, 89],
  [-30, -88],
];

/** What is wrong with an outline as GeoJSON, by two checkers that are not ours; empty when nothing is. */
function faultsOf(outline: Outline): string[] {
  const area: MultiPolygon = { type: "MultiPolygon", coordinates: outline };
  const faults: string[] = [];
  try {
    check(JSON.stringify(area));
  } catch (error) {
    faults.push(String(error));
  }
  if (!new IsValidOp(new GeoJSONReader(new GeometryFactory()).read(area)).isValid())
    faults.push("it is not simple");
  for (const [lng, lat] of outline.flat(2)) {
    if (Math.abs(lng!) > 180 || Math.abs(lat!) > 90) faults.push(`${lng}, ${lat} is off the map`);
  }
  for (const [outer, ...holes] of outline) {
    if (steradians(outer!) <= 0) faults.push("an outer ring runs clockwise");
    if (holes.some((hole) => steradians(hole) >= 0)) faults.push("a hole runs counterclockwise");
  }
  return faults;
}

/** Area on the sphere between edges that are straight in degrees: the line integral of sin(lat) over longitude. */
function steradians(ring: readonly Position[]): number {
  const radians = Math.PI / 180;
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const [lng0, lat0] = ring[i - 1]!;
    const [lng1, lat1] = ring[i]!;
    const [a, b] = [lat0! * radians, lat1! * radians];
    const mean = Math.abs(b - a) < 1e-9 ? Math.sin(a) : (Math.cos(a) - Math.cos(b)) / (b - a);
    sum -= (lng1! - lng0!) * radians * mean;
  }
  return sum;
}

function drawnKm2(outline: Outline): number {
  return outline.flat().reduce((sum, ring) => sum + steradians(ring), 0) * EARTH_RADIUS_KM ** 2;
}

function cellsKm2(names: readonly string[]): number {
  return names.reduce((sum, name) => sum + cellAreaKm2(name), 0);
}

function expectDrawn(names: readonly string[], outline: Outline, what: string): void {
  expect(faultsOf(outline), what).toEqual([]);
  const ratio = drawnKm2(outline) / cellsKm2(names);
  expect(ratio, what).toBeGreaterThan(0.99);
  expect(ratio, what).toBeLessThan(1.01);
}

/** Cells that hang together, grown from one in random directions, so that there are holes and arms. */
function grown(random: Random, start: string, count: number): string[] {
  const cells = [start];
  const seen = new Set(cells);
  while (cells.length < count) {
    const near = gridDisk(cells[random.integer(cells.length)]!, 1);
    const next = near[random.integer(near.length)]!;
    if (!seen.has(next)) cells.push(next);
    seen.add(next);
  }
  return cells;
}

describe("outlineOf – valid, counterclockwise and as large as its cells", () => {
  it.each([1, 2, 3, 4, 5, 6, 7])("single cells and discs of resolution %i", (resolution) => {
    for (const at of AWKWARD) {
      const middle = cellAt(at, resolution);
      for (const reach of [0, 1, 3]) {
        const names = gridDisk(middle, resolution === 1 ? Math.min(reach, 2) : reach);
        expectDrawn(names, outlineOf(names), `${at}, ${reach} around`);
      }
    }
  });

  it.each([2, 3, 4, 5])(
    "rings around a place, and one within another, of resolution %i",
    (resolution) => {
      for (const at of AWKWARD) {
        const middle = cellAt(at, resolution);
        const ring = gridRing(middle, 2);
        expectDrawn(ring, outlineOf(ring), `${at}`);
        const target = [...gridRing(middle, 4), ...ring, middle];
        expectDrawn(target, outlineOf(target), `${at}, within each other`);
      }
    },
  );

  it("a ring around each pole at once, and all the Earth but for some cells", () => {
    const north = gridRing(cellAt([0, 90], 3), 3);
    const south = gridRing(cellAt([0, -90], 3), 3);
    const both = [...north, ...south];
    expectDrawn(both, outlineOf(both), "both poles");
    const all = getRes0Cells().flatMap(cellChildren);
    for (const away of [[cellAt([10, 50], 1)], gridDisk(cellAt([0, -90], 1), 1)]) {
      const rest = all.filter((name) => !away.includes(name));
      expectDrawn(rest, outlineOf(rest), `without ${away}`);
    }
    expect(drawnKm2(outlineOf(all)) / EARTH_AREA_KM2).toBeCloseTo(1, 3);
  });

  it("random sets with holes and arms", () => {
    const random = createRandom(11);
    for (let trial = 0; trial < 200; trial++) {
      const at = AWKWARD[trial % AWKWARD.length]!;
      const resolution = 2 + random.integer(6);
      const names = grown(random, cellAt(at, resolution), 5 + random.integer(150));
      const kept = names.filter(() => random.uniform() > 0.1);
      expectDrawn(kept, outlineOf(kept), `${trial}: ${at} at ${resolution}`);
    }
  });

  it("sets whose cells have been refined, level by level: the parts, and all as one", () => {
    const random = createRandom(13);
    for (let trial = 0; trial < 40; trial++) {
      const at = AWKWARD[trial % AWKWARD.length]!;
      const coarse = grown(random, cellAt(at, 4), 40);
      const kept = refined(random, coarse, 3).filter(() => random.uniform() > 0.1);
      for (const level of [4, 5, 6, 7]) {
        const names = kept.filter((name) => cellResolution(name) === level);
        if (names.length > 0) expectDrawn(names, outlineOf(names), `${trial}: ${at} at ${level}`);
      }
      expectDrawn(kept, outlineOf(kept), `${trial}: ${at}`);
    }
  });
});

/** The cells, some of them split, some of their children too, and so on. */
function refined(random: Random, names: readonly string[], levels: number): string[] {
  if (levels === 0) return [...names];
  const split = new Set(names.filter(() => random.uniform() < 0.3));
  const children = [...split].flatMap(cellChildren);
  return [...names.filter((name) => !split.has(name)), ...refined(random, children, levels - 1)];
}

const INLAND: readonly LngLat[] = [
  [2.35, 48.86],
  [36.82, -1.29],
  [-98, 39],
  [100, 62],
  [134, -24],
  [-160, 66],
];

describe("outlineOf – cells of mixed resolution that tile an area", () => {
  it("has no hole, no island, and the area of the cells", () => {
    const random = createRandom(14);
    for (let trial = 0; trial < 60; trial++) {
      const at = INLAND[trial % INLAND.length]!;
      const disc = gridDisk(cellAt(at, 3 + random.integer(3)), 2);
      const names = refined(random, disc, 3);
      const outline = outlineOf(names);
      expect(faultsOf(outline), `${trial}: ${at}`).toEqual([]);
      expect(outline, `${trial}: ${at}`).toHaveLength(1);
      expect(outline[0], `${trial}: ${at}`).toHaveLength(1);
      expect(drawnKm2(outline) / cellsKm2(names), `${trial}: ${at}`).toBeCloseTo(1, 2);
    }
  });

  it("leaves a hole of exactly the cells that are missing", () => {
    const random = createRandom(15);
    for (let trial = 0; trial < 30; trial++) {
      const middle = cellAt(INLAND[trial % INLAND.length]!, 4);
      const [missing, ...others] = refined(random, cellChildren(middle), 2);
      const names = [...gridRing(middle, 1), ...refined(random, gridRing(middle, 2), 2), ...others];
      const outline = outlineOf(names);
      expect(faultsOf(outline)).toEqual([]);
      expect(outline.map((rings) => rings.length)).toEqual([2]);
      const hole = -steradians(outline[0]![1]!) * EARTH_RADIUS_KM ** 2;
      expect(hole / cellAreaKm2(missing!)).toBeCloseTo(1, 1);
    }
  });

  it("covers each place once: a set and the rest of its tiling lie side by side", () => {
    const random = createRandom(16);
    for (let trial = 0; trial < 30; trial++) {
      const at = INLAND[trial % INLAND.length]!;
      const all = refined(random, gridDisk(cellAt(at, 4), 2), 3);
      const tiling = createTiling(all, 4);
      const km2 = all.reduce((sum, name) => {
        const ring = tiling.around(name).flatMap(({ from, bends }) => {
          return [tiling.corners.position(from), ...bends];
        });
        return sum + steradians([...ring, ring[0]!] as unknown as Position[]);
      }, 0);
      expect(drawnKm2(outlineOf(all)) / (km2 * EARTH_RADIUS_KM ** 2)).toBeCloseTo(1, 6);
    }
  });
});

describe("outline of land cells", () => {
  it("is valid for random sets around the South Pole and along 180 degrees", async () => {
    const earth = await geography();
    const { cells, outline } = earth;
    const random = createRandom(12);
    const starts: LngLat[] = [
      [0, -90],
      [179, -85],
      [-60, -87],
      [178.4419, -18.1416],
      [177.5, 64.73],
    ];
    for (let trial = 0; trial < 60; trial++) {
      const start = rowAt(earth, starts[trial % starts.length]!);
      const rows = [start];
      const members = new Uint8Array(cells.count);
      members[start] = 1;
      for (let i = 0; i < 20 * (1 + random.integer(200)); i++) {
        const from = rows[random.integer(rows.length)]!;
        const next = cells.neighbours[from * 6 + random.integer(6)]!;
        if (next < 0 || members[next] === 1) continue;
        members[next] = 1;
        rows.push(next);
      }
      const kept = rows.filter(() => random.uniform() > 0.05);
      members.fill(0);
      for (const row of kept) members[row] = 1;
      const names = kept.map((row) => cellName(cells.ids[row]!));
      expectDrawn(names, outline(members), `${trial}`);
    }
  });

  it("with finer cells among them is what the cells' own outline is", async () => {
    const { cells, outline } = await geography();
    const random = createRandom(17);
    const starts: LngLat[] = [
      ...INLAND,
      [0, -89],
      [179, -85],
      [178.4419, -18.1416],
      [177.5, 64.73],
    ];
    for (let trial = 0; trial < 60; trial++) {
      const at = starts[trial % starts.length]!;
      const land = grown(random, cellAt(at, 4), 60).filter(
        (name) => findCell(cells, cellId(name)) >= 0,
      );
      const names = refined(random, land, 3).filter(() => random.uniform() > 0.1);
      const members = new Uint8Array(cells.count);
      const finer: string[] = [];
      for (const name of names) {
        if (cellResolution(name) > cells.resolution) finer.push(name);
        else members[findCell(cells, cellId(name))] = 1;
      }
      const tiling = createTiling(finer, cells.resolution);
      const drawn = outline(members, { names: finer, tiling });
      expectDrawn(names, drawn, `${trial}: ${at}`);
      expect(shapeOf(drawn), `${trial}: ${at}`).toEqual(shapeOf(outlineOf(names)));
    }
  });

  it("pauses again and again over large sets, and draws the same", async () => {
    const { cells, outline, outlineSteps } = await geography();
    const members = new Uint8Array(cells.count).fill(1);
    const steps = outlineSteps(members);
    let pauses = 0;
    let step = steps.next();
    for (; !step.done; step = steps.next()) pauses++;
    expect(pauses).toBeGreaterThanOrEqual(8);
    expect(step.value).toEqual(outline(members));
  });

  it("is valid for all of Antarctica, and for all land", async () => {
    const { cells, outline } = await geography();
    const shapes = Array.from(cells.ids, (id) => cellPolygon(cellName(id)));
    for (const south of [true, false]) {
      const rows = [...shapes.keys()].filter((row) => !south || isAntarctic(shapes[row]!));
      const members = new Uint8Array(cells.count);
      for (const row of rows) members[row] = 1;
      const names = rows.map((row) => cellName(cells.ids[row]!));
      expectDrawn(names, outline(members), south ? "Antarctica" : "land");
    }
  });
});

function isAntarctic({ coordinates }: ReturnType<typeof cellPolygon>): boolean {
  return coordinates.flat(2).some((at) => Array.isArray(at) && at[1]! < -60);
}

/** An outline whatever its rings begin with: its corners ring by ring, in order. */
function shapeOf(outline: Outline): string[][] {
  return outline
    .map((rings) => rings.map((ring) => fromTheLeast(ring.slice(1).map(written)).join(" ")).sort())
    .sort((a, b) => (String(a) < String(b) ? -1 : 1));
}

function written([lng, lat]: Position): string {
  return `${lng!.toFixed(5)} ${lat!.toFixed(5)}`;
}

/** The corners of a ring in their order, wherever it began. */
function fromTheLeast(corners: readonly string[]): string[] {
  const first = corners.reduce((best, corner, i) => (corner < corners[best]! ? i : best), 0);
  return [...corners.slice(first), ...corners.slice(0, first)];
}
