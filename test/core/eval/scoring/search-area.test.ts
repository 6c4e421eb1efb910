import {
  cellArea,
  cellToChildren,
  cellToParent,
  getPentagons,
  getRes0Cells,
  getResolution,
  gridDisk,
  latLngToCell,
  UNITS,
} from "h3-js";
import { beforeAll, describe, expect, it } from "vitest";
import { cellAreaKm2, cellCentre } from "../../../../core/earth/cells.ts";
import type { LandCells } from "../../../../core/earth/land-cells.ts";
import { distanceKm, EARTH_AREA_KM2, type LngLat } from "../../../../core/earth/lng-lat.ts";
import {
  ancestorName,
  type CellAreas,
  createCellAreas,
  resolutionOf,
  smallestAreaKm2,
} from "../../../../core/eval/reading/cell-areas.ts";
import type { CellSupport } from "../../../../core/eval/reading/support.ts";
import {
  candidatesAreaKm2,
  discAreaKm2,
  type EarthTables,
  searchAreaOf,
} from "../../../../core/eval/scoring/search-area.ts";
import { geography } from "../../../geography.ts";
import { createRandom } from "../../../random.ts";

const R = 6371.0088;
let tables: EarthTables;
let cells: LandCells;
let areas: CellAreas;

beforeAll(async () => {
  ({ cells } = await geography());
  areas = createCellAreas(cells);
  tables = { areas, cells };
});

/** Recall versus area written down once more, by the definition and with h3-js alone. */
function bruteForce(support: CellSupport, [lng, lat]: LngLat): number {
  const finest = Math.max(...support.names.map(getResolution));
  const home = latLngToCell(lat, lng, finest);
  const entries = support.names.map((name, i) => {
    const area = cellArea(name, UNITS.rads2) * R * R;
    const isHome = cellToParent(home, getResolution(name)) === name;
    return { area, density: support.probabilities[i]! / area, isHome };
  });
  const own = entries.find(({ isHome }) => isHome);
  if (!own || own.density === 0) return 4 * Math.PI * R * R;
  return entries
    .filter(({ density }) => density >= own.density * (1 - 1e-6))
    .reduce((sum, { area }) => sum + area, 0);
}

function toSupport(names: readonly string[], weights: readonly number[]): CellSupport {
  const sum = weights.reduce((a, b) => a + b, 0);
  return {
    kind: "cells",
    names,
    probabilities: weights.map((weight) => weight / sum),
    otherMass: 0,
    tail: null,
  };
}

describe("searched area in cells", () => {
  it("agrees with brute force on random cells of mixed resolution, with ties and truths outside", () => {
    const random = createRandom(7);
    let outside = 0;
    for (let round = 0; round < 300; round++) {
      const centre = round % 3 === 0 ? ([180, -17] as LngLat) : random.lngLat();
      const disk = gridDisk(latLngToCell(centre[1], centre[0], 3), 2);
      // Some cells are split once or twice, as refinement does; now and then a child is left out.
      const names = disk.flatMap((name) => {
        const depth = random.integer(3);
        if (depth === 0) return [name];
        return cellToChildren(name, 3 + depth).filter(() => random.integer(10) > 0);
      });
      // Few different weights, so that equal areas tie.
      const weights = names.map(() => random.integer(4));
      if (weights.every((weight) => weight === 0)) continue;
      const support = toSupport(names, weights);
      const truth = cellCentre(disk[random.integer(disk.length)]!);
      const moved: LngLat = [
        ((truth[0] + random.normal() + 540) % 360) - 180,
        Math.max(-89, Math.min(89, truth[1] + random.normal())),
      ];
      const { areaKm2, where } = searchAreaOf(support, moved, tables);
      expect(areaKm2 / bruteForce(support, moved)).toBeCloseTo(1, 6);
      if (where === "outside") outside += 1;
    }
    expect(outside).toBeGreaterThan(10);
  });

  it("counts pentagons with their own area", () => {
    for (const pentagon of getPentagons(2)) {
      const disk = gridDisk(pentagon, 1);
      const support = toSupport(
        disk,
        disk.map(() => 1),
      );
      // The same mass in less area: the pentagon is the densest, and found first.
      const { areaKm2 } = searchAreaOf(support, cellCentre(pentagon), tables);
      expect(areaKm2).toBeCloseTo(cellArea(pentagon, UNITS.rads2) * R * R, 3);
      const other = disk.find((name) => name !== pentagon)!;
      expect(searchAreaOf(support, cellCentre(other), tables).areaKm2).toBeCloseTo(
        bruteForce(support, cellCentre(other)),
        3,
      );
    }
  });

  it("counts all tied cells, wherever the truth is among them", () => {
    const names = ["8428309ffffffff", "842830bffffffff", "8428347ffffffff"];
    const byArea = names.map((name) => cellAreaKm2(name));
    const support = toSupport(names, byArea);
    const total = byArea.reduce((a, b) => a + b, 0);
    for (const name of names) {
      expect(searchAreaOf(support, cellCentre(name), tables).areaKm2).toBeCloseTo(total, 2);
    }
  });

  it("covers the Earth with the coarsest cells: the last one found takes all of it", () => {
    const names = getRes0Cells();
    const support = toSupport(
      names,
      names.map((_, i) => i + 1),
    );
    const last = names.reduce((a, b) => (cellOrder(a) < cellOrder(b) ? a : b));
    expect(searchAreaOf(support, cellCentre(last), tables).areaKm2 / EARTH_AREA_KM2).toBeCloseTo(
      1,
      6,
    );
    function cellOrder(name: string): number {
      return (names.indexOf(name) + 1) / cellAreaKm2(name);
    }
  });

  it("counts the whole Earth when the truth's cell is not held possible, and says so", () => {
    const support = toSupport(["8428309ffffffff"], [1]);
    const searched = searchAreaOf(support, [2.35, 48.86], tables);
    expect(searched).toMatchObject({ areaKm2: EARTH_AREA_KM2, where: "outside", density: 0 });
    expect(searched.massBefore).toBeCloseTo(1);
    // Listed with nothing in it: no region holds it, whatever mass is left elsewhere.
    const names = ["8428309ffffffff", "842f5a3ffffffff"];
    const empty = { ...toSupport(names, [1, 0]), probabilities: [0.6, 0], otherMass: 0.4 };
    const none = searchAreaOf(empty, cellCentre("842f5a3ffffffff"), tables);
    expect(none).toMatchObject({ areaKm2: EARTH_AREA_KM2, where: "outside", massBefore: 1 });
  });

  it("ranks what is not listed last and never drops it", () => {
    const support = {
      ...toSupport(["8428309ffffffff"], [1]),
      probabilities: [0.7],
      otherMass: 0.3,
    };
    const searched = searchAreaOf(support, [2.35, 48.86], tables);
    expect(searched).toMatchObject({ areaKm2: EARTH_AREA_KM2, where: "beyond", massBefore: 0.7 });
    // The rest of the mass, spread over the rest of the Earth.
    expect(searched.density! * EARTH_AREA_KM2).toBeCloseTo(0.3, 3);
  });

  it("puts the mass of a region's smaller rivals before the truth", () => {
    const names = ["8428309ffffffff", "842830bffffffff", "8428347ffffffff"];
    const support = toSupport(names, [5, 3, 2]);
    expect(searchAreaOf(support, cellCentre(names[0]!), tables).massBefore).toBe(0);
    expect(searchAreaOf(support, cellCentre(names[1]!), tables).massBefore).toBeCloseTo(0.5);
    expect(searchAreaOf(support, cellCentre(names[2]!), tables).massBefore).toBeCloseTo(0.8);
  });
});

