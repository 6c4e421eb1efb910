import { REASON_PARTS, type ReasonShares } from "../contracts/reason-shares.ts";
import type { Shares } from "./mixture.ts";

/** Steps after which the shares no longer move. */
const STEPS = 500;
/** Photos whose places are held to be invented before any was looked at: few photos must not make a model trusted. */
const DOUBTFUL_PHOTOS = 2;

/**
 * Shares that make what a model named the likeliest, of photos whose places are known: by expectation maximisation, which
 * finds the one maximum that there is.
 *
 * @param values of each photo, of each part at the true cell (`partsOf`), the invented one left out: it is 1
 * @returns shares of `REASON_PARTS`; all invented where there are no photos
 */
export function fitShares(values: readonly (readonly number[])[]): Shares {
  const own = values.map((parts) => [...parts, 1]);
  let shares: number[] = REASON_PARTS.map(() => 1 / REASON_PARTS.length);
  for (let step = 0; step < STEPS; step++) {
    const sums = REASON_PARTS.map((_, k) => (k === REASON_PARTS.length - 1 ? DOUBTFUL_PHOTOS : 0));
    for (const parts of own) {
      const whole = parts.reduce((sum, value, k) => sum + value * shares[k]!, 0);
      for (const [k, value] of parts.entries()) sums[k]! += (value * shares[k]!) / whole;
    }
    const total = own.length + DOUBTFUL_PHOTOS;
    shares = sums.map((sum) => sum / total);
  }
  return shares;
}

/**
 * Of a model that nobody has tried on photos with known places: a tenth is believed, so that one that invents everything
 * costs little (`docs/reasoning.md` has how much).
 */
export const UNTRIED_SHARES: Shares = [0.02, 0.01, 0.01, 0.02, 0.04, 0.9];

/** Shares as their file has them, in the order of the parts. */
export function sharesIn({ shares }: Pick<ReasonShares, "shares">): Shares {
  return REASON_PARTS.map((part) => shares[part]);
}

/** Shares as their file has them: three decimals, the rest with the invented. */
export function toReasonShares(shares: Shares, model: string, photos: number): ReasonShares {
  const rounded = shares.slice(0, -1).map((share) => Math.floor(share * 1000) / 1000);
  const rest = 1 - rounded.reduce((sum, share) => sum + share, 0);
  const all = [...rounded, Math.round(rest * 1000) / 1000];
  const [a, b, c, d, country, invented] = all as [number, number, number, number, number, number];
  return {
    format: "graticule-reason-shares",
    version: 1,
    model,
    photos,
    shares: { "25km": a, "100km": b, "400km": c, "1600km": d, country, invented },
  };
}
