import type { Tessellation } from "./tessellation.ts";

/** What a photo says of the cells, before what follows is asked. */
export interface Seen {
  /** Likelihood of each cell with respect to the prior: the mean under the prior is 1. */
  readonly density: Float32Array | Float64Array;
  /** Probability that the photo belongs to the album, before it is compared. */
  readonly belongs: number;
}

/**
 * A density with respect to the prior, after a step and not written out: of the cell at a place of the tessellation's order it is
 * `stay * values[place] + around[block]`. What the next photo says is multiplied in the pass that writes it out, so that a step
 * costs one pass over the cells.
 */
export interface Between {
  readonly values: Float64Array;
  readonly around: Float64Array;
  stay: number;
}

/** The same everywhere: nothing is known but the prior. */
export function evenly({ order, starts }: Tessellation): Between {
  return {
    values: new Float64Array(order.length).fill(1),
    around: new Float64Array(starts.length - 1),
    stay: 1,
  };
}

/**
 * Multiplies a density by what a photo says, whether or not it belongs, and moves it one step on; the mean of what comes out is 1.
 *
 * @param weights `[world, level 0, 1, ..., cell]`, as `scaleWeights` gives them; null: nothing is moved
 * @param into where the result is written; may be `from`
 * @returns the mean under the prior before it was brought to 1: what the photo was foretold with
 */
export type Advance = (
  from: Between,
  seen: Seen,
  weights: Float64Array | null,
  into: Between,
) => number;

/**
 * A step is a mixture over scales: with the weight of a level the next photo is anywhere in the same block of it, by the prior. It
 * leaves the prior as it is and is its own adjoint, so that forwards and backwards are the same step, and a reversed album has the
 * same answer.
 *
 * `step(f)(x) = w_cell f(x) + sum over levels of w_level * mean of f over the block of x + w_world * mean of f`
 *
 * Exact, in one pass over the cells: the sums of a level are those of the level below, gathered. What is made keeps the sums'
 * memory and is no use to two at a time.
 */
export function createAdvance(tessellation: Tessellation): Advance {
  const { parents, mass } = tessellation;
  const deepest = mass.length - 1;
  const coarser = mass.slice(0, deepest).map(({ length }) => new Float64Array(length));

  return (from, seen, weights, into) => {
    see(tessellation, from, seen, into);
    const sums = [...coarser, into.around];
    for (let level = deepest; level > 0; level--) {
      gather(sums[level]!, sums[level - 1]!.fill(0), parents[level]!);
    }
    const mean = sums[0]!.reduce((sum, value) => sum + value, 0);
    if (weights === null) {
      into.around.fill(0);
      into.stay = 1 / mean;
      return mean;
    }
    for (let level = 0; level <= deepest; level++) {
      const weight = weights[level + 1]! / mean;
      const [lower, size, parent] = [sums[level]!, mass[level]!, parents[level]!];
      if (level === 0) {
        for (let block = 0; block < lower.length; block++) {
          lower[block] = weights[0]! + (weight * lower[block]!) / size[block]!;
        }
      } else spread(lower, sums[level - 1]!, parent, size, weight);
    }
    into.stay = weights[weights.length - 1]! / mean;
    return mean;
  };
}

/** Writes a density out, times what a photo says, and the sum over each finest block. */
function see(
  { order, starts, ordered }: Tessellation,
  { values, around, stay }: Between,
  { density, belongs }: Seen,
  { values: seen, around: sums }: Between,
): void {
  const apart = 1 - belongs;
  for (let block = 0, at = 0; block < around.length; block++) {
    const end = starts[block + 1]!;
    const near = around[block]!;
    let sum = 0;
    for (; at < end; at++) {
      const value = (stay * values[at]! + near) * (belongs * density[order[at]!]! + apart);
      seen[at] = value;
      sum += ordered[at]! * value;
    }
    sums[block] = sum;
  }
}

function gather(lower: Float64Array, above: Float64Array, parent: Int32Array): void {
  for (let block = 0; block < lower.length; block++) above[parent[block]!]! += lower[block]!;
}

function spread(
  lower: Float64Array,
  above: Float64Array,
  parent: Int32Array,
  size: Float64Array,
  weight: number,
): void {
  for (let block = 0; block < lower.length; block++) {
    lower[block] = above[parent[block]!]! + (weight * lower[block]!) / size[block]!;
  }
}

/** Transition density from a cell to another with respect to the prior: what a step sums. */
export function stepDensity(
  from: number,
  to: number,
  prior: Float64Array,
  { rows, parents, mass }: Tessellation,
  weights: Float64Array,
): number {
  let [a, b] = [rows[from]!, rows[to]!];
  let density = from === to ? weights[weights.length - 1]! / prior[from]! : 0;
  for (let level = mass.length - 1; level >= 0; level--) {
    if (a === b) density += weights[level + 1]! / mass[level]![a]!;
    [a, b] = [parents[level]![a]!, parents[level]![b]!];
  }
  return density + weights[0]!;
}

/**
 * The weights of a step that never leaves the block of a level: what would have gone further stays anywhere in it.
 *
 * @param level -1: nothing is confined
 */
export function confined(weights: Float64Array, level: number): Float64Array {
  const inside = weights.slice();
  for (let k = 0; k <= level; k++) {
    inside[level + 1]! += inside[k]!;
    inside[k] = 0;
  }
  return inside;
}
