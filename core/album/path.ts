import type { Link } from "./chain.ts";
import type { Kind } from "./kinds.ts";
import type { Tessellation } from "./tessellation.ts";

/**
 * Where the best way to a block comes from, step by step: a place of the order for every finest block, and a bit for every place,
 * whether it is best reached by staying.
 */
interface Origins {
  readonly from: Int32Array;
  readonly stays: Uint8Array;
}

/**
 * The likeliest sequence of cells (Viterbi 1967) for one kind of trip: a row per link. Exact: the density of a step grows with
 * every finer block that two cells share, so the best way into a block is the best of those inside it and inside those around it.
 */
export function* likeliestPath(
  links: readonly Link[],
  { tessellation, weights }: Kind,
): Generator<void, number[]> {
  const { order, ordered, rows } = tessellation;
  const best = ordered.slice();
  const origins: Origins[] = [];
  for (const [t, link] of links.entries()) {
    if (t > 0) origins.push(moveBest(best, tessellation, weights(link.gapHours)));
    seeBest(best, order, link);
    yield;
  }
  let place = best.indexOf(1);
  const path = [order[place]!];
  for (const { from, stays } of origins.reverse()) {
    if ((stays[place >> 3]! >> (place & 7)) % 2 === 0) place = from[rows[order[place]!]!]!;
    path.push(order[place]!);
  }
  return path.reverse();
}

/** Multiplies by what a photo says, and brings the best to 1. */
function seeBest(best: Float64Array, order: Int32Array, { belongs, density }: Link): void {
  let most = 0;
  for (let at = 0; at < best.length; at++) {
    const value = best[at]! * (belongs * density[order[at]!]! + 1 - belongs);
    best[at] = value;
    if (value > most) most = value;
  }
  for (let at = 0; at < best.length; at++) best[at]! /= most;
}

/** One step of the likeliest way; `best` holds it before and after. */
function moveBest(
  best: Float64Array,
  { starts, ordered, parents, mass }: Tessellation,
  shares: Float64Array,
): Origins {
  const deepest = mass.length - 1;
  const tops = mass.map(({ length }) => new Float64Array(length).fill(-1));
  const from = mass.map(({ length }) => new Int32Array(length));
  for (let block = 0, at = 0; block < tops[deepest]!.length; block++) {
    const end = starts[block + 1]!;
    let [most, origin] = [-1, at];
    for (; at < end; at++) {
      if (best[at]! <= most) continue;
      most = best[at]!;
      origin = at;
    }
    tops[deepest]![block] = most;
    from[deepest]![block] = origin;
  }
  for (let level = deepest; level > 0; level--) {
    const [lower, above, parent] = [tops[level]!, tops[level - 1]!, parents[level]!];
    const [lowerFrom, aboveFrom] = [from[level]!, from[level - 1]!];
    for (let block = 0; block < lower.length; block++) {
      const around = parent[block]!;
      if (lower[block]! <= above[around]!) continue;
      above[around] = lower[block]!;
      aboveFrom[around] = lowerFrom[block]!;
    }
  }
  const first = tops[0]!.indexOf(Math.max(...tops[0]!));
  const [world, worldFrom] = [tops[0]![first]! * shares[0]!, from[0]![first]!];
  const densities = mass.map(({ length }) => new Float64Array(length));
  for (let level = 0; level <= deepest; level++) {
    const [lower, lowerFrom, density] = [tops[level]!, from[level]!, densities[level]!];
    const [parent, size, share] = [parents[level]!, mass[level]!, shares[level + 1]!];
    for (let block = 0; block < lower.length; block++) {
      const above = parent[block]!;
      density[block] =
        (level === 0 ? shares[0]! : densities[level - 1]![above]!) + share / size[block]!;
      const wide = level === 0 ? world : tops[level - 1]![above]!;
      const near = lower[block]! * density[block]!;
      lower[block] = Math.max(near, wide);
      if (wide > near) lowerFrom[block] = level === 0 ? worldFrom : from[level - 1]![above]!;
    }
  }
  const stays = new Uint8Array((best.length + 7) >> 3);
  const stay = shares[shares.length - 1]!;
  for (let block = 0, at = 0; block < tops[deepest]!.length; block++) {
    const end = starts[block + 1]!;
    const [moved, near] = [tops[deepest]![block]!, densities[deepest]![block]!];
    for (; at < end; at++) {
      const staying = best[at]! * (near + stay / ordered[at]!);
      if (staying >= moved) stays[at >> 3]! |= 1 << (at & 7);
      best[at] = ordered[at]! * Math.max(staying, moved);
    }
  }
  return { from: from[deepest]!, stays };
}
