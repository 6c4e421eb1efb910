import { EARTH_AREA_KM2, EARTH_RADIUS_KM, toUnitVector } from "../earth/lng-lat.ts";
import type { Steps } from "../earth/steps.ts";
import type { Neighbour } from "./search.ts";

/** How neighbours speak for places. Chosen, not fitted; what is fitted is how much they weigh. */
export const DENSITY = {
  /** Neighbours that are asked. */
  neighbours: 50,
  /** Width of what each says, km: a normal density around its place. */
  widthKm: 1000,
  /** A neighbour that is less similar by so much counts 1/e of another. */
  similarityScale: 0.05,
  /** Share of photos taken elsewhere, anywhere on land: no place is impossible. */
  elsewhere: 0.3,
} as const;

/** Neighbours between two turns: some milliseconds over all land cells. */
const PER_STEP = 4;

/** Unit vectors of places, three numbers each. */
export function unitVectorsOf({
  lng,
  lat,
}: {
  readonly lng: Float32Array;
  readonly lat: Float32Array;
}): Float32Array {
  const units = new Float32Array(3 * lng.length);
  lng.forEach((value, i) => {
    units.set(toUnitVector([value, lat[i]!]), 3 * i);
  });
  return units;
}

/**
 * What neighbours say of where a photo was taken: a density around their places, the more similar weighing more, and a share
 * that is the same everywhere. Its logarithm per place, up to a constant.
 *
 * @param neighbours one or more
 * @param units of the places, as `unitVectorsOf` makes them
 */
export function* logDensityOf(
  neighbours: readonly Neighbour[],
  units: Float32Array,
): Steps<Float64Array> {
  const { widthKm, similarityScale, elsewhere } = DENSITY;
  const top = neighbours.reduce((most, { similarity }) => Math.max(most, similarity), -1);
  const shares = neighbours.map(({ similarity }) => Math.exp((similarity - top) / similarityScale));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const sharpness = (EARTH_RADIUS_KM / widthKm) ** 2;
  // Of a narrow normal density on the sphere, against that of a photo that may be anywhere.
  const height = ((1 - elsewhere) / elsewhere) * (EARTH_AREA_KM2 / (2 * Math.PI * widthKm ** 2));
  const density = new Float64Array(units.length / 3).fill(1);
  for (const [i, { at }] of neighbours.entries()) {
    const [x, y, z] = toUnitVector(at);
    const peak = (height * shares[i]!) / total;
    for (let row = 0; row < density.length; row++) {
      const cosine = x * units[3 * row]! + y * units[3 * row + 1]! + z * units[3 * row + 2]!;
      density[row]! += peak * Math.exp((cosine - 1) * sharpness);
    }
    if (i % PER_STEP === PER_STEP - 1) yield;
  }
  return density.map(Math.log);
}
