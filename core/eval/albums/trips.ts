import { distanceKm, type LngLat } from "../../earth/lng-lat.ts";
import { createUniform } from "../figures/random.ts";

/** A photo whose place is known. */
export interface Placed {
  readonly id: string;
  readonly at: LngLat;
}

/** A row of a table of albums. */
export interface AlbumRow {
  readonly album: string;
  readonly photo: string;
  /** Hours since 1970; null where they are not known. */
  readonly hours: number | null;
}

export interface TripSettings {
  readonly trips: number;
  readonly seed: number;
  /** Photos of unrelated places, with the times of a trip. */
  readonly areUnrelated: boolean;
}

/** A trip lies within so many km of its first photo, and has 4 to 12 photos in ten days. */
const RADIUS_KM = 300;
const SIZE = { least: 4, most: 12 } as const;
const LONGEST_HOURS = 240;
/** Between two photos: an exponential stay, a night in one of four, and the way at one of these speeds. */
const STAY_HOURS = 2;
const NIGHT = { share: 0.25, hours: 12 } as const;
const WALK = { upToKm: 3, kmh: 4 } as const;
const DRIVE_KMH = 50;
/** 2026-05-01T08:00Z; a trip a month. */
const START_HOURS = Date.UTC(2026, 4, 1, 8) / 3_600_000;
const MONTH_HOURS = 720;

/**
 * Synthetic trips: photos near each other in a walk from one to the nearest that is left, with times that the way allows. The same seed gives
 * the same trips.
 */
export function makeTrips(
  photos: readonly Placed[],
  { trips, seed, areUnrelated }: TripSettings,
): AlbumRow[] {
  const uniform = createUniform(seed);
  const rows: AlbumRow[] = [];
  // Sets without enough neighbours end, and do not try for ever.
  for (let made = 0, tries = 0; made < trips && tries < 100 * trips; tries++) {
    const first = photos[Math.floor(uniform() * photos.length)]!;
    const size = SIZE.least + Math.floor(uniform() * (SIZE.most - SIZE.least + 1));
    const others = photos.filter(
      (photo) => photo !== first && (areUnrelated || distanceKm(photo.at, first.at) <= RADIUS_KM),
    );
    if (others.length < SIZE.least - 1) continue;
    const chosen = [first, ...drawn(others, size - 1, uniform)];
    const way = areUnrelated ? chosen : walk(chosen);
    const gaps = way.slice(1).map((photo, i) => gapHours(way[i]!, photo, areUnrelated, uniform));
    const total = gaps.reduce((sum, gap) => sum + gap, 0);
    const shrink = Math.min(1, LONGEST_HOURS / Math.max(total, 1e-9));
    let hours = START_HOURS + made * MONTH_HOURS;
    const album = `trip-${String(made + 1).padStart(3, "0")}`;
    for (const [i, photo] of way.entries()) {
      if (i > 0) hours += gaps[i - 1]! * shrink;
      rows.push({ album, photo: photo.id, hours });
    }
    made += 1;
  }
  return rows;
}

function drawn<T>(from: readonly T[], count: number, uniform: () => number): T[] {
  const left = [...from];
  const taken: T[] = [];
  while (taken.length < count && left.length > 0) {
    taken.push(...left.splice(Math.floor(uniform() * left.length), 1));
  }
  return taken;
}

function walk(photos: readonly Placed[]): Placed[] {
  const left = [...photos];
  const way = [left.shift()!];
  while (left.length > 0) {
    const { at } = way.at(-1)!;
    const nearest = left.reduce((best, photo) =>
      distanceKm(photo.at, at) < distanceKm(best.at, at) ? photo : best,
    );
    way.push(nearest);
    left.splice(left.indexOf(nearest), 1);
  }
  return way;
}

function gapHours(from: Placed, to: Placed, areUnrelated: boolean, uniform: () => number): number {
  const km = areUnrelated ? RADIUS_KM * uniform() : distanceKm(from.at, to.at);
  const stay = -STAY_HOURS * Math.log(1 - uniform());
  const night = uniform() < NIGHT.share ? NIGHT.hours : 0;
  return stay + night + km / (km <= WALK.upToKm ? WALK.kmh : DRIVE_KMH);
}
