import { type LngLat, roundDegrees } from "./lng-lat.ts";

/** Documents write degrees in steps of a hundred-thousandth. */
export const STEPS_PER_DEGREE = 1e5;
/** A metre east of the antimeridian. */
const BESIDE_ANTIMERIDIAN = -179.99999;
const HALF_TURN = 180 * STEPS_PER_DEGREE;
const BESIDE_HALF_TURN = Math.round(BESIDE_ANTIMERIDIAN * STEPS_PER_DEGREE);
/** Steps from one latitude to the next: more than there are longitudes. */
const STRIDE = 2 ** 26;
/** Fraction of a step by which two computations of one corner may differ; H3's differ by a hundred-millionth. */
const SLACK = 1e-3;

/** Corners of cells as numbers, equal where they are the same place, whichever cell they were computed from. */
export interface Corners {
  number(at: LngLat): number;
  /** Where a corner is, as documents write it. */
  position(number: number): LngLat;
}

export function createCorners(): Corners {
  const numbers = new Map<number, number>();
  const positions: LngLat[] = [];
  return {
    number(at) {
      const keys = keysOf(at);
      for (const key of keys) {
        const known = numbers.get(key);
        if (known !== undefined) return known;
      }
      numbers.set(keys[0]!, positions.length);
      return positions.push(roundedCorner(at)) - 1;
    },
    position: (number) => positions[number]!,
  };
}

/** A corner as documents write it. None lies on the antimeridian itself: which side it is on is clear. */
export function roundedCorner([lng, lat]: LngLat): LngLat {
  const near = roundDegrees(lng);
  return [Math.abs(near) === 180 ? BESIDE_ANTIMERIDIAN : near, roundDegrees(lat)];
}

/** The keys under which a corner may be known, its own first: several where rounding is a matter of luck. */
function keysOf([lng, lat]: LngLat): number[] {
  const own = keyOf(lng, lat);
  if (!isBetweenSteps(lng) && !isBetweenSteps(lat)) return [own];
  const nudge = SLACK / STEPS_PER_DEGREE;
  const around = [-nudge, nudge].flatMap((east) =>
    [-nudge, nudge].map((north) => keyOf(lng + east, lat + north)),
  );
  return [own, ...around];
}

function isBetweenSteps(degrees: number): boolean {
  const steps = degrees * STEPS_PER_DEGREE;
  return Math.abs(steps - Math.floor(steps) - 0.5) < SLACK;
}

function keyOf(lng: number, lat: number): number {
  const east = Math.round(lng * STEPS_PER_DEGREE);
  const inside = Math.abs(east) === HALF_TURN ? BESIDE_HALF_TURN : east;
  return Math.round(lat * STEPS_PER_DEGREE) * STRIDE + inside;
}
