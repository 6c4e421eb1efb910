import { GraticuleError } from "../contracts/errors.ts";
import type { LandCells } from "../earth/land-cells.ts";
import type { LngLat } from "../earth/lng-lat.ts";
import type { Likelihood } from "./likelihood.ts";
import type { Prior } from "./prior.ts";

/** A cell of another resolution than the land cells', with the place names of one of them. */
export interface FineCell {
  readonly name: string;
  readonly resolution: number;
  /** The land cell that it lies under (or, for a coarse cell, the heaviest one in it). */
  readonly row: number;
  readonly areaKm2: number;
  /** A point of the cell, on land where the cell has land. */
  readonly at: LngLat;
  readonly probability: number;
}

/**
 * Probability of every cell after the photo is seen. Cells of mixed resolution that never overlap: land cells, of
 * which some are split (their own probability is then 0), and the fine cells that they were split into. Sums to 1.
 */
export interface Posterior {
  readonly cells: LandCells;
  readonly probability: Float64Array;
  readonly fine: readonly FineCell[];
}

/**
 * `p(cell | photo) = (1 - doubt) * exp(log prior(cell) + sum of weight * log likelihood(cell) - log Z) + doubt * prior(cell)`
 * over the land cells: the one place where evidence is summed. Doubt is the share of photos that mislead the model: of
 * such a photo only the prior is known.
 *
 * @param doubt 0 to 1
 */
export function posteriorOf(
  cells: LandCells,
  prior: Prior,
  likelihoods: readonly Pick<Likelihood, "weight" | "log">[],
  doubt = 0,
): Posterior {
  // Without evidence the prior is what is believed.
  if (likelihoods.length === 0) return { cells, probability: prior.probability, fine: [] };
  const logits = prior.log.slice();
  for (const { weight, log } of likelihoods) {
    for (let row = 0; row < cells.count; row++) logits[row]! += weight * log[row]!;
  }
  let top = -Infinity;
  for (let row = 0; row < cells.count; row++) {
    if (logits[row]! > top) top = logits[row]!;
  }
  let sum = 0;
  for (let row = 0; row < cells.count; row++) {
    const weight = Math.exp(logits[row]! - top);
    logits[row] = weight;
    sum += weight;
  }
  const sure = (1 - doubt) / sum;
  for (let row = 0; row < cells.count; row++) {
    logits[row] = sure * logits[row]! + doubt * prior.probability[row]!;
  }
  return { cells, probability: logits, fine: [] };
}

/**
 * A posterior over land cells after hints. They are not the photo's, so they weigh its doubt too: where they leave nothing
 * that the photo speaks for, the prior's shares remain.
 *
 * @param evidence log likelihood per land cell, up to a constant; -Infinity forbids a cell
 * @throws `hint_excludes_everything` when no mass is left
 */
export function posteriorGiven(posterior: Posterior, evidence: Float64Array): Posterior {
  const given = reweighed(posterior, evidence);
  if (given) return given;
  throw new GraticuleError(
    "hint_excludes_everything",
    "The hints leave no land at all: keep at least one country or area that is not excluded.",
  );
}

/** The same, null when no mass is left. */
export function reweighed(posterior: Posterior, evidence: Float64Array): Posterior | null {
  const probability = posterior.probability.map((p, row) => p * Math.exp(evidence[row]!));
  const sum = probability.reduce((total, p) => total + p, 0);
  return sum === 0 ? null : { ...posterior, probability: probability.map((p) => p / sum) };
}

/** Less than this counts as this, so that a divergence is finite: at most 997 bits. */
const LEAST_PROBABILITY = 1e-300;

/** Kullback-Leibler divergence of a belief over the land cells from an earlier one, bits: what was learnt in between. */
export function informationBits(probability: Float64Array, before: Float64Array): number {
  let nats = 0;
  for (let row = 0; row < probability.length; row++) {
    const p = probability[row]!;
    if (p > 0) nats += p * Math.log(p / Math.max(before[row]!, LEAST_PROBABILITY));
  }
  return nats / Math.LN2;
}
