import { PARTS, type Shares } from "./mixture.ts";

/** Steps after which the shares no longer move. */
const STEPS = 500;
/** Photos whose places are held to be invented before any was looked at: few photos must not make a model trusted. */
const DOUBTFUL_PHOTOS = 2;

/**
 * Shares that make what a model named the likeliest, of photos whose places are known: by expectation maximisation, which
 * finds the one maximum that there is.
 *
 * @param values of each photo, of each part at the true cell (`partsOf`), the invented one left out: it is 1
 * @returns shares of `PARTS`; all invented where there are no photos
 */
export function fitShares(values: readonly (readonly number[])[]): Shares {
  const own = values.map((parts) => [...parts, 1]);
  let shares: number[] = PARTS.map(() => 1 / PARTS.length);
  for (let step = 0; step < STEPS; step++) {
    const sums = PARTS.map((_, k) => (k === PARTS.length - 1 ? DOUBTFUL_PHOTOS : 0));
    for (const parts of own) {
      const whole = parts.reduce((sum, value, k) => sum + value * shares[k]!, 0);
      for (const [k, value] of parts.entries()) sums[k]! += (value * shares[k]!) / whole;
    }
    const total = own.length + DOUBTFUL_PHOTOS;
    shares = sums.map((sum) => sum / total);
  }
  return shares;
}
