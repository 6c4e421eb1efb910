import { type Placing, place } from "./placing.ts";
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

/**
 * What a photo says by itself, with the prior taken out once: the logarithm of belief over prior. Written over the belief, since an
 * album of 500 photos has room for one of them.
 *
 * @returns what the belief has learnt over the prior: Kullback-Leibler divergence, nats
 */
export function toLogRatios({ prior }: World, belief: Float32Array): number {
  let nats = 0;
  for (let row = 0; row < belief.length; row++) {
    const p = belief[row]!;
    const log = Math.log(p / prior[row]!);
    if (p > 0) nats += p * log;
    belief[row] = log;
  }
  return Math.max(0, nats);
}

/** Places that a profile has: enough to tell pictures apart, few enough to compare all pairs of 500. */
const PROFILE_PLACES = 1000;
/** Less than this counts as this, so that logarithms are finite: of 1e-30. */
const LEAST_LOG = -69;

/** Log ratios at places all over the world, less their mean and of length 1: two of them correlate by their product. */
export function profileOf({ count }: World, logs: Float32Array): Float64Array {
  const places = Math.min(count, PROFILE_PLACES);
  const some = Float64Array.from({ length: places }, (_, at) =>
    Math.max(LEAST_LOG, logs[Math.floor((at * count) / places)]!),
  );
  const mean = some.reduce((sum, log) => sum + log, 0) / places;
  const length = Math.hypot(...some.map((log) => log - mean)) || 1;
  return some.map((log) => (log - mean) / length);
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

/** The likelihood ratio to a power, times what else is known of the place, brought to the mean 1 under the prior. */
export function densityOf(
  { prior }: World,
  logs: Float32Array,
  power: number,
  placing: Placing | null = null,
): Float32Array {
  const density = new Float32Array(logs.length);
  // Exponential and logarithm take a fifth of the time of a power.
  for (let row = 0; row < logs.length; row++) density[row] = Math.exp(power * logs[row]!);
  place(density, placing);
  let mean = 0;
  for (let row = 0; row < density.length; row++) mean += prior[row]! * density[row]!;
  for (let row = 0; row < density.length; row++) density[row]! /= mean;
  return density;
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
