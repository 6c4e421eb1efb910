import { distanceKm, type Position } from "../../core/earth/lng-lat.ts";
import type { PlaceNames } from "../../core/earth/place-names.ts";

/** Up to here a position is near a place, km; farther off the distance is said. */
const NEAR_KM = 50;

/** A place is known for so many times its distance that a large one is named rather than its suburb. */
const SPREAD_KM = 10;

/** Where a position is, by the place that a person would name: `near Poznań, Poland`, `430 km from Reykjavík, Iceland`. */
export function whereabouts({ lat, lng }: Position, { cities, countries }: PlaceNames): string {
  let best = cities[0]!;
  let bestKm = Infinity;
  let bestCost = Infinity;
  for (const city of cities) {
    // A degree of latitude is 111 km: what cannot be nearer is passed over.
    if ((Math.abs(city.lat - lat) * 111) / MOST_WEIGHT >= bestCost) continue;
    const km = distanceKm([lng, lat], [city.lng, city.lat]);
    const cost = (km + SPREAD_KM) / weightOf(city.population);
    if (cost < bestCost) [best, bestKm, bestCost] = [city, km, cost];
  }
  const name = `${best.name}, ${countries[best.country]!.name}`;
  return bestKm <= NEAR_KM ? `near ${name}` : `${rounded(bestKm)} km from ${name}`;
}

const MOST_PEOPLE = 1e8;
const MOST_WEIGHT = weightOf(MOST_PEOPLE);

function weightOf(people: number): number {
  return Math.log10(people + 10) ** 2;
}

function rounded(km: number): string {
  return Number(km.toPrecision(2)).toLocaleString("en");
}
