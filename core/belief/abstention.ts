import type { Abstention } from "../contracts/prediction.ts";
import type { CredibleSet } from "./regions.ts";

/** A photo that moves the prior by less than this tells nothing about its place, bits. */
export const LEAST_INFORMATION_BITS = 0.25;

/** The region whose width decides. */
export const ABSTENTION_MASS = 0.5;

/** A tenth of the Earth's land: a 50 % region wider than this is no answer. */
export const WIDEST_HALF_KM2 = 15_000_000;

/** Whether the model should rather say that it cannot tell, and why. */
export function abstentionOf(bits: number, half: CredibleSet): Abstention | null {
  if (bits < LEAST_INFORMATION_BITS) {
    return {
      reason: "no_information",
      detail: `The photo changes what is known beforehand by ${bits.toFixed(2)} bits; an answer takes ${LEAST_INFORMATION_BITS}.`,
    };
  }
  if (half.areaKm2 > WIDEST_HALF_KM2) {
    const millions = (half.areaKm2 / 1e6).toFixed(1);
    return {
      reason: "too_wide",
      detail: `Half of the probability is spread over ${millions} million km2, more than a tenth of all land.`,
    };
  }
  return null;
}
