import { EARTH_AREA_KM2 } from "../../earth/lng-lat.ts";
import type { PhotoScore } from "../scoring/photo-score.ts";
import { clustersOf } from "./clusters.ts";
import { bootstrap, type Interval } from "./intervals.ts";

/** How much is believed of the true places. */
export interface LogScore {
  readonly n: number;
  /** Mean natural logarithm of the probability per km2 at the true place. */
  readonly meanNatsPerKm2: number;
  /** The same against a uniform guess over the Earth, bits: 0 knows nothing. */
  readonly meanBits: number;
  /** 95 % of the bits; null in files from before it was told. */
  readonly bitsInterval: Interval | null;
}

/** Null where no photo has a density at its true place. The interval is of a bootstrap over clusters. */
export function logScoreOf(
  placed: readonly PhotoScore[],
  { seed, resamples }: { readonly seed: number; readonly resamples: number },
): LogScore | null {
  const known = placed.filter(({ density }) => density !== null);
  if (!known.some(({ status }) => status === "scored")) return null;
  const logs = Float64Array.from(known, ({ density }) => Math.log(density!));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const bitsOf = (nats: number) => (nats + Math.log(EARTH_AREA_KM2)) / Math.LN2;
  const [ends] =
    resamples > 0
      ? bootstrap(clustersOf(known), resamples, seed, (weights) => [meanOf(logs, weights)])
      : [];
  return {
    n: known.length,
    meanNatsPerKm2: mean,
    meanBits: bitsOf(mean),
    bitsInterval: ends ? [bitsOf(ends[0]), bitsOf(ends[1])] : null,
  };
}

function meanOf(values: Float64Array, weights: Float64Array): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i]! * values[i]!;
    total += weights[i]!;
  }
  return sum / total;
}
