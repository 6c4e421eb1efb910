import type { Feature, Point } from "geojson";
import type { LandCells } from "../../core/earth/land-cells.ts";
import { distanceKm, fromVector, type LngLat, toUnitVector } from "../../core/earth/lng-lat.ts";
import type { PlaceNames } from "../../core/earth/place-names.ts";
import type { Gazetteer, Place } from "./geonames.ts";

/** A label of the base map: where, what, and from which zoom its tiles hold it. */
export interface Label {
  readonly feature: Feature<Point>;
  readonly minZoom: number;
}

/** Countries by importance: how many are labelled from zoom 0, 1, 2, 3 on; the rest from zoom 4. */
const COUNTRIES_BY_ZOOM = [12, 40, 90, 160] as const;

/** Least inhabitants of a town shown at all, and from which zoom larger ones are. */
const CITY_ZOOMS = [
  { people: 5_000_000, zoom: 2 },
  { people: 1_000_000, zoom: 3 },
  { people: 300_000, zoom: 4 },
  { people: 80_000, zoom: 5 },
  { people: 15_000, zoom: 6 },
] as const;

/** A capital is shown as if it had so many times its inhabitants, and at this zoom at the latest. */
const CAPITAL_WEIGHT = 4;
const CAPITAL_ZOOM = 4;

/**
 * A town that administers nothing counts for a fifth: most great cities administer something, and most gross errors of
 * GeoNames' populations (a million people in Budta, Mindanao) are in towns that do not.
 */
const PLAIN_WEIGHT = 0.2;

/** One label a country, with `iso`, `name` and `rank` (0 the most important: by area and population together). */
export function labelCountries(cells: LandCells, names: PlaceNames): Label[] {
  const rowsByCountry: number[][] = names.countries.map(() => []);
  cells.country.forEach((country, row) => {
    rowsByCountry[country]?.push(row);
  });
  const depth = measureDepth(cells);
  return names.countries
    .map(({ id, name }, country) => {
      const rows = rowsByCountry[country]!;
      const landKm2 = sum(rows, (row) => cells.areaKm2[row]! * cells.landFraction[row]!);
      const people = sum(rows, (row) => cells.population[row]!);
      // Area alone would put Greenland before India, people alone Bangladesh before Australia.
      const weight = 0.7 * Math.log10(landKm2 + 1) + Math.log10(people + 1e5);
      return { id, name, rows, weight };
    })
    .filter(({ rows }) => rows.length > 0)
    .sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1))
    .map(({ id, name, rows }, rank) => ({
      feature: toPoint(chooseMiddle(cells, rows, depth), { iso: id, name, rank }),
      minZoom: countZoom(rank),
    }));
}

/** Towns with `name`, `rank` (0 the largest), `capital` (1 or absent); the largest from zoom 2 on. */
export function labelCities({ places }: Gazetteer): Label[] {
  return places
    .filter((place) => place.capital || place.population >= CITY_ZOOMS.at(-1)!.people)
    .sort((a, b) => weigh(b) - weigh(a) || a.id - b.id)
    .map((place, rank) => ({
      feature: toPoint([place.lng, place.lat], {
        name: place.name,
        rank,
        ...(place.capital ? { capital: 1 } : {}),
      }),
      minZoom: Math.min(
        place.capital ? CAPITAL_ZOOM : Number.POSITIVE_INFINITY,
        CITY_ZOOMS.find(({ people }) => weigh(place) >= people)?.zoom ?? Number.POSITIVE_INFINITY,
      ),
    }));
}

function sum(rows: readonly number[], valueAt: (row: number) => number): number {
  return rows.reduce((total, row) => total + valueAt(row), 0);
}

/** How many cells of the same country lie between each cell and the nearest other country or sea. */
function measureDepth(cells: LandCells): Int32Array {
  const depth = new Int32Array(cells.count).fill(-1);
  const around = (row: number) => cells.neighbours.subarray(row * 6, row * 6 + 6);
  const abroad = (row: number) => (n: number) => n < 0 || cells.country[n] !== cells.country[row];
  let front = [...depth.keys()].filter((row) => around(row).some(abroad(row)));
  for (let d = 0; front.length > 0; d++) {
    for (const row of front) depth[row] = d;
    front = [...new Set(front.flatMap((row) => [...around(row)]))].filter(
      (n) => n >= 0 && depth[n]! < 0,
    );
  }
  return depth;
}

/** Of the cells well inside a country the one closest to the country's centre of mass. */
function chooseMiddle(cells: LandCells, rows: readonly number[], depth: Int32Array): LngLat {
  const deepest = rows.reduce((most, row) => Math.max(most, depth[row]!), 0);
  const inside = rows.filter((row) => depth[row]! >= deepest / 2);
  const [x, y, z] = inside.reduce(
    (sum, row) => {
      const vector = toUnitVector([cells.lng[row]!, cells.lat[row]!]);
      const mass = cells.areaKm2[row]! * cells.landFraction[row]!;
      return [sum[0] + mass * vector[0], sum[1] + mass * vector[1], sum[2] + mass * vector[2]];
    },
    [0, 0, 0],
  ) as [number, number, number];
  const centre = fromVector(x, y, z);
  const apart = (row: number) => distanceKm([cells.lng[row]!, cells.lat[row]!], centre);
  const best = inside.reduce((a, b) => (apart(b) < apart(a) ? b : a));
  return [cells.lng[best]!, cells.lat[best]!];
}

function countZoom(rank: number): number {
  const zoom = COUNTRIES_BY_ZOOM.findIndex((count) => rank < count);
  return zoom < 0 ? COUNTRIES_BY_ZOOM.length : zoom;
}

function weigh(place: Place): number {
  return place.population * (place.capital ? CAPITAL_WEIGHT : place.seat ? 1 : PLAIN_WEIGHT);
}

function toPoint([lng, lat]: LngLat, properties: Record<string, string | number>): Feature<Point> {
  return { type: "Feature", properties, geometry: { type: "Point", coordinates: [lng, lat] } };
}
