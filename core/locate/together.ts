import { logLikelihoodOf } from "../belief/likelihood.ts";
import { posteriorOf } from "../belief/posterior.ts";
import type { PriorName } from "../contracts/priors.ts";
import type { Engine } from "./engine.ts";

/** A photo of a trip, as a learned model of sequences sees it. */
export interface SequencePhoto {
  /** Of the photo, by the engine's seer. */
  readonly vector: Float32Array;
  /** Since the first of them; null where not known. */
  readonly hours: number | null;
}

/** Photos that are scored in one run: 350 kB each. */
const MOST_AT_ONCE = 4;

/**
 * What a learned model believes of photos of one trip, first to last: probability of each land cell, each being of the trip.
 *
 * @throws RangeError where the engine has no such model
 */
export async function* beliefsTogether(
  { sequence, geography, ...engine }: Pick<Engine, "sequence" | "geography" | "prior">,
  photos: readonly SequencePhoto[],
  prior: PriorName,
): AsyncGenerator<Float32Array, void> {
  if (!sequence) throw new RangeError("the engine has no learned model of sequences");
  const known = engine.prior(prior);
  const vectors = await sequence.together(
    photos.map(({ vector }) => vector),
    photos.map(({ hours }) => hours),
  );
  for (let first = 0; first < vectors.length; first += MOST_AT_ONCE) {
    for (const products of await sequence.score(vectors.slice(first, first + MOST_AT_ONCE))) {
      const log = logLikelihoodOf(products, sequence.scale);
      const likelihood = { weight: 1, log };
      const { probability } = posteriorOf(geography.cells, known, [likelihood], sequence.doubt);
      yield Float32Array.from(probability);
    }
  }
}