describe("searched area around points", () => {
  it("is the disc whose edge is the truth", () => {
    // Areas that match the field's distances (methods, section 3.1).
    for (const [km, area] of [
      [1, Math.PI],
      [25, 1963],
      [200, 125_653],
      [750, 1_765_106],
      [2500, 19_384_294],
    ] as const) {
      expect(discAreaKm2(km) / area).toBeCloseTo(1, 3);
    }
    expect(discAreaKm2(Math.PI * R)).toBeCloseTo(EARTH_AREA_KM2, 0);
    const [at, truth]: LngLat[] = [
      [179.9, 10],
      [-179.9, 10.5],
    ];
    const searched = searchAreaOf({ kind: "point", at: at! }, truth!, tables);
    expect(searched.areaKm2).toBe(discAreaKm2(distanceKm(at!, truth!)));
    expect(searched.massBefore).toBeNull();
  });

  it("grows discs around candidates in proportion to their weights", () => {
    const points: LngLat[] = [
      [0, 0],
      [90, 0],
    ];
    const near = candidatesAreaKm2(points, [0.8, 0.2], [91, 0]);
    expect(near).toBeCloseTo(discAreaKm2(distanceKm([90, 0], [91, 0])) / 0.2, 6);
    expect(candidatesAreaKm2(points, [1, 0], [1, 0])).toBeCloseTo(
      discAreaKm2(distanceKm([0, 0], [1, 0])),
      6,
    );
    // Far from both, the discs would cover the Earth twice.
    expect(candidatesAreaKm2(points, [0.5, 0.5], [-135, 0])).toBe(EARTH_AREA_KM2);
  });

  it("is the area that the discs really cover while they do not touch", () => {
    const random = createRandom(3);
    const points: LngLat[] = [
      [0, 0],
      [60, 30],
      [-80, -40],
    ];
    const weights = [0.5, 0.3, 0.2];
    const truth: LngLat = [63, 32];
    const total = candidatesAreaKm2(points, weights, truth);
    let inside = 0;
    const tries = 200_000;
    for (let i = 0; i < tries; i++) {
      const at = random.lngLat();
      if (points.some((p, k) => discAreaKm2(distanceKm(p, at)) <= total * weights[k]!)) inside += 1;
    }
    expect(((inside / tries) * EARTH_AREA_KM2) / total).toBeCloseTo(1, 1);
  });
});

describe("cell names", () => {
  it("gives the ancestors that H3 gives, without asking it", () => {
    const random = createRandom(1);
    for (let i = 0; i < 2000; i++) {
      const [lng, lat] = random.lngLat();
      const resolution = random.integer(16);
      const name = latLngToCell(lat, lng, resolution);
      expect(resolutionOf(name)).toBe(resolution);
      const above = random.integer(resolution + 1);
      expect(ancestorName(name, above)).toBe(cellToParent(name, above));
    }
  });

  it("knows an area that no cell falls below", () => {
    for (let resolution = 0; resolution <= 4; resolution++) {
      for (const name of getPentagons(resolution)) {
        expect(cellAreaKm2(name)).toBeGreaterThan(smallestAreaKm2(resolution));
      }
    }
    const smallest = cells.areaKm2.reduce((a, b) => Math.min(a, b));
    expect(smallest).toBeGreaterThan(smallestAreaKm2(cells.resolution));
  });
});
