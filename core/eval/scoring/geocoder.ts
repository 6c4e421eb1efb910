import type { PlaceLevel } from "../../contracts/prediction.ts";
import type { Geography } from "../../earth/geography.ts";
import { NO_CITY, NONE } from "../../earth/land-cells.ts";
import { nearestRow, rowHolding } from "../../earth/land-rows.ts";
import type { LngLat } from "../../earth/lng-lat.ts";

/** Names of the places that a position lies in, from the table of land cells. */
export type PlaceIds = Readonly<Record<PlaceLevel, string | null>>;

/** A position so far from all land cells has no place. */
const FARTHEST_KM = 200;

/** Row of the land cell that holds a position; else of the nearest one within 200 km; else -1. */
export function landRowAt({ cells, vectors }: Geography, at: LngLat): number {
  const row = rowHolding(cells, at);
  return row >= 0 ? row : nearestRow(vectors, at, FARTHEST_KM);
}

const NOWHERE: PlaceIds = { continent: null, country: null, division: null, city: null };

/** Continent, country, first-level division and city of a land cell. */
export function placesOfRow({ cells, names }: Geography, row: number): PlaceIds {
  if (row < 0) return NOWHERE;
  const country = cells.country[row]!;
  const division = cells.division[row]!;
  const city = cells.city[row]!;
  const land = country === NONE ? undefined : names.countries[country];
  return {
    continent: land ? (names.continents[land.continent]?.id ?? null) : null,
    country: land?.id ?? null,
    division: division === NONE ? null : (names.divisions[division]?.id ?? null),
    city: city === NO_CITY ? null : (names.cities[city]?.id ?? null),
  };
}

/** Continent of a country by its ISO code; null for codes that the table does not have. */
export function continentOf({ names }: Geography, country: string): string | null {
  const entry = names.countries.find(({ id }) => id === country);
  return entry ? (names.continents[entry.continent]?.id ?? null) : null;
}
