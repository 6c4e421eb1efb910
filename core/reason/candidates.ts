import type { PlaceFinder } from "../contracts/hint-text.ts";
import { type Candidate, MOST_CANDIDATES } from "../contracts/reasoning.ts";
import type { Geography } from "../earth/geography.ts";
import { NONE } from "../earth/land-cells.ts";
import { nearestRow, rowHolding } from "../earth/land-rows.ts";
import { distanceKm, type LngLat, type Position } from "../earth/lng-lat.ts";
import type { NamedCandidate } from "./answer.ts";

/** A place that a model named, found on the map. */
export interface Settled {
  readonly candidate: Candidate;
  /** Where it counts; null where it does not. */
  readonly at: Position | null;
  /** Row of its country among the names, where only that is known of it; null else. */
  readonly country: number | null;
}

/** A point so far off all land is at sea. */
const AT_SEA_KM = 100;
/** Answers that are nearer to each other than this name one place. */
const SAME_KM = 5;

/**
 * Finds the places of several answers on the map and counts how many answers named each.
 *
 * @param answers the candidates of each
 */
export function settle(
  answers: readonly (readonly NamedCandidate[])[],
  geography: Geography,
  finder: PlaceFinder,
): readonly Settled[] {
  const settled: Settled[] = [];
  for (const own of answers) {
    const named = new Set<number>();
    for (const candidate of own) {
      const found = settleOne(candidate, geography, finder);
      const known = settled.findIndex((other) => isSame(other, found));
      if (known < 0) {
        if (settled.length === MOST_CANDIDATES) continue;
        named.add(settled.push(found) - 1);
      } else if (!named.has(known)) {
        // Once an answer: a model that repeats itself within one says nothing more.
        named.add(known);
        const { candidate: before, ...rest } = settled[known]!;
        settled[known] = { ...rest, candidate: { ...before, answers: before.answers + 1 } };
      }
    }
  }
  return settled;
}

function settleOne(
  { at, name, country }: NamedCandidate,
  geography: Geography,
  finder: PlaceFinder,
): Settled {
  const row = country === null ? null : countryRow(country, geography, finder);
  const point = at ?? cityOf(name, row, geography, finder);
  const told = { at: point, name, answers: 1 };
  if (point === null) {
    const fate = row === null ? "unknown" : "counted";
    return { candidate: { ...told, fate }, at: null, country: row };
  }
  const right = unswapped(point, row, geography);
  const isAtSea = nearestRow(geography.vectors, toLngLat(right), AT_SEA_KM) < 0;
  return {
    candidate: { ...told, at: right, fate: isAtSea ? "at_sea" : "counted" },
    at: isAtSea ? null : right,
    country: null,
  };
}

/** Latitude and longitude in the wrong order, where only that way the point lies in the country that the model names. */
function unswapped(at: Position, country: number | null, geography: Geography): Position {
  if (country === null || Math.abs(at.lng) > 90) return at;
  const other = { lat: at.lng, lng: at.lat };
  const isIn = (place: Position) => countryAt(place, geography) === country;
  return !isIn(at) && isIn(other) ? other : at;
}

function countryAt(at: Position, { cells, vectors }: Geography): number | null {
  const holding = rowHolding(cells, toLngLat(at));
  const row = holding >= 0 ? holding : nearestRow(vectors, toLngLat(at), AT_SEA_KM);
  const country = row < 0 ? NONE : cells.country[row]!;
  return country === NONE ? null : country;
}

function countryRow(name: string, { names }: Geography, finder: PlaceFinder): number | null {
  for (const { term } of finder.places(name)) {
    if (term.kind !== "country") continue;
    const row = names.countries.findIndex(({ id }) => id === term.id);
    if (row >= 0) return row;
  }
  return null;
}

/** The first part of a name that is a city, where that lies in the country that is named. */
function cityOf(
  name: string | null,
  country: number | null,
  geography: Geography,
  finder: PlaceFinder,
): Position | null {
  const city = finder.city((name ?? "").split(",")[0]!.trim());
  if (city === null) return null;
  const at = { lat: city.lat, lng: city.lng };
  return country === null || countryAt(at, geography) === country ? at : null;
}

function isSame(a: Settled, b: Settled): boolean {
  if (a.candidate.at && b.candidate.at) {
    return distanceKm(toLngLat(a.candidate.at), toLngLat(b.candidate.at)) < SAME_KM;
  }
  if (a.candidate.at || b.candidate.at) return false;
  return a.country === b.country && (a.country !== null || a.candidate.name === b.candidate.name);
}

function toLngLat({ lat, lng }: Position): LngLat {
  return [lng, lat];
}
