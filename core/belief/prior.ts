import type { PriorName } from "../contracts/priors.ts";
import type { LandCells } from "../earth/land-cells.ts";

/** Share of the population prior that is spread over all land, so that no place is impossible. */
const LAND_SHARE = 0.02;

/** What is known of each land cell before the photo is seen. */
export interface Prior {
  /** Sums to 1, every entry positive. */
  readonly probability: Float64Array;
  /** Their natural logarithms: there are a few priors and many photos. */
  readonly log: Float64Array;
}

/** @param probability sums to 1, every entry positive */
export function toPrior(probability: Float64Array): Prior {
  return { probability, log: probability.map(Math.log) };
}

/** A prior to a power, normalised: below 1 it counts for less. */
export function tempered(probability: Float64Array, power: number): Float64Array {
  return power === 1 ? probability : normalised(probability.map((p) => p ** power));
}

type Compute = (cells: LandCells, photoWeights: Float64Array) => Float64Array;

/** How each prior is computed; what each is called stands in core/contracts/priors.ts. */
const COMPUTED: Readonly<Record<PriorName, Compute>> = {
  photos: (_cells, photoWeights) => normalised(photoWeights),
  population(cells) {
    const people = normalised(Float64Array.from(cells.population));
    const land = landOf(cells);
    return people.map((p, row) => (1 - LAND_SHARE) * p + LAND_SHARE * land[row]!);
  },
  land: landOf,
};

/**
 * Probability of each land cell before the photo is seen; sums to 1, every entry positive.
 *
 * @param photoWeights how often photos are taken in each land cell, by a bundle and on any scale; empty for priors that
 * need none
 */
export function priorOf(
  name: PriorName,
  cells: LandCells,
  photoWeights: Float64Array,
): Float64Array {
  return COMPUTED[name](cells, photoWeights);
}

function landOf(cells: LandCells): Float64Array {
  return normalised(cells.areaKm2.map((area, row) => area * cells.landFraction[row]!));
}

function normalised(weights: Float64Array): Float64Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (!(sum > 0) || !Number.isFinite(sum)) {
    throw new Error(`Prior weights must have a positive, finite sum, got ${sum}.`);
  }
  return weights.map((weight) => weight / sum);
}
