import { percentile } from "../scoring/quantiles.ts";
import type { Clusters } from "./clusters.ts";
import { createUniform } from "./random.ts";
import { Z } from "./student-t.ts";

/** Lower and upper end. */
export type Interval = readonly [low: number, high: number];

/**
 * 95 % Wilson score interval of a rate. Of clustered photos `hits` and `n` are what they are worth, and `z` is larger (`rates.ts`).
 *
 * @param z standard errors that the interval reaches
 */
export function wilson(hits: number, n: number, z = Z): Interval {
  if (n === 0) return [0, 1];
  const p = hits / n;
  const z2 = z * z;
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (z / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  // At 0 and n the ends are exact; rounding must not put the rate outside.
  return [Math.max(0, Math.min(p, centre - half)), Math.min(1, Math.max(p, centre + half))];
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
