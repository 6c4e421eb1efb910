import { GraticuleError } from "../contracts/errors.ts";

/** How likely what was seen is in each land cell, as one evidence has it. */
export interface Likelihood {
  /** Of the evidence: `photo`, `head climate`, `hints`. */
  readonly name: string;
  /** What it counts: its logarithms are multiplied by it. */
  readonly weight: number;
  /** Log likelihood per land cell, up to a constant. */
  readonly log: Float64Array;
}

/**
 * Log likelihood of a photo per land cell, from the cosines of a contrastive model.
 *
 * @param cosines of image and location vector per land cell
 * @param scale the bundle's logit scale times its temperature
 */
export function logLikelihoodOf(cosines: Float32Array, scale: number): Float64Array {
  const log = new Float64Array(cosines.length);
  let checksum = 0;
  for (let row = 0; row < cosines.length; row++) {
    checksum += cosines[row]!;
    log[row] = scale * cosines[row]!;
  }
  if (Number.isFinite(checksum)) return log;
  throw new GraticuleError("internal", "The model's scores are not finite numbers.");
}
