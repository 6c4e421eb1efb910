import type { Clusters } from "./clusters.ts";
import { createUniform } from "./random.ts";

/** Draws of the exchange; the least p is one in so many and one. */
const EXCHANGES = 1999;
/** Differences that are equal but for rounding count as equal. */
const ROUNDING = 1e-9;

/**
 * Two-sided p of a difference between two runs on the same photos: how often it would be at least as large if it did not matter which
 * run is which. In every draw the runs change places in the clusters that the lot falls on, whole clusters, since photos of one
 * are alike (a permutation test; of independent photos and a rate McNemar's test, by drawing).
 *
 * @param difference the difference after exchanging: 1 for clusters as they are, -1 for those whose runs have changed places
 */
export function exchangeP(
  { count }: Pick<Clusters, "count">,
  seed: number,
  difference: (places: Int8Array) => number,
): number {
  const uniform = createUniform(seed);
  const places = new Int8Array(count).fill(1);
  const observed = Math.abs(difference(places)) * (1 - ROUNDING);
  let as = 1;
  for (let draw = 0; draw < EXCHANGES; draw++) {
    for (let c = 0; c < count; c++) places[c] = uniform() < 0.5 ? 1 : -1;
    if (Math.abs(difference(places)) >= observed) as++;
  }
  return as / (EXCHANGES + 1);
}

/**
 * Holm's adjustment (1979): below 0.05 for any of several true null hypotheses at most one time in twenty.
 *
 * @returns adjusted p, in the order given
 */
export function holm(ps: readonly number[]): number[] {
  const adjusted = new Array<number>(ps.length).fill(0);
  let least = 0;
  ps.map((p, i) => ({ p, i }))
    .sort((a, b) => a.p - b.p)
    .forEach(({ p, i }, rank) => {
      least = Math.max(least, Math.min(1, p * (ps.length - rank)));
      adjusted[i] = least;
    });
  return adjusted;
}
