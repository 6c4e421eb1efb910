import { around } from "geokdbush";
import { NO_CITY, NONE } from "../../core/earth/land-cells.ts";
import { distanceKm, type LngLat } from "../../core/earth/lng-lat.ts";
import type { PlaceNames } from "../../core/earth/place-names.ts";
import { CONTINENTS, describeCountry, type Whereabouts } from "./countries.ts";
import { createIndex, type Gazetteer, type Place } from "./geonames.ts";

/** Nothing farther than this is called the city of a cell, km. */
const CITY_REACH_KM = 100;

/** How many of the nearest places compete for a cell, and as many again of the nearest large ones. */
const CITY_CANDIDATES = 30;

/** People that make a city large. */
const LARGE_CITY = 100_000;

/** Towns of so many people can be found by name, whether or not a cell is called after them; and all capitals. */
const FOUND_BY_NAME = 50_000;

/** Root mean square distance of a cell's places from its centre, km: a hexagon of 1,770 km2. */
const CELL_SPREAD_KM = 17;

/** The rows of each cell in the tables of names. */
export interface CellPlaces {
  readonly names: PlaceNames;
  readonly country: Uint16Array;
  readonly division: Uint16Array;
  readonly city: Uint32Array;
}

/** Names each cell's country, division and city, and lists the names in use. */
export function namePlaces(
  points: readonly LngLat[],
  whereabouts: readonly Whereabouts[],
  gazetteer: Gazetteer,
): CellPlaces {
  const cities = points.map(createCityChooser(gazetteer));
  const nearestAtHome = createHomeLookup(gazetteer.places);
  const divisions = points.map((point, row) => {
    const country = whereabouts[row]!.country;
    const city = cities[row];
    return city && city.country === country && city.division
      ? city.division
      : country && nearestAtHome(country, point)?.division;
  });

  // Cities that cells refer to, in the order in which cells first name them: neighbours get close rows, which gzip likes.
  const cityList = [...new Set(cities.filter((city) => city !== undefined))];
  const divisionList = distinct([...divisions, ...cityList.map((city) => city.division)]);
  const countryList = distinct([
    ...whereabouts.map((w) => w.country),
    ...cityList.map((city) => city.country),
    ...divisionList.map(countryOfDivision),
  ]);

  const [countryRow, divisionRow] = [rowsOf(countryList), rowsOf(divisionList)];
  const cityRow = rowsOf(cityList);
  const further = gazetteer.places.filter(
    (place) =>
      (place.capital || place.population >= FOUND_BY_NAME) &&
      !cityRow.has(place) &&
      countryRow.has(place.country),
  );
  return {
    names: {
      continents: CONTINENTS,
      countries: countryList.map((id) => ({ id, ...describeCountry(id) })),
      divisions: divisionList.map((id) => ({
        id,
        name: gazetteer.divisionNames.get(id)!,
        country: countryRow.get(countryOfDivision(id))!,
      })),
      cities: [...cityList, ...further].map((city) => ({
        id: String(city.id),
        name: city.name,
        lng: city.lng,
        lat: city.lat,
        population: city.population,
        division: divisionRow.get(city.division ?? "") ?? NONE,
        country: countryRow.get(city.country)!,
      })),
    },
    country: Uint16Array.from(whereabouts, (w) => countryRow.get(w.country ?? "") ?? NONE),
    division: Uint16Array.from(divisions, (id) => divisionRow.get(id ?? "") ?? NONE),
    city: Uint32Array.from(cities, (city) => (city ? cityRow.get(city)! : NO_CITY)),
  };
}

/**
 * The place a person would name: of the nearest places and the nearest large ones, the least distance over squared order
 * of magnitude. Distances are those from somewhere in the cell, not from its point alone: else the cell around Paris is
 * called after the suburb that happens to lie in its middle.
 */
function createCityChooser({ index, places }: Gazetteer): (point: LngLat) => Place | undefined {
  const large = places.filter((place) => place.population >= LARGE_CITY);
  const largeIndex = createIndex(large);
  return ([lng, lat]) => {
    let [best, bestCost]: [Place | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
    for (const place of [
      ...around(index, lng, lat, CITY_CANDIDATES, CITY_REACH_KM).map((i) => places[i]!),
      ...around(largeIndex, lng, lat, CITY_CANDIDATES, CITY_REACH_KM).map((i) => large[i]!),
    ]) {
      const km = Math.hypot(distanceKm([lng, lat], [place.lng, place.lat]), CELL_SPREAD_KM);
      const cost = km / Math.log10(place.population + 10) ** 2;
      if (cost < bestCost) [best, bestCost] = [place, cost];
    }
    return best;
  };
}

/** Finds the nearest place with a division in a given country, at any distance. */
function createHomeLookup(all: readonly Place[]) {
  const byCountry = new Map<string, Place[]>();
  for (const place of all)
    if (place.division) {
      const list = byCountry.get(place.country);
      if (list) list.push(place);
      else byCountry.set(place.country, [place]);
    }
  const indexes = new Map([...byCountry].map(([country, list]) => [country, createIndex(list)]));
  return (country: string, [lng, lat]: LngLat): Place | undefined => {
    const index = indexes.get(country);
    return index && byCountry.get(country)![around(index, lng, lat, 1)[0]!];
  };
}

function countryOfDivision(id: string): string {
  return id.slice(0, id.indexOf("."));
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((v): v is string => v !== undefined && v !== ""))].sort();
}

function rowsOf<T>(values: readonly T[]): Map<T, number> {
  return new Map(values.map((value, row) => [value, row]));
}
