import { type Likelihood, logLikelihoodOf } from "../belief/likelihood.ts";
import type { Seen } from "./seer.ts";

/** Something that says where a photo was taken. */
export interface Evidence {
  /** As the prediction document names it: `photo`, `head climate`, `bundle other`, `neighbours`. */
  readonly name: string;
  /** What its log likelihoods are multiplied by, 0 or more. */
  readonly weight: number;
  /** Log likelihood per land cell, each finite and up to a constant; null when it has nothing to say. */
  say(seen: Seen): Promise<Float64Array | null>;
}

/** Names of evidence, in documents and wherever weights are fitted. */
export const EVIDENCE = {
  photo: "photo",
  head: (name: string) => `head ${name}`,
  bundle: (name: string) => `bundle ${name}`,
  neighbours: "neighbours",
  reason: "reason",
} as const;

/**
 * What a bundle's own scores say.
 *
 * @param scale the bundle's logit scale times its temperature
 */
export function photoEvidence(scale: number, weight: number): Evidence {
  return {
    name: EVIDENCE.photo,
    weight,
    say: async ({ cosines }) => logLikelihoodOf(cosines, scale),
  };
}

/** What all say of a photo, in their order; those that have nothing to say are left out. */
export async function askAll(evidence: readonly Evidence[], seen: Seen): Promise<Likelihood[]> {
  const likelihoods: Likelihood[] = [];
  for (const { name, weight, say } of evidence) {
    const log = await say(seen);
    if (log) likelihoods.push({ name, weight, log });
  }
  return likelihoods;
}
