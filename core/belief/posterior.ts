import { GraticuleError } from "../contracts/errors.ts";
import type { LandCells } from "../earth/land-cells.ts";
import type { LngLat } from "../earth/lng-lat.ts";

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
 * `p(cell | photo) = (1 - doubt) * exp(log prior(cell) + scale * score + sum of evidence - log Z) + doubt * prior(cell)` over
 * the land cells. Doubt is the share of photos that mislead the model: of such a photo only the prior is known.
 *
 * @param scores cosine of image and location vector per land cell
 * @param scale the bundle's logit scale times its temperature
 * @param evidence log likelihoods per land cell, each finite and up to a constant
 * @param doubt 0 to 1
 */
export function posteriorOf(
  cells: LandCells,
  scores: Float32Array,
  scale: number,
  prior: Float64Array,
  evidence: readonly Float64Array[] = [],
  doubt = 0,
): Posterior {
  const logPrior = logOf(prior);
  const logits = new Float64Array(cells.count);
  let top = -Infinity;
  let checksum = 0;
  for (let row = 0; row < cells.count; row++) {
    checksum += scores[row]!;
    let logit = logPrior[row]! + scale * scores[row]!;
    for (const member of evidence) logit += member[row]!;
    logits[row] = logit;
    if (logit > top) top = logit;
  }
  if (!Number.isFinite(checksum)) {
    throw new GraticuleError("internal", "The model's scores are not finite numbers.");
  }
  let sum = 0;
  for (let row = 0; row < cells.count; row++) {
    const weight = Math.exp(logits[row]! - top);
    logits[row] = weight;
    sum += weight;
  }
  const sure = (1 - doubt) / sum;
  for (let row = 0; row < cells.count; row++) {
    logits[row] = sure * logits[row]! + doubt * prior[row]!;
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
  const probability = posterior.probability.map((p, row) => p * Math.exp(evidence[row]!));
  const sum = probability.reduce((total, p) => total + p, 0);
  if (sum === 0) {
    throw new GraticuleError(
      "hint_excludes_everything",
      "The hints leave no land at all: keep at least one country or area that is not excluded.",
    );
  }
  return { ...posterior, probability: probability.map((p) => p / sum) };
}

const logs = new WeakMap<Float64Array, Float64Array>();

/** Logarithms of a prior, made once: there are three priors and many photos. */
function logOf(prior: Float64Array): Float64Array {
  const known = logs.get(prior) ?? prior.map(Math.log);
  logs.set(prior, known);
  return known;
}

/** Kullback-Leibler divergence from the prior in bits: what the photo has told. */
export function informationBits(probability: Float64Array, prior: Float64Array): number {
  let nats = 0;
  for (let row = 0; row < probability.length; row++) {
    const p = probability[row]!;
    if (p > 0) nats += p * Math.log(p / prior[row]!);
  }
  return nats / Math.LN2;
}
