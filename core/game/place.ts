import type { Geography } from "../earth/geography.ts";
import { NO_CITY, NONE } from "../earth/land-cells.ts";
import { nearestLand } from "../earth/land-mask.ts";
import { rowHolding } from "../earth/land-rows.ts";
import type { Position } from "../earth/lng-lat.ts";
import type { PlaceName } from "./place-name.ts";
import { kmBetween, toLngLat } from "./points.ts";

const NOWHERE: PlaceName = { country: null, countryCode: null, division: null, city: null };

/** A pin this far out at sea still counts for the shore: fingers are thick. */
const SHORE_KM = 50;
/** A city further away than this does not say where a photo is. */
const CITY_KM = 60;

/** The country, division and nearest city of a position; all null in the open sea. */
export function placeAt(at: Position, { cells, names, mask }: Geography): PlaceName {
  const shore = nearestLand(mask, at.lng, at.lat, SHORE_KM);
  if (!shore) return NOWHERE;
  const row = [toLngLat(at), shore]
    .map((position) => rowHolding(cells, position))
    .find((found) => found >= 0);
  if (row === undefined) return NOWHERE;
  const country = names.countries[cells.country[row]!];
  const division = cells.division[row]! === NONE ? null : names.divisions[cells.division[row]!];
  const city = cells.city[row]! === NO_CITY ? null : names.cities[cells.city[row]!];
  return {
    country: country?.name ?? null,
    countryCode: country?.id ?? null,
    division: division?.name ?? null,
    city: city && kmBetween(at, city) <= CITY_KM ? city.name : null,
  };
}
