import { beforeAll, describe, expect, it } from "vitest";
import { type Area, HintsSchema } from "../../../core/contracts/hint.ts";
import { NO_NAMES, readHint } from "../../../core/contracts/hint-text.ts";
import type { Geography } from "../../../core/earth/geography.ts";
import { createPlaceFinder } from "../../../core/earth/place-finder.ts";
import { seaDistanceKm } from "../../../core/earth/sea-distance.ts";
import { wideAreaWarnings } from "../../../core/locate/hint-areas.ts";
import { hintEvidence } from "../../../core/locate/hints.ts";
import { geography, PLACES, rowAt } from "../../geography.ts";

let earth: Geography;

beforeAll(async () => {
  earth = await geography();
});

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
  return [
    ...countries.map((id) => ({ kind: "country", id }) as const),
    ...areas.map((area) => ({ kind: "area", area }) as const),
  ];
}

function allowed(within: string[] | Area | null, exclude: string[] | Area | null) {
  const toHints = (given: string[] | Area | null) =>
    given ? [Array.isArray(given) ? hint(given) : hint([], [given])] : [];
  const found = hintEvidence(toHints(within), toHints(exclude), earth);
  return (at: readonly [number, number]) => found!.log[rowAt(earth, at)] === 0;
}

/** The hints of texts, as a request has them. */
function said(...texts: string[]) {
  const finder = createPlaceFinder(earth.names);
  return texts.map((text) => readHint(text, finder));
}

/** Which of the named places texts keep. */
function kept(within: string[], exclude: string[] = []) {
  const { log } = hintEvidence(said(...within), said(...exclude), earth)!;
  return Object.entries(PLACES)
    .filter(([, at]) => log[rowAt(earth, at)] === 0)
    .map(([name]) => name);
}

describe("hintEvidence", () => {
  it("is nothing when there are no hints", () => {
    expect(hintEvidence([], [], earth)).toBeNull();
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
    const kept = hintEvidence([hint([], [box(lng, lat, lng + 0.01, lat + 0.01)])], [], earth)!;
    expect(kept.log.filter((value) => value === 0).length).toBeGreaterThanOrEqual(1);
    expect(kept.allows([lng + 0.005, lat + 0.005], 0)).toBe(true);
    expect(kept.allows([lng + 0.1, lat], 0)).toBe(false);
  });

  it("takes longitudes beyond 180 for the other side, on either end and whichever way the ring runs", () => {
    const areas = [box(175, -25, 190, -10), box(-185, -25, -170, -10)];
    const [area] = areas as [Area & { type: "Polygon" }];
    areas.push({ ...area, coordinates: area.coordinates.map((ring) => ring.toReversed()) });
    for (const across of areas) {
      const kept = hintEvidence([hint([], [across])], [], earth)!;
      const [east, west] = [rowAt(earth, PLACES.suva), rowAt(earth, [-175.2, -21.13])];
      expect([kept.log[east], kept.log[west]]).toEqual([0, 0]);
      expect(kept.allows([-175, -20], 0)).toBe(true);
      expect(kept.allows([0, -20], 0)).toBe(false);
    }
  });

  it("cuts a hole that crosses 180 degrees as well", () => {
    const ring = (west: number, south: number, east: number, north: number) =>
      (box(west, south, east, north) as { coordinates: number[][][] }).coordinates[0]!;
    const area: Area = {
      type: "Polygon",
      coordinates: [ring(170, -30, 190, 0), ring(175, -25, 185, -5)],
    };
    const found = hintEvidence([hint([], [area])], [], earth)!;
    const allows = (at: readonly [number, number]) => found.allows(at, 0);
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
    expect(() => hintEvidence([hint(["XX"])], [], earth)).toThrow(/"XX" is no country/);
  });

  it("keeps what fits every hint, and of each hint any term", () => {
    expect(kept(["JP, PE"])).toEqual(["tokyo", "lima"]);
    expect(kept(["JP, PE", "South America"])).toEqual(["lima"]);
    expect(kept(["Europe, Asia", "right-hand traffic"])).toEqual(["paris", "anadyr"]);
    expect(kept(["Japan, Africa"], ["Kenya"])).toEqual(["tokyo"]);
    expect(kept(["within 300 km of Tokyo, Fiji", "drives on the left"])).toEqual(["tokyo", "suva"]);
  });

  it("judges cells by climate, elevation, driving side and distance to the sea", () => {
    expect(kept(["desert"])).toEqual(["lima"]);
    expect(kept(["above 1500 m"])).toEqual(["nairobi"]);
    expect(kept(["drives on the left"])).toEqual(["tokyo", "suva", "nairobi"]);
    expect(kept(["within 20 km of the sea"])).toEqual(["tokyo", "suva", "nuuk", "anadyr", "lima"]);
    expect(kept(["more than 100 km from the sea"])).toEqual(["paris", "nairobi"]);
  });

  it("judges finer cells by their own distance to the sea, and by their land cell for the rest", () => {
    const [coast] = said("within 20 km of the sea, Switzerland");
    const { allows } = hintEvidence([coast!], [], earth)!;
    const bern = rowAt(earth, [7.45, 46.95]);
    const lima = rowAt(earth, PLACES.lima);
    expect([allows([7.45, 46.95], bern), allows(PLACES.lima, lima)]).toEqual([true, true]);
    // Chosica lies up the valley from Lima.
    expect(seaDistanceKm(earth.sea!, [-76.5, -11.85])).toBeGreaterThan(45);
    expect(allows([-76.5, -11.85], lima)).toBe(false);
  });

  it.each([
    [["Sweden", "Norway"], [], /"only Sweden" and "only Norway" exclude each other.*one hint/],
    [["Sweden, Finland"], ["Europe"], /"only Sweden or Finland" and "not Europe" exclude/],
    [["Europe", "Japan", "above 100 m"], [], /"only Europe" and "only Japan" exclude each other/],
    [["above 8900 m"], [], /"only above 8,900 m" leaves no land at all/],
    [["desert", "SE"], [], /"only desert climate \(BW\)" and "only Sweden" exclude each other/],
    [["FR, PL, NL"], ["France", "NL", "Poland"], /leave no land together.*drop one/],
  ])("says which hints exclude each other: %j but not %j", (within, exclude, message) => {
    expect(() => hintEvidence(said(...within), said(...exclude), earth)).toThrow(message);
  });
});

