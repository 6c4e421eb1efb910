import { beforeAll, describe, expect, it } from "vitest";
import { type Area, HintSchema } from "../../../core/contracts/options.ts";
import type { Geography } from "../../../core/earth/geography.ts";
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

  it("says which country code it does not know", () => {
    expect(() => hintEvidence(hint(["XX"]), null, earth)).toThrow(/"XX" is no country/);
  });

  it("says so when an exclusion leaves a country of what was kept out", () => {
    const { log: evidence } = hintEvidence(hint(["JP"]), hint(["JP"]), earth)!;
    expect(evidence.every((value) => value === -Infinity)).toBe(true);
  });
});

describe("HintSchema", () => {
  it("bounds the positions of all areas together", () => {
    const ring = Array.from({ length: 600 }, (_, i) => [Math.sin(i), Math.cos(i)]);
    const area = { type: "Polygon", coordinates: [[...ring, ring[0]!]] };
    expect(HintSchema.safeParse({ countries: [], areas: [area] }).success).toBe(true);
    expect(HintSchema.safeParse({ countries: [], areas: [area, area] }).success).toBe(false);
  });
});
