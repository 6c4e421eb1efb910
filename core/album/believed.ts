import type { Parts } from "./belonging.ts";
import type { Level } from "./emission.ts";
import type { Foretold, Opinion } from "./foretelling.ts";
import { MERGED_LEVEL } from "./merging.ts";
import { type Placing, place } from "./placing.ts";
import type { Exponents } from "./sharing.ts";
import type { World } from "./world.ts";

/** What is believed of a photo once the others are known. */
export interface Together {
  /** Over the land cells; sums to 1. */
  readonly belief: Float32Array;
  /** Probability that the photo belongs to the album, 0 to 1. */
  readonly belongs: number;
  /** How much better the others foretell the photo than the prior does, bits; below 0: they speak against it. */
  readonly bits: number;
}

/** Less than this counts as this, so that what the others say is a finite number of bits. */
const LEAST_FORETOLD = 1e-30;

/** What a photo says by itself, as its answer needs it. */
export interface Own {
  readonly parts: Parts;
  readonly powers: Exponents;
  readonly region: Level;
}

/**
 * What a photo says and what the others say, joined: `prior * ratio^own * region ratio^(shared - own) * message` where it belongs
 * to the album, its own belief where it does not. The region ratio is the photo's likelihood ratio of the block of 625 km: of the
 * region photos of one album err together, of what lies where in it each by itself. What is known of the place beside the picture
 * counts as a message.
 *
 * @param belief where the answer is written; may be the photo's log ratios
 */
export function believed(
  { prior, count }: World,
  { belongs, logs, placing }: Opinion,
  { message, agreement: told }: ReturnType<Foretold["of"]>,
  { parts, powers, region }: Own,
  belief: Float32Array,
): Together {
  place(message, placing);
  let [foretold, joined, placed, alone] = [0, 0, 0, 0];
  for (let row = 0; row < count; row++) {
    const others = prior[row]! * message[row]!;
    const log = logs[row]!;
    const ratio = Math.exp(log);
    belief[row] = prior[row]! * ratio;
    foretold += others * ratio;
    const own = powers.own === 1 ? ratio : Math.exp(powers.own * log);
    message[row] = others * own;
    joined += message[row]!;
    placed += others;
    alone += prior[row]! * own;
  }
  // Of a place that is known beside the picture the picture is asked in full: it may be that of somebody else.
  const agreement = placing ? joined / (placed * alone) : told;
  const excess = (powers.shared - powers.own) / parts.length;
  for (const [turn, own] of parts.entries()) {
    scale(message, region.blocks[turn]!, factorsOf(own, region.prior[turn]!, excess));
  }
  let joint = 0;
  for (let row = 0; row < count; row++) joint += message[row]!;
  const after = (belongs * agreement) / (belongs * agreement + 1 - belongs);
  const share = after / joint;
  let sum = 0;
  for (let row = 0; row < count; row++) {
    const value = share * message[row]! + (1 - after) * belief[row]!;
    belief[row] = value;
    sum += value;
  }
  for (let row = 0; row < count; row++) belief[row]! /= sum;
  return { belief, belongs: after, bits: Math.log2(Math.max(foretold / placed, LEAST_FORETOLD)) };
}

/**
 * What `believed` comes to for the blocks of 313 km, the region ratio that of the first tessellation alone: enough to see where it
 * is worth while to look at cells.
 */
export function likelyBlocks(
  { tessellations, prior }: World,
  { own, blocks }: { readonly own: Float64Array; readonly blocks: Int32Array },
  { parts, powers, region }: Own,
  message: Float32Array | Float64Array,
  placing: Placing | null | undefined,
): Float64Array {
  const { mass, parents } = tessellations[0]!;
  const before = mass[MERGED_LEVEL]!;
  const factors = factorsOf(parts[0]!, region.prior[0]!, powers.shared - powers.own);
  const likely = new Float64Array(own.length);
  let sum = 0;
  for (let block = 0; block < likely.length; block++) {
    const around = factors[parents[MERGED_LEVEL]![block]!]!;
    const ratio = Math.exp(powers.own * Math.log(own[block]! / before[block]!));
    likely[block] = before[block]! * ratio * around * message[block]!;
    sum += likely[block]!;
  }
  if (placing) {
    sum = 0;
    const known = new Float64Array(likely.length).fill(1);
    for (const [at, row] of placing.rows.entries()) {
      const block = blocks[row]!;
      known[block]! += (prior[row]! / before[block]!) * (placing.factors[at]! - 1);
    }
    for (let block = 0; block < likely.length; block++) {
      likely[block]! *= known[block]!;
      sum += likely[block]!;
    }
  }
  for (let block = 0; block < likely.length; block++) likely[block]! /= sum;
  return likely;
}

/** The likelihood ratio of each region to a power; 0 where nothing is believed of it, and nothing is to be scaled. */
function factorsOf(part: Float32Array, prior: Float64Array, power: number): Float64Array {
  return prior.map((before, b) => (part[b]! > 0 ? (part[b]! / Math.sqrt(before)) ** power : 0));
}

function scale(values: Float32Array | Float64Array, blocks: Int32Array, by: Float64Array): void {
  for (let row = 0; row < values.length; row++) values[row]! *= by[blocks[row]!]!;
}
