import type { Likelihood } from "../belief/likelihood.ts";
import type { Geography } from "../earth/geography.ts";
import type { Steps } from "../earth/steps.ts";
import { EVIDENCE } from "../locate/evidence.ts";
import type { Settled } from "./candidates.ts";
import { logLikelihoodFrom, partsOf, type Shares } from "./mixture.ts";

/**
 * What the places that a model names say of where a photo was taken; null where none counts. With pauses.
 *
 * @param prior probability of each land cell; sums to 1
 * @param shares how far this model is believed
 */
export function* reasonLikelihood(
  settled: readonly Settled[],
  geography: Pick<Geography, "cells" | "vectors">,
  prior: Float32Array | Float64Array,
  shares: Shares,
): Steps<Likelihood | null> {
  if (settled.every(({ at, country }) => at === null && country === null)) return null;
  const places = settled.map(({ at, country, candidate: { answers } }) => ({
    ...{ at, country, answers },
  }));
  const parts = yield* partsOf(places, geography, prior);
  return { name: EVIDENCE.reason, weight: 1, log: logLikelihoodFrom(parts, shares) };
}
