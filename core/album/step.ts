import type { Tessellation } from "./tessellation.ts";
import type { World } from "./world.ts";

/** What a photo says of the cells, before what follows is asked. */
export interface Seen {
  /** Likelihood of each cell with respect to the prior: the mean under the prior is 1. */
  readonly density: Float32Array | Float64Array;
  /** Probability that the photo belongs to the album, before it is compared. */
  readonly belongs: number;
}

/**
 * Multiplies a density by what a photo says, whether or not it belongs, and moves it one step on; the mean of what comes out is 1.
 *
 * @param density with respect to the prior; holds the result afterwards
 * @param weights `[world, level 0, 1, ..., cell]`, as `scaleWeights` gives them; null: nothing is moved
 * @returns the mean under the prior before it was brought to 1: what the photo was foretold with
 */
export type Advance = (density: Float64Array, seen: Seen, weights: Float64Array | null) => number;

/**
 * A step is a mixture over scales: with the weight of a level the next photo is anywhere in the same block of it, by the prior. It
 * leaves the prior as it is and is its own adjoint, so that forwards and backwards are the same step, and a reversed album has the
 * same answer.
 *
 * `step(f)(x) = w_cell f(x) + sum over levels of w_level * mean of f over the block of x + w_world * mean of f`
 *
 * Exact, in two passes over the cells: the sums of a level are those of the level below, gathered. What is made keeps the sums'
 * memory and is no use to two at a time.
 */
export function createAdvance({ prior }: World, { rows, parents, mass }: Tessellation): Advance {
  const deepest = mass.length - 1;
  const sums = mass.map(({ length }) => new Float64Array(length));
  const fine = sums[deepest]!;

  return (density, { density: own, belongs }, weights) => {
    const apart = 1 - belongs;
    for (const level of sums) level.fill(0);
    for (let row = 0; row < rows.length; row++) {
      const value = density[row]! * (belongs * own[row]! + apart);
      density[row] = value;
      fine[rows[row]!]! += prior[row]! * value;
    }
    for (let level = deepest; level > 0; level--) {
      const [lower, above, parent] = [sums[level]!, sums[level - 1]!, parents[level]!];
      for (let block = 0; block < lower.length; block++) above[parent[block]!]! += lower[block]!;
    }
    const mean = sums[0]!.reduce((sum, value) => sum + value, 0);
    if (weights === null) {
      for (let row = 0; row < rows.length; row++) density[row]! /= mean;
      return mean;
    }
    for (let level = 0; level <= deepest; level++) {
      const [lower, size, parent] = [sums[level]!, mass[level]!, parents[level]!];
      const above = level === 0 ? null : sums[level - 1]!;
      const weight = weights[level + 1]! / mean;
      for (let block = 0; block < lower.length; block++) {
        const around = above ? above[parent[block]!]! : weights[0]!;
        lower[block] = around + (weight * lower[block]!) / size[block]!;
      }
    }
    const stay = weights[weights.length - 1]! / mean;
    for (let row = 0; row < rows.length; row++) {
      density[row] = stay * density[row]! + fine[rows[row]!]!;
    }
    return mean;
  };
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
