import { countsOf, type Sameness } from "./sharing.ts";

/**
 * Log odds, before the photos are compared one by one, that a folder's photos belong together: by the share of what they say that
 * they say alike. So strict that albums of unrelated photos lose less than a hundredth (docs/albums.md).
 */
const ODDS = { atZero: -7.6, perShare: 30 } as const;
/** The same where files say where some photos were taken: who mixes photos of several trips is rare, and the picture may veto. An assumption. */
const ODDS_WITH_ANCHORS = { atZero: 2, perShare: 10 } as const;
/** Two photos disagree no further than this, nats: one pair decides nothing. */
const LEAST = -4;

/**
 * A belief over the blocks of one level, of every tessellation: probability over the root of the prior's, so that the products of two
 * sum to how much better the photos foretell each other than the prior does.
 */
export type Parts = readonly Float32Array[];

export interface Compared {
  readonly parts: Parts;
  readonly isAnchor: boolean;
}

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
 * How much of what photos say of the world they say alike: the mean agreement of all pairs of witnesses but those of two anchors, over
 * the mean agreement of each with itself. About 0 for photos of unrelated places or that say nothing, at most 1.
 */
export function* commonShare(photos: readonly Compared[], same: Sameness): Generator<void, number> {
  const selves = photos.map(({ parts }) => agreementOf(parts, parts));
  const counts = countsOf(same);
  let [common, most] = [0, 0];
  for (const [i, photo] of photos.entries()) {
    for (let k = 0; k < i; k++) {
      const other = photos[k]!;
      if (photo.isAnchor && other.isAnchor) continue;
      const weight = counts[i]! * counts[k]! * (1 - same[i]![k]!);
      if (weight === 0) continue;
      common += weight * agreementOf(photo.parts, other.parts);
      most += (weight * (selves[i]! + selves[k]!)) / 2;
    }
    yield;
  }
  return most > 0 ? common / most : 0;
}

/** Probability that photos of one folder belong together, by the share of what they say that they say alike. */
export function belonging(common: number, hasAnchors: boolean): number {
  const { atZero, perShare } = hasAnchors ? ODDS_WITH_ANCHORS : ODDS;
  return 1 / (1 + Math.exp(-atZero - perShare * common));
}
