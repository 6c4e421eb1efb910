import { distanceKm, fromVector, type LngLat, toUnitVector } from "../earth/lng-lat.ts";

/** Where somebody was at one time. */
export interface Fix {
  /** Since 1970 UTC. */
  readonly hours: number;
  readonly at: LngLat;
  /** How well that is known. */
  readonly km: number;
}

/** Fixes in the order of their times. */
export type Track = readonly Fix[];

/** A place that is known by so many km. */
export interface Whereabouts {
  readonly at: LngLat;
  readonly km: number;
}

/** How far one strays from the straight way between two fixes: so many km after an hour, with the root of the time (an assumption). */
const STRAY_KM = 15;
/** Before the first and after the last fix, and in the midst of a gap, so many hours from one tell something. */
const MOST_HOURS = 12;
/** Solar time differs from that of the zone by an hour or so. */
const ZONE_ERROR_HOURS = 1;
const DEGREES_PER_HOUR = 15;

/**
 * Where a track was: between two fixes on the straight way, with an uncertainty that grows with how far they are away in time. Null
 * where none is near.
 */
export function whereaboutsAt(track: Track, hours: number): Whereabouts | null {
  const after = firstFrom(track, hours);
  const [before, next] = [track[after - 1], track[after]];
  const [past, left] = [hours - (before?.hours ?? -Infinity), (next?.hours ?? Infinity) - hours];
  if (Math.min(past, left) > MOST_HOURS) return null;
  if (!before || !next) {
    const { at, km } = (before ?? next)!;
    return { at, km: Math.hypot(km, straying(Math.min(past, left))) };
  }
  const gap = past + left;
  const share = gap > 0 ? past / gap : 0;
  const [a, b] = [toUnitVector(before.at), toUnitVector(next.at)];
  const [x, y, z] = a.map((value, i) => (1 - share) * value + share * b[i]!) as [
    number,
    number,
    number,
  ];
  const known = (1 - share) * before.km + share * next.km;
  // A bridge between both ends: nothing at either, most in the midst.
  const stray = gap > 0 ? straying((past * left) / gap) : 0;
  return { at: fromVector(x, y, z), km: Math.hypot(known, stray) };
}

/**
 * The same for a camera's local time, whose zone nobody told: that of the sun where the track was then. How far the track goes in an
 * hour before and after is added to the uncertainty.
 */
export function whereaboutsAtLocal(track: Track, localHours: number): Whereabouts | null {
  const roughly = whereaboutsAt(track, localHours);
  if (!roughly) return null;
  const hours = localHours - Math.round(roughly.at[0] / DEGREES_PER_HOUR);
  const found = whereaboutsAt(track, hours);
  if (!found) return null;
  const around = [-ZONE_ERROR_HOURS, ZONE_ERROR_HOURS].map((error) => {
    const other = whereaboutsAt(track, hours + error);
    return other ? distanceKm(found.at, other.at) : 0;
  });
  return { at: found.at, km: Math.hypot(found.km, ...around) };
}

function straying(hours: number): number {
  return STRAY_KM * Math.sqrt(hours);
}

/** Number of the first fix that is not before a time. */
function firstFrom(track: Track, hours: number): number {
  let [low, high] = [0, track.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (track[middle]!.hours < hours) low = middle + 1;
    else high = middle;
  }
  return low;
}