describe("wideAreaWarnings", () => {
  it("warns of an area that goes the long way around, and says how it is written otherwise", () => {
    const [warning] = wideAreaWarnings([hint([], [box(170, -25, -170, -10)])]);
    expect(warning).toBe(
      "An area of the hints is 340 degrees wide, from -170 to 170. If it was meant to cross 180 degrees, write longitudes beyond 180: 170 to 190.",
    );
  });

  it("warns of nothing else", () => {
    const areas = [box(170, -25, 190, -10), box(-180, 0, 180, 90), box(-90, 0, 90, 10)];
    expect(wideAreaWarnings([hint(["FR"], areas), hint([])])).toEqual([]);
  });
});

describe("HintsSchema", () => {
  it("takes areas up to once around the Earth", () => {
    const width = (west: number, east: number) =>
      HintsSchema.safeParse([hint([], [box(west, 0, east, 1)])]).success;
    expect([width(-180, 180), width(0, 360), width(-200, 200)]).toEqual([true, true, false]);
  });

  it("bounds the positions of all areas together", () => {
    const ring = Array.from({ length: 600 }, (_, i) => [Math.sin(i), Math.cos(i)]);
    const area: Area = { type: "Polygon", coordinates: [[...ring, ring[0]!]] };
    expect(HintsSchema.safeParse([hint([], [area])]).success).toBe(true);
    expect(HintsSchema.safeParse([hint([], [area, area])]).success).toBe(false);
    expect(HintsSchema.safeParse([hint([], [area]), hint([], [area])]).success).toBe(false);
  });

  it("takes ranges from the smaller to the larger number alone", () => {
    const takes = (text: string) => HintsSchema.safeParse([readHint(text, NO_NAMES)]).success;
    expect([takes("100-500 m"), takes("500-100 m"), takes("above 20000 m")]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
