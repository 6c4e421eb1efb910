import { countsOf, type Sameness } from "./sharing.ts";

/**
 * A belief over the blocks of one level, of every tessellation: probability over the root of the prior's, so that the products of two
 * sum to how much better the photos foretell each other than the prior does.
 */
export type Parts = readonly Float32Array[];

/** A photo and how it compares with those before it. */
export interface Compared {
  readonly photo: { readonly isAnchor: boolean };
  /** How well it foretells itself, nats. */
  readonly self: number;
  /** How well it and each photo before it foretell each other, nats. */
  readonly agreements: Float64Array;
}

export interface Belonging {
  /** Probability that the photos are of one trip at all. */
  readonly album: number;
  /** Probability of each that it is of that trip, before it is compared cell by cell. */
  readonly photos: Float64Array;
}

/** Every two photos compared. */
interface Pairs {
  /** For how many witnesses each photo stands. */
  readonly counts: readonly number[];
  readonly selves: readonly number[];
  readonly agreements: readonly Float64Array[];
  readonly weights: readonly Float64Array[];
}

/**
 * Log odds that a folder is one trip: by the share of what the photos that belong say of the world that they say alike, less the share
 * of photos that the others speak against. Among few unrelated photos both stray further, so that they count by the number of
 * witnesses, `n / (1 + growth * n)` times (docs/albums.md).
 */
const ALBUM = { atZero: -3.4, perShare: 6, perStranger: -10, growth: 0.3 } as const;
/**
 * Log odds that a photo is of the trip of the others, by how well they foretell it, nats: the sum over those that belong themselves,
 * of which each further one adds less.
 */
const PHOTO = { atZero: 1.5, perNat: 2, growth: 0.75 } as const;
/** Who puts known places among photos means them to be of one trip: more log odds of both. An assumption. */
const WITH_PLACES = { album: 5, photo: 1 } as const;
/** Probability that a position in a file is of this album. */
const ANCHOR_BELONGS = 0.99;
/** Two photos disagree no further than this, nats: one pair decides nothing. */
const LEAST = -4;
/** Who belongs is asked of those who belong: after so many rounds the answer no longer moves. */
const ROUNDS = 5;

/** How much better two photos foretell each other than the prior does, nats; 0 where one of them says nothing. */
export function agreementOf(a: Parts, b: Parts): number {
  let sum = 0;
  for (let turn = 0; turn < a.length; turn++) sum += dot(a[turn]!, b[turn]!);
  return Math.max(LEAST, Math.log(sum / a.length));
}

/** Two sums side by side: a single one waits for its last addition. */
function dot(a: Float32Array, b: Float32Array): number {
  let even = 0;
  let odd = 0;
  const pairs = a.length - (a.length % 2);
  for (let at = 0; at < pairs; at += 2) {
    even += a[at]! * b[at]!;
    odd += a[at + 1]! * b[at + 1]!;
  }
  return pairs < a.length ? even + odd + a[pairs]! * b[pairs]! : even + odd;
}

/**
 * Whether the photos of a folder are of one trip, and which of them are not, by how well each two foretell each other.
 *
 * @param hasPlaces whether files or a track say where some of them were taken
 */
export function* belongingOf(
  photos: readonly Compared[],
  same: Sameness,
  hasPlaces: boolean,
): Generator<void, Belonging> {
  const pairs = yield* compared(photos, same);
  const known = hasPlaces ? WITH_PLACES : { album: 0, photo: 0 };
  let inTrip = Float64Array.from(photos, ({ photo }) => (photo.isAnchor ? ANCHOR_BELONGS : 1));
  for (let round = 0; round < ROUNDS; round++) {
    inTrip = inTrip.map((before, i) => {
      if (photos[i]!.photo.isAnchor) return before;
      return logistic(PHOTO.atZero + known.photo + PHOTO.perNat * supportOf(i, inTrip, pairs));
    });
  }
  const neutral = logistic(PHOTO.atZero + known.photo);
  const album = logistic(known.album + albumOdds(inTrip, neutral, pairs));
  return {
    album,
    photos: inTrip.map((share, i) => (photos[i]!.photo.isAnchor ? share : album * share)),
  };
}

function* compared(photos: readonly Compared[], same: Sameness): Generator<void, Pairs> {
  const counts = countsOf(same);
  const selves = photos.map(({ self }) => self);
  const agreements = photos.map(() => new Float64Array(photos.length));
  const weights = photos.map(() => new Float64Array(photos.length));
  for (const [i, { photo, agreements: own }] of photos.entries()) {
    for (let k = 0; k < i; k++) {
      const weight = counts[i]! * counts[k]! * (1 - same[i]![k]!);
      // Two known places say nothing of whether the pictures belong.
      if (weight === 0 || (photo.isAnchor && photos[k]!.photo.isAnchor)) continue;
      agreements[i]![k] = agreements[k]![i] = own[k]!;
      weights[i]![k] = weights[k]![i] = weight;
    }
    yield;
  }
  return { counts, selves, agreements, weights };
}

/**
 * Log odds of one trip, by those who belong if it is one.
 *
 * @param neutral probability of a photo that the others say nothing of
 */
function albumOdds(inTrip: Float64Array, neutral: number, pairs: Pairs): number {
  const { counts, selves, agreements, weights } = pairs;
  let [common, most, witnesses, strangers] = [0, 0, 0, 0];
  for (let i = 0; i < inTrip.length; i++) {
    witnesses += counts[i]!;
    strangers += counts[i]! * Math.max(0, 1 - inTrip[i]! / neutral);
    for (let k = 0; k < i; k++) {
      const weight = inTrip[i]! * inTrip[k]! * weights[i]![k]!;
      common += weight * agreements[i]![k]!;
      most += (weight * (selves[i]! + selves[k]!)) / 2;
    }
  }
  const share = most > 0 ? common / most : 0;
  const speaking = ALBUM.perShare * share + (ALBUM.perStranger * strangers) / witnesses;
  return ALBUM.atZero + (speaking * witnesses) / (1 + ALBUM.growth * witnesses);
}

/** What those who belong say for one photo, nats: each further one adds less, since photos of one region err together. */
function supportOf(i: number, inTrip: Float64Array, { agreements, weights }: Pairs): number {
  const [row, weight] = [agreements[i]!, weights[i]!];
  let [sum, others] = [0, 0];
  for (let k = 0; k < inTrip.length; k++) {
    const counts = inTrip[k]! * weight[k]!;
    sum += counts * row[k]!;
    others += counts;
  }
  return sum / (1 + PHOTO.growth * others);
}

function logistic(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
