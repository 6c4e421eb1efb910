import {
  cellArea,
  cellToBoundary,
  cellToLatLng,
  getResolution,
  isPentagon,
  isValidCell,
  latLngToCell,
  UNITS,
} from "h3-js";
import { describe, expect, it } from "vitest";
import { NO_CITY, NONE } from "../../core/earth/land-cells.ts";
import { EARTH_RADIUS_KM } from "../../core/earth/lng-lat.ts";
import { readCells, readNames, rowOf } from "./read-data.ts";

const cells = readCells();
const names = readNames();
const ids = [...cells.ids].map((id) => id.toString(16));

/** The row of the cell around a position. */
function at(lat: number, lng: number) {
  return rowOf(cells, latLngToCell(lat, lng, 4));
}

function describeRow(row: number) {
  return {
    country: names.countries[cells.country[row]!]?.id,
    division: names.divisions[cells.division[row]!]?.name,
    city: names.cities[cells.city[row]!]?.name,
  };
}

describe("land cells – named places", () => {
  it.each([
    ["Paris", 48.85, 2.35, "FR", "Île-de-France", "Paris"],
    ["London", 51.5, -0.1, "GB", "England", "London"],
    ["Lhasa", 29.65, 91.1, "CN", "Tibet", "Lhasa"],
    ["Suva", -18.1, 178.4, "FJ", "Central", "Suva"],
    ["Ushuaia", -54.8, -68.3, "AR", "Tierra del Fuego", "Ushuaia"],
    ["Nuuk", 64.18, -51.7, "GL", "Sermersooq", "Nuuk"],
    ["Hanoi", 21.03, 105.85, "VN", "Hanoi", "Hanoi"],
    ["Oslo", 59.9, 10.75, "NO", "Oslo", "Oslo"],
    ["Pristina", 42.6, 21.1, "XK", "Pristina", "Pristina"],
    ["Simferopol", 44.95, 34.1, "UA", "Crimea", "Simferopol"],
    ["Laayoune", 27.15, -13.2, "EH", undefined, "Laayoune"],
    ["the Sahara", 25, 2, "DZ", "Adrar", undefined],
    ["the south pole", -89.9, 0, "AQ", undefined, undefined],
  ])("%s", (_, lat, lng, country, division, city) => {
    expect(describeRow(at(lat, lng))).toEqual({ country, division, city });
  });

  it("Fiji lies on both sides of 180 degrees", () => {
    const fiji = names.countries.findIndex((c) => c.id === "FJ");
    const lngs = [...cells.lng].filter((_, row) => cells.country[row] === fiji);
    expect(lngs.some((lng) => lng > 177)).toBe(true);
    expect(lngs.some((lng) => lng < -178)).toBe(true);
    expect(lngs.every((lng) => Math.abs(lng) > 174)).toBe(true);
  });

  it("drive on the left in Tokyo, London, Nicosia and Hong Kong, on the right in Paris, Honolulu and Shanghai", () => {
    const side = (lat: number, lng: number) => cells.drivingSide[at(lat, lng)];
    expect([side(35.68, 139.69), side(51.5, -0.1), side(35.25, 33.4), side(22.4, 114.15)]).toEqual([
      1, 1, 1, 1,
    ]);
    expect([side(48.85, 2.35), side(21.4, -157.85), side(31.2, 121.45)]).toEqual([2, 2, 2]);
  });

  it("have the climate, cover and height one would expect", () => {
    const paris = at(48.85, 2.35);
    expect([cells.climate[paris], cells.landCover[paris]]).toEqual([10, 13]); // Cfb, urban
    expect(cells.urbanFraction[paris]).toBeGreaterThan(0.5);
    expect(cells.climate[at(25, 2)]).toBe(7); // BWh
    expect(cells.landCover[at(25, 2)]).toBe(16); // barren
    expect(cells.climate[at(-80, 60)]).toBe(30); // EF
    expect(cells.climate[at(-3.1, -62)]).toBe(1); // Af: the Amazon
    const height = (lat: number, lng: number) => cells.elevationM[at(lat, lng)]!;
    expect(height(-0.2, -78.5)).toBeGreaterThan(2500); // Quito
    expect(height(29.65, 91.1)).toBeGreaterThan(3600); // Lhasa
    expect(height(52.4, 4.9)).toBeLessThan(50); // Amsterdam
    expect(height(-89.9, 0)).toBeGreaterThan(2500); // ice
  });

  it("have the people one would expect per km2", () => {
    const density = (lat: number, lng: number) =>
      cells.population[at(lat, lng)]! / cells.areaKm2[at(lat, lng)]!;
    expect(density(48.85, 2.35)).toBeGreaterThan(2000);
    expect(density(23.7, 90.4)).toBeGreaterThan(3000); // Dhaka
    expect(density(25, 2)).toBeLessThan(1); // the Sahara
    expect(cells.population[at(-80, 60)]).toBe(0);
  });
});

