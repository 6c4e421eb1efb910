import type { EvidenceShare } from "../contracts/prediction.ts";
import type { LandCells } from "../earth/land-cells.ts";
import type { Likelihood } from "./likelihood.ts";
import {
  informationBits,
  type Posterior,
  posteriorGiven,
  posteriorOf,
  reweighed,
} from "./posterior.ts";
import type { Prior } from "./prior.ts";

/** All that a belief over the land cells is made from. */
export interface Grounds {
  readonly cells: LandCells;
  readonly prior: Prior;
  /** Share of photos that mislead the model, 0 to 1. */
  readonly doubt: number;
  /** What the photo's evidence says. */
  readonly likelihoods: readonly Likelihood[];
  /** What a person knows beforehand. It is not the photo's and comes after the doubt. */
  readonly hints: Likelihood | null;
}

/** A belief over the land cells. */
export interface Weighed {
  readonly land: Posterior;
  /** How far it is from the prior, bits. */
  readonly informationBits: number;
  /** As if there were no hints. */
  readonly unhinted: Posterior;
}

/** @throws GraticuleError "hint_excludes_everything" when the hints leave no land */
export function weigh({ cells, prior, doubt, likelihoods, hints }: Grounds): Weighed {
  const unhinted = posteriorOf(cells, prior, likelihoods, doubt);
  const land = hints ? posteriorGiven(unhinted, hints.log) : unhinted;
  return { land, unhinted, informationBits: informationBits(land.probability, prior.probability) };
}

const DIGITS = 1e4;

/**
 * How far each evidence moved the belief, hints last: from the belief without it, all else equal. One at a time, when it
 * is asked for.
 */
export function* sharesOf(grounds: Grounds, weighed: Weighed): Generator<EvidenceShare> {
  const { cells, prior, doubt, likelihoods, hints } = grounds;
  const { land, unhinted } = weighed;
  if (likelihoods.length === 1 && !hints) {
    // Without its only evidence the prior is what is believed.
    yield shareOf(likelihoods[0]!, weighed.informationBits);
    return;
  }
  for (const own of likelihoods) {
    const others = posteriorOf(
      cells,
      prior,
      likelihoods.filter((other) => other !== own),
      doubt,
    );
    const without = hints ? reweighed(others, hints.log) : others;
    yield shareOf(
      own,
      informationBits(land.probability, without?.probability ?? new Float64Array(cells.count)),
    );
  }
  if (hints) yield shareOf(hints, informationBits(land.probability, unhinted.probability));
}

function shareOf({ name, weight }: Likelihood, bits: number): EvidenceShare {
  return { name, weight, bits: Math.round(Math.max(0, bits) * DIGITS) / DIGITS };
}
