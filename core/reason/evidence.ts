import type { Likelihood } from "../belief/likelihood.ts";
import type { Geography } from "../earth/geography.ts";
import { EARTH_AREA_KM2, EARTH_RADIUS_KM, toUnitVector } from "../earth/lng-lat.ts";
import type { Steps } from "../earth/steps.ts";
import { EVIDENCE } from "../locate/evidence.ts";
import type { Settled } from "./candidates.ts";

/** How the places that a model names speak for places. Chosen with care, and not yet fitted to a model of known quality. */
export const REASON_DENSITY = {
  /** Of what is said, the share that holds within each width, km: the city is right, the region, the country about. */
  kernels: [
    { widthKm: 25, share: 0.25 },
    { widthKm: 200, share: 0.25 },
    { widthKm: 800, share: 0.2 },
  ],
  /** Share of what is said that is invented and says nothing: no place is impossible. The rest of 1. */
  invented: 0.3,
} as const;

/**
 * What named places say of where a photo was taken: a mixture of densities around them, those that more answers name weighing
 * more, and the share that is invented, which is the same everywhere. Answers of one model are not independent, so they
 * share one mixture instead of being multiplied.
 * Null where none counts. With a pause after each place.
 */
export function* reasonLikelihood(
  settled: readonly Settled[],
  { cells, vectors }: Pick<Geography, "cells" | "vectors">,
): Steps<Likelihood | null> {
  const counted = settled.filter(({ at, country }) => at !== null || country !== null);
  const total = settled.reduce((sum, { candidate }) => sum + candidate.answers, 0);
  if (counted.length === 0) return null;
  const { kernels, invented } = REASON_DENSITY;
  const said = counted.reduce((sum, { candidate }) => sum + candidate.answers, 0);
  // What does not count, at sea or unknown, is as good as invented.
  const density = new Float64Array(cells.count).fill(
    invented + (1 - invented) * (1 - said / total),
  );
  for (const { at, country, candidate } of counted) {
    const weight = candidate.answers / total;
    if (at === null) addCountry(density, cells, country!, weight * (1 - invented));
    else {
      const [x, y, z] = toUnitVector([at.lng, at.lat]);
      for (const { widthKm, share } of kernels) {
        const sharpness = (EARTH_RADIUS_KM / widthKm) ** 2;
        const height = (weight * share * EARTH_AREA_KM2) / (2 * Math.PI * widthKm ** 2);
        for (let row = 0; row < density.length; row++) {
          const cosine =
            x * vectors[3 * row]! + y * vectors[3 * row + 1]! + z * vectors[3 * row + 2]!;
          density[row]! += height * Math.exp((cosine - 1) * sharpness);
        }
      }
    }
    yield;
  }
  return { name: EVIDENCE.reason, weight: 1, log: density.map(Math.log) };
}

/** Evenly over the land of a country. */
function addCountry(
  density: Float64Array,
  { country, areaKm2 }: Geography["cells"],
  wanted: number,
  weight: number,
): void {
  let area = 0;
  for (let row = 0; row < density.length; row++) {
    if (country[row] === wanted) area += areaKm2[row]!;
  }
  for (let row = 0; row < density.length; row++) {
    if (country[row] === wanted) density[row]! += (weight * EARTH_AREA_KM2) / area;
  }
}