describe("land cells – laws over the whole table", () => {
  it("are 88,428 valid resolution-4 cells, ascending", () => {
    expect([cells.resolution, cells.count]).toEqual([4, 88_428]);
    expect(ids.every((id) => isValidCell(id) && getResolution(id) === 4)).toBe(true);
    expect(cells.ids.every((id, row) => row === 0 || cells.ids[row - 1]! < id)).toBe(true);
  });

  it("have the true area, and together that of the land and its shores", () => {
    const scale = (EARTH_RADIUS_KM / 6371.007180918475) ** 2;
    const worst = ids.reduce(
      (most, id, row) =>
        Math.max(most, Math.abs(cells.areaKm2[row]! - cellArea(id, UNITS.km2) * scale)),
      0,
    );
    expect(worst).toBeLessThan(1e-4);
    // Land without its lakes, which geography books put at 146 to 149 million km2 with Antarctica.
    const land = cells.areaKm2.reduce((sum, area, row) => sum + area * cells.landFraction[row]!, 0);
    expect(Math.abs(land / 146e6 - 1)).toBeLessThan(0.01);
  });

  it("hold 7.8 to 8.1 billion people", () => {
    const people = cells.population.reduce((sum, n) => sum + n, 0);
    expect(people).toBeGreaterThan(7.8e9);
    expect(people).toBeLessThan(8.1e9);
  });

  it("contain their point", () => {
    const outside = ids.filter(
      (id, row) => latLngToCell(cells.lat[row]!, cells.lng[row]!, 4) !== id,
    );
    expect(outside).toEqual([]);
  });

  it("keep every value in its range", () => {
    const { countries, divisions, cities } = names;
    for (let row = 0; row < cells.count; row++) {
      const ok =
        cells.landFraction[row]! >= 0.0009 &&
        cells.landFraction[row]! <= 1 &&
        cells.urbanFraction[row]! >= 0 &&
        cells.urbanFraction[row]! <= 1 &&
        cells.population[row]! >= 0 &&
        cells.landCover[row]! <= 16 &&
        cells.climate[row]! <= 31 &&
        (cells.drivingSide[row] === 1 || cells.drivingSide[row] === 2) &&
        cells.elevationM[row]! >= -430 &&
        cells.elevationM[row]! < 7000 &&
        cells.country[row]! < countries.length &&
        (cells.division[row] === NONE || cells.division[row]! < divisions.length) &&
        (cells.city[row] === NO_CITY || cells.city[row]! < cities.length);
      if (!ok) expect.fail(`row ${row}, ${ids[row]}`);
    }
  });

  it("have divisions of their own country, and cities with theirs", () => {
    for (let row = 0; row < cells.count; row++) {
      const division = names.divisions[cells.division[row]!];
      if (division && division.country !== cells.country[row]) expect.fail(ids[row]!);
    }
    for (const city of names.cities)
      if (city.division !== NONE && names.divisions[city.division]!.country !== city.country)
        expect.fail(city.name);
  });

  it("use every name: no city, division or country is listed in vain", () => {
    const named = new Set([...cells.city].filter((city) => city !== NO_CITY));
    const further = names.cities.filter((_, row) => !named.has(row));
    expect(Math.max(...named)).toBe(named.size - 1);
    expect(further.map(({ name }) => name)).toContain("Tokyo");
    // Capitals of few people are found by name too.
    const small = further.filter(({ population }) => population < 50_000);
    expect(small.length).toBeLessThan(50);
    const countries = new Set([...cells.country, ...names.cities.map((city) => city.country)]);
    expect(countries.size).toBe(names.countries.length);
    expect(new Set(names.divisions.map((d) => d.id)).size).toBe(names.divisions.length);
  });
});

