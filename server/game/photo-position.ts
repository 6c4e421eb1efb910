import type { Geography } from "../../core/earth/geography.ts";
import { nearestLand } from "../../core/earth/land-mask.ts";
import type { Position } from "../../core/earth/lng-lat.ts";
import { isPosition } from "../../core/eval/reading/truth.ts";

/** Further out at sea than this, a position is a mistake. */
const MOST_OFFSHORE_KM = 50;

/** What is wrong with a photo's position, and whether it would do with latitude and longitude exchanged; null when all is well. */
export function positionFault(at: Position, geography: Geography): string | null {
  const fault = faultOf(at, geography);
  return fault !== null && looksSwapped(at, geography)
    ? `${fault}; are latitude and longitude exchanged?`
    : fault;
}

/** Whether a photo can have been taken there only if latitude and longitude are exchanged. */
export function looksSwapped({ lat, lng }: Position, geography: Geography): boolean {
  return (
    faultOf({ lat, lng }, geography) !== null && faultOf({ lat: lng, lng: lat }, geography) === null
  );
}

function faultOf({ lat, lng }: Position, { mask }: Geography): string | null {
  if (!isPosition(lat, lng)) return `its position ${lat}, ${lng} is not on Earth`;
  if (lat === 0 && lng === 0) return "its position is 0, 0, which means none";
  if (nearestLand(mask, lng, lat, MOST_OFFSHORE_KM)) return null;
  return `its position ${lat}, ${lng} is in the open sea`;
}
