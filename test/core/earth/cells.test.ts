import { area, booleanValid } from "@turf/turf";
import { cellToChildren, getPentagons, getRes0Cells } from "h3-js";
import { describe, expect, it } from "vitest";
import {
  cellAreaKm2,
  cellAt,
  cellBoundary,
  cellCentre,
  cellId,
  cellName,
  cellPolygon,
  unwrappedRing,
} from "../../../core/earth/cells.ts";
import { EARTH_AREA_KM2, EARTH_RADIUS_KM } from "../../../core/earth/lng-lat.ts";
import { lngRange, signedArea } from "../../../core/earth/rings.ts";

const DOMAIN = [0, 1, 2].flatMap((resolution) =>
  getRes0Cells().flatMap((cell) => cellToChildren(cell, resolution)),
);

function rings(name: string): number[][][] {
  const { type, coordinates } = cellPolygon(name);
  return type === "Polygon" ? coordinates : coordinates.flat();
}

describe("cellPolygon", () => {
  it("is valid RFC 7946 for every cell of resolutions 0 to 2", () => {
    expect(DOMAIN).toHaveLength(122 + 842 + 5882);
    for (const name of DOMAIN) {
      expect(booleanValid(cellPolygon(name)), name).toBe(true);
      for (const ring of rings(name)) {
        expect(ring.length, name).toBeGreaterThanOrEqual(4);
        expect(ring.at(-1), name).toEqual(ring[0]);
        expect(
          signedArea(ring as [number, number][]),
          `${name} runs counterclockwise`,
        ).toBeGreaterThan(0);
        for (const [lng, lat] of ring) {
          expect(Math.abs(lng!), name).toBeLessThanOrEqual(180);
          expect(Math.abs(lat!), name).toBeLessThanOrEqual(90);
        }
        const [west, east] = lngRange(ring as [number, number][]);
        // Only the parts of the two cells that hold a pole are wide.
        if (east - west > 180)
          expect(
            ring.some(([, lat]) => Math.abs(lat!) === 90),
            name,
          ).toBe(true);
      }
    }
  });

  it("covers the area of every cell of resolution 2, cut or not", () => {
    // Turf measures with R = 6378.137 km and along parallels, so cells near a pole differ by a few percent.
    const scale = (EARTH_RADIUS_KM / 6378.137) ** 2 / 1e6;
    for (const name of DOMAIN.filter((cell) => cell[1] === "2")) {
      const [, lat] = cellCentre(name);
      if (Math.abs(lat) > 80) continue;
      const ratio = (area(cellPolygon(name)) * scale) / cellAreaKm2(name);
      expect(ratio, name).toBeGreaterThan(0.98);
      expect(ratio, name).toBeLessThan(1.02);
    }
  });

  it("cuts a cell of Fiji at 180 degrees into two parts on either side", () => {
    const polygon = cellPolygon(cellAt([179.99, -17], 3));
    expect(polygon.type).toBe("MultiPolygon");
    const sides = rings(cellAt([179.99, -17], 3)).map((ring) => Math.sign(ring[0]![0]!));
    expect(new Set(sides)).toEqual(new Set([1, -1]));
  });

  it("draws pentagons with their five or ten corners", () => {
    for (const resolution of [1, 2, 3]) {
      for (const name of getPentagons(resolution)) {
        expect([5, 10]).toContain(cellBoundary(name).length);
        expect(booleanValid(cellPolygon(name)), name).toBe(true);
      }
    }
  });
});

describe("unwrappedRing", () => {
  it("never steps over half a turn, poles aside", () => {
    for (const name of DOMAIN) {
      const ring = unwrappedRing(name);
      const [west, east] = lngRange(ring);
      const holdsPole = ring.some(([, lat]) => Math.abs(lat) === 90);
      expect(east - west, name).toBeLessThanOrEqual(holdsPole ? 360 + 1e-9 : 180);
      expect(west).toBeGreaterThanOrEqual(-180);
      expect(west).toBeLessThan(180);
    }
  });

  it("closes exactly two cells of each resolution along a pole", () => {
    for (const resolution of ["0", "1", "2"]) {
      const polar = DOMAIN.filter((name) => name[1] === resolution).filter((name) =>
        unwrappedRing(name).some(([, lat]) => Math.abs(lat) === 90),
      );
      const wanted = [cellAt([0, 90], Number(resolution)), cellAt([0, -90], Number(resolution))];
      expect(new Set(polar)).toEqual(new Set(wanted));
    }
  });
});

describe("cells", () => {
  it("cover the Earth", () => {
    const sum = DOMAIN.filter((name) => name[1] === "1").reduce(
      (total, name) => total + cellAreaKm2(name),
      0,
    );
    expect(sum / EARTH_AREA_KM2).toBeCloseTo(1, 9);
  });

  it("keep their name through the numeric form", () => {
    for (const name of DOMAIN) expect(cellName(cellId(name))).toBe(name);
  });

  it("hold the places they are asked for, longitude first", () => {
    expect(cellAt([2.2945, 48.8584], 4)).toBe("841fb47ffffffff"); // Eiffel Tower
    const [lng, lat] = cellCentre("841fb47ffffffff");
    expect(lng).toBeCloseTo(2.3, 0);
    expect(lat).toBeCloseTo(48.9, 0);
  });
});