describe("land cells – neighbours", () => {
  const boundaries = ids.map((id) => cellToBoundary(id));

  it("lie across the edge of their number: the same two vertices, the other way round", () => {
    let edges = 0;
    for (let row = 0; row < cells.count; row++)
      for (let e = 0; e < 6; e++) {
        const neighbour = cells.neighbours[row * 6 + e]!;
        if (neighbour < 0) continue;
        const mine = boundaries[row]!;
        const theirs = boundaries[neighbour]!;
        const [from, to] = [mine[e]!, mine[(e + 1) % mine.length]!];
        const at = theirs.findIndex((vertex) => isSame(vertex, to));
        if (at < 0 || !isSame(theirs[(at + 1) % theirs.length]!, from))
          expect.fail(`edge ${e} of ${ids[row]} is not an edge of ${ids[neighbour]}`);
        edges++;
      }
    expect(edges).toBeGreaterThan(480_000);
  });

  it("are neighbours of each other, and none is forgotten", () => {
    const row = new Map(ids.map((id, i) => [id, i]));
    for (let i = 0; i < cells.count; i++) {
      const boundary = boundaries[i]!;
      for (let e = 0; e < 6; e++) {
        const neighbour = cells.neighbours[i * 6 + e]!;
        if (neighbour >= 0) {
          if (!cells.neighbours.subarray(neighbour * 6, neighbour * 6 + 6).includes(i))
            expect.fail(`${ids[neighbour]} does not know ${ids[i]}`);
        } else if (i % 7 === 0 && e < boundary.length) {
          // Every seventh is enough: past the middle of the edge there must be no land cell.
          const [lat, lng] = beyond(
            cellToLatLng(ids[i]!),
            boundary[e]!,
            boundary[(e + 1) % boundary.length]!,
          );
          if (row.has(latLngToCell(lat, lng, 4))) expect.fail(`edge ${e} of ${ids[i]}`);
        }
      }
    }
  });

  it("hold for pentagons, which have five", () => {
    const pentagons = ids.filter(isPentagon);
    expect(pentagons.length).toBeGreaterThan(0);
    for (const id of pentagons) {
      const row = rowOf(cells, id);
      expect(boundaries[row]).toHaveLength(5);
      expect(cells.neighbours[row * 6 + 5]).toBe(-1);
    }
    expect(boundaries.every((b, row) => b.length === (isPentagon(ids[row]!) ? 5 : 6))).toBe(true);
  });

  it("cross 180 degrees", () => {
    const crossing = [...cells.neighbours.keys()].filter((i) => {
      const neighbour = cells.neighbours[i]!;
      return (
        neighbour >= 0 && Math.abs(cells.lng[Math.floor(i / 6)]! - cells.lng[neighbour]!) > 350
      );
    });
    expect(crossing.length).toBeGreaterThan(50);
  });
});

function isSame(a: readonly number[], b: readonly number[]): boolean {
  const apart = Math.abs(a[1]! - b[1]!) % 360;
  return Math.abs(a[0]! - b[0]!) < 1e-8 && Math.min(apart, 360 - apart) < 1e-6;
}

/** A point a little past the middle of an edge, seen from the centre; [lat, lng] as h3-js has it. */
function beyond(
  [lat, lng]: readonly number[],
  a: readonly number[],
  b: readonly number[],
): [number, number] {
  const near = (x: number) => x - 360 * Math.round((x - lng!) / 360);
  return [
    lat! + 1.1 * ((a[0]! + b[0]!) / 2 - lat!),
    lng! + 1.1 * ((near(a[1]!) + near(b[1]!)) / 2 - lng!),
  ];
}
