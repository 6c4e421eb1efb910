import { percentile } from "../scoring/quantiles.ts";
import { createUniform } from "./random.ts";

/** Lower and upper end. */
export type Interval = readonly [low: number, high: number];

/** Two-sided 95 %. */
const Z = 1.959963984540054;

/** 95 % Wilson score interval of a rate; independent photos assumed. */
export function wilson(hits: number, n: number): Interval {
  if (n === 0) return [0, 1];
  const p = hits / n;
  const z2 = Z * Z;
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  // At 0 and n the ends are exact; rounding must not put the rate outside.
  return [Math.max(0, Math.min(p, centre - half)), Math.min(1, Math.max(p, centre + half))];
}

/** Photos by cluster: `of[i]` is photo i's cluster, 0 to count - 1. */
export interface Clusters {
  readonly of: Int32Array;
  readonly count: number;
}

/** Equal keys share a cluster; a photo without key is one of its own. */
export function toClusters(keys: readonly (string | null)[]): Clusters {
  const known = new Map<string, number>();
  let count = 0;
  const of = Int32Array.from(keys, (key) => {
    if (key === null) return count++;
    const cluster = known.get(key) ?? count++;
    known.set(key, cluster);
    return cluster;
  });
  return { of, count };
}

/**
 * Percentile bootstrap over clusters: draws as many clusters as there are, with replacement, `resamples` times, and
 * computes all statistics from the weight (how often drawn) of each photo.
 *
 * @param statistics weights of the photos -> values, always the same number of them
 * @returns a 95 % interval per statistic; statistics that are not finite in a draw are left out of theirs
 */
export function bootstrap(
  clusters: Clusters,
  resamples: number,
  seed: number,
  statistics: (weights: Float64Array) => readonly number[],
): Interval[] {
  const uniform = createUniform(seed);
  const drawn = new Float64Array(clusters.count);
  const weights = new Float64Array(clusters.of.length);
  const columns: number[][] = [];
  for (let b = 0; b < resamples; b++) {
    drawn.fill(0);
    for (let i = 0; i < clusters.count; i++) drawn[Math.floor(uniform() * clusters.count)]! += 1;
    for (let i = 0; i < weights.length; i++) weights[i] = drawn[clusters.of[i]!]!;
    statistics(weights).forEach((value, k) => {
      const column = (columns[k] ??= []);
      if (Number.isFinite(value)) column.push(value);
    });
  }
  return columns.map((values) => {
    values.sort((a, b) => a - b);
    return [percentile(values, 0.025), percentile(values, 0.975)];
  });
}
