import { wrapLng } from "../../core/earth/lng-lat.ts";
import { foldName } from "../../core/earth/name-folding.ts";
import type { City, PlaceNames } from "../../core/earth/place-names.ts";

/** South-west and north-east corner, degrees; east of the first even across 180 degrees. */
export type PlaceBounds = readonly [readonly [number, number], readonly [number, number]];

/** A place that can be shown on the map. */
export interface FoundPlace {
  readonly words: string;
  readonly kind: string;
  readonly bounds: PlaceBounds;
}

const MOST = 8;
/** Half of what is shown around a town, degrees. */
const TOWN_DEGREES = 0.35;

/** Countries, divisions and towns that begin like the text, largest of their kind first. */
export function placesNamed(text: string, names: PlaceNames): FoundPlace[] {
  const wanted = foldName(text);
  if (wanted === "") return [];
  const { countries, divisions, cities } = names;
  const begins = ({ name }: { readonly name: string }) => {
    const folded = foldName(name);
    return folded.startsWith(wanted) || folded.includes(` ${wanted}`);
  };
  const found: FoundPlace[] = [];
  for (const [row, country] of countries.entries()) {
    if (!begins(country)) continue;
    const bounds = boundsOf(cities.filter((city) => city.country === row));
    if (bounds) found.push({ words: country.name, kind: "country", bounds });
  }
  const towns = cities
    .filter(begins)
    .sort((a, b) => b.population - a.population)
    .slice(0, MOST);
  for (const town of towns) {
    const bounds = around(town.lng, town.lat, town.lng, town.lat);
    found.push({ words: town.name, kind: countries[town.country]!.name, bounds });
  }
  for (const [row, division] of divisions.entries()) {
    if (found.length >= 2 * MOST) break;
    if (!begins(division)) continue;
    const bounds = boundsOf(cities.filter((city) => city.division === row));
    const kind = `in ${countries[division.country]!.name}`;
    if (bounds) found.push({ words: division.name, kind, bounds });
  }
  return found.sort((a, b) => exactness(a, wanted) - exactness(b, wanted)).slice(0, MOST);
}

/** What is called exactly so comes first; else the order stays. */
function exactness({ words }: FoundPlace, wanted: string): number {
  return foldName(words) === wanted ? 0 : 1;
}

/** The part of the world that towns lie in, seen from the largest. */
function boundsOf(towns: readonly City[]): PlaceBounds | null {
  const [first] = towns;
  if (!first) return null;
  const centre = towns.reduce((a, b) => (b.population > a.population ? b : a), first).lng;
  const lngs = towns.map(({ lng }) => centre + wrapLng(lng - centre));
  const lats = towns.map(({ lat }) => lat);
  return around(Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats));
}

function around(west: number, south: number, east: number, north: number): PlaceBounds {
  const margin = TOWN_DEGREES;
  return [
    [west - margin, Math.max(-85, south - margin)],
    [east + margin, Math.min(85, north + margin)],
  ];
}
