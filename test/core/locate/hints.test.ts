import { beforeAll, describe, expect, it } from "vitest";
import { type Area, HintSchema } from "../../../core/contracts/options.ts";
import type { Geography } from "../../../core/earth/geography.ts";
import { wideAreaWarnings } from "../../../core/locate/hint-areas.ts";
import { hintEvidence } from "../../../core/locate/hints.ts";
import { geography, PLACES, rowAt } from "../../geography.ts";

let earth: Geography;

beforeAll(async () => {
  earth = await geography();
});

const none = { countries: [], areas: [] };

function box(west: number, south: number, east: number, north: number): Area {
  const corners = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { type: "Polygon", coordinates: [corners] };
}

function hint(countries: string[], areas: Area[] = []) {
  return HintSchema.parse({ countries, areas });
}

function allowed(within: string[] | Area | null, exclude: string[] | Area | null) {
  const toHint = (given: string[] | Area | null) =>
    given && (Array.isArray(given) ? hint(given) : hint([], [given]));
  const found = hintEvidence(toHint(within), toHint(exclude), earth);
  return (at: readonly [number, number]) => found!.log[rowAt(earth, at)] === 0;
}

describe("hintEvidence", () => {
  it("is nothing when there are no hints", () => {
    expect(hintEvidence(null, null, earth)).toBeNull();
    expect(hintEvidence(none, none, earth)).toBeNull();
  });

  it("keeps and drops countries", () => {
    const kept = allowed(["JP", "PE"], null);
    expect([kept(PLACES.tokyo), kept(PLACES.lima), kept(PLACES.paris)]).toEqual([
      true,
      true,
      false,
    ]);
    const rest = allowed(null, ["JP"]);
    expect([rest(PLACES.tokyo), rest(PLACES.paris)]).toEqual([false, true]);
  });

  it("keeps and drops areas", () => {
    const europe = box(-10, 36, 30, 70);
    expect(allowed(europe, null)(PLACES.paris)).toBe(true);
    expect(allowed(europe, null)(PLACES.lima)).toBe(false);
    expect(allowed(null, europe)(PLACES.paris)).toBe(false);
    expect(allowed(null, europe)(PLACES.lima)).toBe(true);
  });

  it("keeps the cell around an area that is smaller than it", () => {
    const [lng, lat] = PLACES.paris;
    const kept = hintEvidence(hint([], [box(lng, lat, lng + 0.01, lat + 0.01)]), null, earth)!;
    expect(kept.log.filter((value) => value === 0).length).toBeGreaterThanOrEqual(1);
    expect(kept.allows([lng + 0.005, lat + 0.005])).toBe(true);
    expect(kept.allows([lng + 0.1, lat])).toBe(false);
  });

  it("takes longitudes beyond 180 for the other side, on either end and whichever way the ring runs", () => {
    const areas = [box(175, -25, 190, -10), box(-185, -25, -170, -10)];
    const [area] = areas as [Area & { type: "Polygon" }];
    areas.push({ ...area, coordinates: area.coordinates.map((ring) => ring.toReversed()) });
    for (const across of areas) {
      const kept = hintEvidence(hint([], [across]), null, earth)!;
      const [east, west] = [rowAt(earth, PLACES.suva), rowAt(earth, [-175.2, -21.13])];
      expect([kept.log[east], kept.log[west]]).toEqual([0, 0]);
      expect(kept.allows([-175, -20])).toBe(true);
      expect(kept.allows([0, -20])).toBe(false);
    }
  });

  it("cuts a hole that crosses 180 degrees as well", () => {
    const ring = (west: number, south: number, east: number, north: number) =>
      (box(west, south, east, north) as { coordinates: number[][][] }).coordinates[0]!;
    const area: Area = {
      type: "Polygon",
      coordinates: [ring(170, -30, 190, 0), ring(175, -25, 185, -5)],
    };
    const { allows } = hintEvidence(hint([], [area]), null, earth)!;
    const inside = [
      [172, -15],
      [-172, -15],
      [178, -2],
      [-178, -2],
    ] as const;
    const outside = [
      [178, -15],
      [-178, -15],
      [168, -15],
      [-168, -15],
    ] as const;
    expect(inside.map(allows)).toEqual([true, true, true, true]);
    expect(outside.map(allows)).toEqual([false, false, false, false]);
  });

  it("says which country code it does not know", () => {
    expect(() => hintEvidence(hint(["XX"]), null, earth)).toThrow(/"XX" is no country/);
  });

  it("says so when an exclusion leaves a country of what was kept out", () => {
    const { log: evidence } = hintEvidence(hint(["JP"]), hint(["JP"]), earth)!;
    expect(evidence.every((value) => value === -Infinity)).toBe(true);
  });
});

describe("wideAreaWarnings", () => {
  it("warns of an area that goes the long way around, and says how it is written otherwise", () => {
    const [warning] = wideAreaWarnings([hint([], [box(170, -25, -170, -10)]), null]);
    expect(warning).toBe(
      "An area of the hints is 340 degrees wide, from -170 to 170. If it was meant to cross 180 degrees, write longitudes beyond 180: 170 to 190.",
    );
  });

  it("warns of nothing else", () => {
    const areas = [box(170, -25, 190, -10), box(-180, 0, 180, 90), box(-90, 0, 90, 10)];
    expect(wideAreaWarnings([hint(["FR"], areas), hint([])])).toEqual([]);
  });
});

describe("HintSchema", () => {
  it("takes areas up to once around the Earth", () => {
    const width = (west: number, east: number) =>
      HintSchema.safeParse({ countries: [], areas: [box(west, 0, east, 1)] }).success;
    expect([width(-180, 180), width(0, 360), width(-200, 200)]).toEqual([true, true, false]);
  });

  it("bounds the positions of all areas together", () => {
    const ring = Array.from({ length: 600 }, (_, i) => [Math.sin(i), Math.cos(i)]);
    const area = { type: "Polygon", coordinates: [[...ring, ring[0]!]] };
    expect(HintSchema.safeParse({ countries: [], areas: [area] }).success).toBe(true);
    expect(HintSchema.safeParse({ countries: [], areas: [area, area] }).success).toBe(false);
  });
});
