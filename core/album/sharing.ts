export interface Timed {
  /** Hours on one clock; null where not known. */
  readonly hours: number | null;
}

/** By which powers a photo's likelihood counts; both above 0 and at most 1. */
export interface Exponents {
  /** All of it: copies and photos of one scene count as one together. */
  readonly own: number;
  /** What it says of the region, where photos of one album err together; at most `own`. */
  readonly shared: number;
}

/**
 * How much of what one photo says of its region another of the same album says again: photos of one region look alike and mislead a
 * model together. Fitted on held-out regions (docs/albums.md).
 */
export const SHARED = 0.5;

/** Photos this close in time show one scene: half as alike after so many hours. */
const HALF_HOURS = 0.25;
/** How much of what one photo of a scene says the next one says again, beside what all of the album share. */
const SAME_SCENE = 0.6;
/**
 * Profiles that correlate more than `FROM` begin to be those of copies, from `FULLY` on they are: of 490 pictures, two of different scenes
 * correlate by 0.9 at most but once in a thousand, a picture and itself cropped and saved again by 0.97 in the median.
 */
const COPY = { from: 0.9, fully: 0.97 } as const;

/** How far each two photos are one and the same witness, 0 to 1: a row of the number of photos for each. */
export type Sameness = readonly Float64Array[];

/**
 * Copies are one witness, photos of the same scene nearly so.
 *
 * @param copies how far each photo is a copy of each before it: `copyShare`
 */
export function* samenessOf(
  photos: readonly Timed[],
  copies: readonly Float64Array[],
): Generator<void, Sameness> {
  const same = photos.map(() => new Float64Array(photos.length));
  for (const [i, photo] of photos.entries()) {
    for (let k = 0; k < i; k++) {
      const both = Math.max(copies[i]![k]!, sceneShare(photo, photos[k]!));
      same[i]![k] = same[k]![i] = both;
    }
    yield;
  }
  return same;
}

/** For how many witnesses each photo stands: one of three copies for a third. */
export function countsOf(same: Sameness): number[] {
  return same.map((others) => 1 / (1 + others.reduce((sum, both) => sum + both, 0)));
}

/**
 * Photos of one album are not independent witnesses. A copy counts nothing, a photo of the same scene little, and all others share
 * `SHARED` of what they say, of a photo that says less as much as it says: the evidence of an album grows with the number of its
 * photos to `1 / SHARED` times that of one.
 */
export function exponents(
  photos: readonly { readonly information: number }[],
  same: Sameness,
): Exponents[] {
  const counts = countsOf(same);
  return photos.map(({ information }, i) => {
    let others = 0;
    for (const [k, other] of photos.entries()) {
      if (k === i) continue;
      const less = information > 0 ? Math.min(1, other.information / information) : 1;
      others += counts[k]! * (1 - same[i]![k]!) * less;
    }
    return { own: counts[i]!, shared: counts[i]! / (1 + SHARED * others) };
  });
}

/** How far two photos are copies of one picture, by what they say of some places all over the world: `profileOf`. */
export function copyShare(a: Float64Array, b: Float64Array): number {
  let correlation = 0;
  for (let at = 0; at < a.length; at++) correlation += a[at]! * b[at]!;
  return Math.max(0, Math.min(1, (correlation - COPY.from) / (COPY.fully - COPY.from)));
}

function sceneShare(a: Timed, b: Timed): number {
  if (a.hours === null || b.hours === null) return 0;
  return SAME_SCENE * 2 ** (-Math.abs(a.hours - b.hours) / HALF_HOURS);
}
