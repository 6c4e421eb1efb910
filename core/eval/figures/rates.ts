import type { Clusters } from "./clusters.ts";
import { type Interval, wilson } from "./intervals.ts";
import { studentT } from "./student-t.ts";

/** Share of photos, with the interval for independent photos and, where photos are clustered, the one that counts clusters. */
export interface Rate {
  readonly hits: number;
  readonly n: number;
  readonly rate: number;
  readonly wilson: Interval;
  readonly clustered: Interval | null;
}

/** Rates that were counted on the same photos: at least one photo, hits as in `rateIntervals`. */
export function ratesOf(clusters: Clusters, rates: readonly ArrayLike<number>[]): Rate[] {
  const n = clusters.of.length;
  const clustered = clusters.count < n ? rateIntervals(clusters, rates) : null;
  return rates.map((isHit, k) => {
    let hits = 0;
    for (let i = 0; i < n; i++) hits += isHit[i]!;
    return { hits, n, rate: hits / n, wilson: wilson(hits, n), clustered: clustered?.[k] ?? null };
  });
}

/** How much a rate hears of what all say together, in photos that vary as independent ones would. */
const STEADYING = 4;

/**
 * 95 % intervals of rates that were counted on the same photos, where photos of one cluster are alike: Wilson's score interval with
 * the number of photos divided by the design effect (how much more a rate varies than over independent photos, Kish 1965: by
 * the jackknife over clusters), and Student's t for want of clusters (Korn and Graubard 1998). A rate with hardly a hit, or
 * hardly a miss, says little of its own design effect: it is drawn towards that of all the rates, and where none has either, each
 * cluster counts as one photo. So the intervals of a curve move on smoothly from its one end to the other.
 *
 * @param rates of each rate the photos that count as hits: 1, others 0
 */
export function rateIntervals(clusters: Clusters, rates: readonly ArrayLike<number>[]): Interval[] {
  if (clusters.count < 2) return rates.map(() => [0, 1]);
  const sizes = new Float64Array(clusters.count);
  for (const cluster of clusters.of) sizes[cluster]! += 1;
  const n = clusters.of.length;
  const spread = rates.map((hits) => spreadOf(clusters, sizes, hits));
  /** Photos of a cluster, as a photo of the set meets them. */
  const crowd = sizes.reduce((sum, size) => sum + size * size, 0) / n;
  const between = spread.reduce((sum, each) => sum + each.between, 0);
  const within = spread.reduce((sum, each) => sum + each.independent, 0);
  const common = (between + crowd) / (within + 1);
  // Of n / crowd clusters of one size the photos would be as crowded.
  const t = studentT(Math.max(1, n / crowd - 1));
  return spread.map(({ hits, between: own, independent }) => {
    const effect = Math.max(1, (own + STEADYING * common) / (independent + STEADYING));
    return wilson(hits / effect, n / effect, t);
  });
}

/** Sums of squares of a rate: what clusters vary (each left out in turn, the jackknife), and what as many independent photos would. */
function spreadOf({ of, count }: Clusters, sizes: Float64Array, isHit: ArrayLike<number>) {
  const n = of.length;
  const inCluster = new Float64Array(count);
  let hits = 0;
  for (let i = 0; i < n; i++) {
    if (isHit[i] !== 1) continue;
    inCluster[of[i]!]! += 1;
    hits++;
  }
  const rate = hits / n;
  let squares = 0;
  for (let c = 0; c < count; c++) {
    // A large cluster draws the rate towards its own: without it the rate is another.
    squares += ((inCluster[c]! - rate * sizes[c]!) / (1 - sizes[c]! / n)) ** 2;
  }
  return {
    hits,
    between: (squares * (count - 1)) / count,
    independent: n * rate * (1 - rate),
  };
}
