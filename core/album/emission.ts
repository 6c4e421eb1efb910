import { blocksAt } from "./tessellation.ts";
import type { World } from "./world.ts";

/** Share of positions in files that are wrong: wrong clocks of a track, places set by hand. */
const WRONG_POSITION = 1e-4;

/** The belief of a photo whose file says where it was taken: nearly certain of one cell. */
export function anchorBelief({ count, prior }: World, row: number): Float32Array {
  const belief = new Float32Array(count);
  for (let k = 0; k < count; k++) belief[k] = WRONG_POSITION * prior[k]!;
  belief[row]! += 1 - WRONG_POSITION;
  return belief;
}

/** What a belief has learnt over the prior: Kullback-Leibler divergence, nats. */
export function informationOf({ prior }: World, belief: Float32Array): number {
  let nats = 0;
  for (let row = 0; row < belief.length; row++) {
    const p = belief[row]!;
    if (p > 0) nats += p * Math.log(p / prior[row]!);
  }
  return Math.max(0, nats);
}

/** Places that a profile has: enough to tell pictures apart, few enough to compare all pairs of 500. */
const PROFILE_PLACES = 1000;
/** Less than this counts as this, so that logarithms are finite. */
const LEAST_RATIO = 1e-30;

/** The logarithm of belief over prior at places all over the world, less its mean and of length 1: two of them correlate by their product. */
export function profileOf({ prior, count }: World, belief: Float32Array): Float64Array {
  const places = Math.min(count, PROFILE_PLACES);
  const logs = Float64Array.from({ length: places }, (_, at) => {
    const row = Math.floor((at * count) / places);
    return Math.log(Math.max(LEAST_RATIO, belief[row]! / prior[row]!));
  });
  const mean = logs.reduce((sum, log) => sum + log, 0) / places;
  const length = Math.hypot(...logs.map((log) => log - mean)) || 1;
  return logs.map((log) => (log - mean) / length);
}

/** Probability in each block of a level, of one tessellation. */
export function massesIn(
  belief: Float32Array | Float64Array,
  blocks: Int32Array,
  count: number,
): Float64Array {
  const masses = new Float64Array(count);
  for (let row = 0; row < belief.length; row++) masses[blocks[row]!]! += belief[row]!;
  return masses;
}

/**
 * What a photo says by itself, with the prior taken out once: belief over prior, to a power and with mean 1 under the prior.
 * Written over the belief, since an album of 500 photos has room for one of them.
 *
 * @returns the power's mean, by which `logRatioAt` finds back
 */
export function toDensity({ prior }: World, belief: Float32Array, power: number): number {
  let mean = 0;
  for (let row = 0; row < belief.length; row++) {
    // Exponential and logarithm take a fifth of the time of a power.
    const density = Math.exp(power * Math.log(belief[row]! / prior[row]!));
    belief[row] = density;
    mean += prior[row]! * density;
  }
  for (let row = 0; row < belief.length; row++) belief[row]! /= mean;
  return mean;
}

/** The logarithm of the likelihood ratio that a density was made from: of belief over prior. */
export function logRatioAt(density: number, power: number, mean: number): number {
  return Math.log(density * mean) / power;
}

/** The blocks of a level in every tessellation, with the prior's probability in them. */
export interface Level {
  readonly blocks: readonly Int32Array[];
  readonly prior: readonly Float64Array[];
}

export function levelOf({ tessellations }: World, level: number): Level {
  return {
    blocks: tessellations.map((tessellation) => blocksAt(tessellation, level)),
    prior: tessellations.map(({ mass }) => mass[level]!),
  };
}
