import { GraticuleError } from "../contracts/errors.ts";
import { NONE } from "./land-cells.ts";

/** A continent by its GeoNames code: AF AN AS EU NA OC SA. */
export interface Continent {
  readonly id: string;
  readonly name: string;
}

/** A country or territory; id is ISO 3166-1 alpha-2 (XK for Kosovo), continent a row of `continents`. */
export interface Country {
  readonly id: string;
  readonly name: string;
  readonly continent: number;
}

/** A first-level division; id is its GeoNames code such as "FR.11", country a row of `countries`. */
export interface Division {
  readonly id: string;
  readonly name: string;
  readonly country: number;
}

/** A populated place; id is its GeoNames id, division a row of `divisions` or `NONE`, country a row of `countries`. */
export interface City {
  readonly id: string;
  readonly name: string;
  readonly lng: number;
  readonly lat: number;
  readonly population: number;
  readonly division: number;
  readonly country: number;
}

/**
 * The names that land cells point to, by row. Cities that some cell refers to come first; then those that are only found by
 * name, the capitals and towns of 50,000 people that lie beside a larger one.
 */
export interface PlaceNames {
  readonly continents: readonly Continent[];
  readonly countries: readonly Country[];
  readonly divisions: readonly Division[];
  readonly cities: readonly City[];
}

const FORMAT = "graticule-places";
const VERSION = 1;

/** JSON with one array per column and numbers for rows: a third of the size of one object per city. */
export function encodePlaceNames({ continents, countries, divisions, cities }: PlaceNames): string {
  return JSON.stringify({
    format: FORMAT,
    version: VERSION,
    continents: { id: continents.map((c) => c.id), name: continents.map((c) => c.name) },
    countries: {
      id: countries.map((c) => c.id),
      name: countries.map((c) => c.name),
      continent: countries.map((c) => c.continent),
    },
    divisions: {
      id: divisions.map((d) => d.id),
      name: divisions.map((d) => d.name),
      country: divisions.map((d) => d.country),
    },
    cities: {
      id: cities.map((c) => Number(c.id)),
      name: cities.map((c) => c.name),
      lng: cities.map((c) => c.lng),
      lat: cities.map((c) => c.lat),
      population: cities.map((c) => c.population),
      // -1 reads better than 65535 in a text file.
      division: cities.map((c) => (c.division === NONE ? -1 : c.division)),
      country: cities.map((c) => c.country),
    },
  });
}

/** The names from the text of `encodePlaceNames`; throws `geodata_invalid` naming the first thing that is wrong. */
export function decodePlaceNames(json: string): PlaceNames {
  const root = parse(json);
  if (root.format !== FORMAT)
    throw refuse(`format: got ${show(root.format)}, expected "${FORMAT}"`);
  if (root.version !== VERSION)
    throw refuse(`version: got ${show(root.version)}, this program reads ${VERSION}`);

  const continent = table(root, "continents");
  const country = table(root, "countries");
  const division = table(root, "divisions");
  const city = table(root, "cities");

  const continents = zip(continent.texts("id"), continent.texts("name"), (id, name) => ({
    id,
    name,
  }));
  const countryContinents = country.rows("continent", continents.length);
  const countries = zip(country.texts("id"), country.texts("name"), (id, name, i) => ({
    id,
    name,
    continent: countryContinents[i]!,
  }));
  const divisionCountries = division.rows("country", countries.length);
  const divisions = zip(division.texts("id"), division.texts("name"), (id, name, i) => ({
    id,
    name,
    country: divisionCountries[i]!,
  }));
  const ids = city.numbers("id", 0, Number.MAX_SAFE_INTEGER);
  const lng = city.numbers("lng", -180, 180);
  const lat = city.numbers("lat", -90, 90);
  const population = city.numbers("population", 0, 1e9);
  const cityDivisions = city.rows("division", divisions.length, -1);
  const cityCountries = city.rows("country", countries.length);
  const cities = city.texts("name").map((name, i) => ({
    id: String(ids[i]!),
    name,
    lng: lng[i]!,
    lat: lat[i]!,
    population: population[i]!,
    division: cityDivisions[i]! < 0 ? NONE : cityDivisions[i]!,
    country: cityCountries[i]!,
  }));
  return { continents, countries, divisions, cities };
}

/** Reads the columns of one table, each checked to be as long as the first and to hold only what it may. */
function table(root: Record<string, unknown>, name: string) {
  const columns = root[name];
  if (!isObject(columns)) throw refuse(`${name}: got ${show(columns)}, expected columns`);
  const length = Array.isArray(columns.id) ? columns.id.length : 0;
  const column = <T>(key: string, wanted: string, accepts: (value: unknown) => value is T) => {
    const values = columns[key];
    if (!Array.isArray(values) || values.length !== length)
      throw refuse(`${name}.${key}: expected a list of ${length}`);
    const wrong = values.findIndex((value) => !accepts(value));
    if (wrong >= 0)
      throw refuse(`${name}.${key}[${wrong}]: got ${show(values[wrong])}, expected ${wanted}`);
    return values as T[];
  };
  const numbers = (key: string, low: number, high: number) =>
    column(
      key,
      `a number from ${low} to ${high}`,
      (value): value is number => typeof value === "number" && value >= low && value <= high,
    );
  const rows = (key: string, size: number, low = 0) =>
    column(
      key,
      `a whole number from ${low} to ${size - 1}`,
      (value): value is number =>
        Number.isInteger(value) && low <= Number(value) && Number(value) < size,
    );
  const texts = (key: string) =>
    column(key, "a text", (value): value is string => typeof value === "string" && value !== "");
  return { numbers, rows, texts };
}

function zip<T>(
  ids: readonly string[],
  names: readonly string[],
  make: (id: string, name: string, row: number) => T,
): T[] {
  return ids.map((id, row) => make(id, names[row]!, row));
}

function parse(json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw refuse("not JSON", cause);
  }
  if (!isObject(value)) throw refuse(`got ${show(value)}, expected an object`);
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 40);
}

function refuse(problem: string, cause?: unknown): GraticuleError {
  return new GraticuleError(
    "geodata_invalid",
    `The place names are not readable (${problem}). Restore geodata/data/places.json.gz, or run "npm run geodata".`,
    { cause },
  );
}
