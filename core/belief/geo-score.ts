import { EARTH_RADIUS_KM } from "../earth/lng-lat.ts";

/** Distance over which the score falls by 1/e, km: the world map's scale in OSV-5M and the game. */
export const GEOSCORE_SCALE_KM = 1492.7;

/** Score of a perfect guess. */
export const GEOSCORE_MAX = 5000;

/** `5000 * exp(-km / 1492.7)`, unrounded, as OSV-5M and PLONK average it. */
export function geoScore(km: number): number {
  return GEOSCORE_MAX * Math.exp(-km / GEOSCORE_SCALE_KM);
}

const STEPS = 4096;
/** exp(-distance / scale) at chords 0, 2/4096, ... 2 (and one more, so that interpolation may read past the end). */
const KERNEL = Float64Array.from({ length: STEPS + 2 }, (_, i) => {
  const chord = Math.min(2, (2 * i) / STEPS);
  return Math.exp((-2 * EARTH_RADIUS_KM * Math.asin(chord / 2)) / GEOSCORE_SCALE_KM);
});

/**
 * GeoScore as a share of its maximum, from the dot product of two unit vectors. Tabulated over the chord, in which
 * it is smooth where distances are small; within 2e-5 of the formula.
 */
export function scoreShare(dot: number): number {
  const chord = Math.sqrt(Math.max(0, 2 - 2 * dot));
  const x = chord * (STEPS / 2);
  const i = Math.floor(x);
  const low = KERNEL[i]!;
  return low + (x - i) * (KERNEL[i + 1]! - low);
}
