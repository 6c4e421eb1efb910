import { beforeAll, describe, expect, it } from "vitest";
import {
  cellAncestor,
  cellAreaKm2,
  cellAt,
  cellCentre,
  cellChildren,
} from "../../../../core/earth/cells.ts";
import { EARTH_AREA_KM2, type LngLat } from "../../../../core/earth/lng-lat.ts";
import { createCellAreas } from "../../../../core/eval/reading/cell-areas.ts";
import type { CellSupport, Support } from "../../../../core/eval/reading/support.ts";
import { OWN_CELLS, type RankingProtocol } from "../../../../core/eval/scoring/protocol.ts";
import { cellsOnRaster } from "../../../../core/eval/scoring/raster.ts";
import { type EarthTables, searchAreaOf } from "../../../../core/eval/scoring/search-area.ts";
import { geography } from "../../../geography.ts";

const PARIS: LngLat = [2.3522, 48.8566];
const TOKYO: LngLat = [139.6917, 35.6895];
let tables: EarthTables;

beforeAll(async () => {
  const { cells } = await geography();
  tables = { cells, areas: createCellAreas(cells) };
});

function cells(mass: Readonly<Record<string, number>>): CellSupport {
  const probabilities = Object.values(mass);
  return { kind: "cells", names: Object.keys(mass), probabilities, otherMass: 0, tail: null };
}

function areaOf(support: Support, truth: LngLat, own: Partial<RankingProtocol>): number {
  return searchAreaOf(support, truth, tables, { ...OWN_CELLS, ...own }).areaKm2;
}

describe("a common raster", () => {
  it("sums finer cells before it ranks them", () => {
    const [home, away] = [cellAt(PARIS, 5), cellAt(TOKYO, 5)];
    const child = cellAt(PARIS, 6);
    const sibling = cellChildren(home).find((name) => name !== child)!;
    const support = cells({ [child]: 0.2, [sibling]: 0.2, [away]: 0.6 });
    // By itself each child is denser than the cell that is seven times as large.
    expect(areaOf(support, PARIS, {})).toBeLessThan(cellAreaKm2(home) / 2);
    expect(areaOf(support, PARIS, { raster: 5 })).toBeCloseTo(
      cellAreaKm2(home) + cellAreaKm2(away),
      6,
    );
    expect(areaOf(support, TOKYO, { raster: 5 })).toBeCloseTo(cellAreaKm2(away), 6);
    // A raster as fine as the finest cell changes nothing.
    expect(areaOf(support, PARIS, { raster: 6 })).toBe(areaOf(support, PARIS, {}));
  });

  it("has the raster cells below a coarse one tie, all or half of which are searched", () => {
    const home = cellAt(PARIS, 4);
    const area = cellAreaKm2(home);
    const support = cells({ [home]: 1 });
    expect(areaOf(support, PARIS, { raster: 6 })).toBeCloseTo(area, 3);
    const middle = areaOf(support, PARIS, { raster: 6, ties: "middle" });
    expect(middle).toBeCloseTo(area / 49 + (area * 48) / 49 / 2, 3);
  });

  it("ranks by probability where that is asked for: cells of unlike size then tie", () => {
    const [home, away] = [cellAt(PARIS, 5), cellAt(TOKYO, 5)];
    const [small, large] = cellAreaKm2(home) < cellAreaKm2(away) ? [home, away] : [away, home];
    const support = cells({ [home]: 0.5, [away]: 0.5 });
    const both = cellAreaKm2(home) + cellAreaKm2(away);
    expect(cellAreaKm2(large) / cellAreaKm2(small)).toBeGreaterThan(1.001);
    expect(areaOf(support, cellCentre(small), { raster: 5 })).toBeCloseTo(cellAreaKm2(small), 6);
    const byMass = { raster: 5, ranking: "probability" } as const;
    expect(areaOf(support, cellCentre(small), byMass)).toBeCloseTo(both, 6);
    // A coarse cell shares its probability among its raster cells: 49 of 0.6 / 49 come after one of 0.4.
    const spread = cells({ [cellAt(PARIS, 4)]: 0.6, [cellAt(TOKYO, 6)]: 0.4 });
    const byCell = { raster: 6, ranking: "probability" } as const;
    expect(areaOf(spread, TOKYO, byCell)).toBeCloseTo(cellAreaKm2(cellAt(TOKYO, 6)), 6);
  });

  it("takes candidates for the cells that hold them, and points for a cell at least", () => {
    const candidates: Support = { kind: "candidates", points: [TOKYO, PARIS], weights: [0.7, 0.3] };
    const reached = areaOf(candidates, PARIS, { raster: 6 });
    const both = cellAreaKm2(cellAt(PARIS, 6)) + cellAreaKm2(cellAt(TOKYO, 6));
    expect(reached).toBeCloseTo(both, 6);
    expect(areaOf(candidates, [0, 0], { raster: 6 })).toBe(EARTH_AREA_KM2);
    const point: Support = { kind: "point", at: PARIS };
    expect(areaOf(point, PARIS, { raster: 6 })).toBeCloseTo(cellAreaKm2(cellAt(PARIS, 6)), 6);
    expect(areaOf(point, PARIS, {})).toBe(0);
    expect(areaOf(point, TOKYO, { raster: 6 })).toBeGreaterThan(1e8);
  });

  it.each(["8009fffffffffff", "8108bffffffffff", cellAt(PARIS, 2)])(
    "knows how many raster cells %s stands for",
    (name) => {
      const grandchildren = cellChildren(name).flatMap((child) => cellChildren(child));
      const raster = Number.parseInt(name.charAt(1), 16) + 2;
      expect(cellsOnRaster(name, raster)).toBe(grandchildren.length);
      expect(cellsOnRaster(cellAncestor(grandchildren[0]!, raster), raster)).toBe(1);
    },
  );
});
