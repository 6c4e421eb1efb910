import type { Link } from "./chain.ts";
import type { Kind } from "./kinds.ts";
import type { World } from "./world.ts";

/** Where the best way to a block comes from, step by step: a row for every finest block, and whether a cell is best reached by staying in it. */
interface Origins {
  readonly from: Int32Array;
  readonly stays: Uint8Array;
}

/**
 * The likeliest sequence of cells (Viterbi 1967) for one kind of trip: a row per link. Exact: the density of a step grows with
 * every finer block that two cells share, so the best way into a block is the best of those inside it and inside those around it.
 */
export function* likeliestPath(
  world: World,
  links: readonly Link[],
  { tessellation, weights }: Kind,
): Generator<void, number[]> {
  const { prior, count } = world;
  const best = prior.slice();
  const origins: Origins[] = [];
  for (const [t, link] of links.entries()) {
    if (t > 0) origins.push(moveBest(world, best, { tessellation, weights }, link.gapHours));
    let most = 0;
    for (let row = 0; row < count; row++) {
      best[row]! *= link.belongs * link.density[row]! + 1 - link.belongs;
      if (best[row]! > most) most = best[row]!;
    }
    for (let row = 0; row < count; row++) best[row]! /= most;
    yield;
  }
  let row = best.indexOf(1);
  const path = [row];
  for (const { from, stays } of origins.reverse()) {
    if ((stays[row >> 3]! >> (row & 7)) % 2 === 0) row = from[tessellation.rows[row]!]!;
    path.push(row);
  }
  return path.reverse();
}

/** One step of the likeliest way; `best` holds it before and after. */
function moveBest(
  { prior, count }: World,
  best: Float64Array,
  { tessellation, weights }: Pick<Kind, "tessellation" | "weights">,
  gapHours: number | null,
): Origins {
  const { rows, parents, mass } = tessellation;
  const shares = weights(gapHours);
  const deepest = mass.length - 1;
  const tops = mass.map(({ length }) => new Float64Array(length).fill(-1));
  const from = mass.map(({ length }) => new Int32Array(length));
  for (let row = 0; row < count; row++) {
    const block = rows[row]!;
    if (best[row]! <= tops[deepest]![block]!) continue;
    tops[deepest]![block] = best[row]!;
    from[deepest]![block] = row;
  }
  for (let level = deepest; level > 0; level--) {
    for (let block = 0; block < tops[level]!.length; block++) {
      const above = parents[level]![block]!;
      if (tops[level]![block]! <= tops[level - 1]![above]!) continue;
      tops[level - 1]![above] = tops[level]![block]!;
      from[level - 1]![above] = from[level]![block]!;
    }
  }
  const first = tops[0]!.indexOf(Math.max(...tops[0]!));
  const world = { value: tops[0]![first]! * shares[0]!, row: from[0]![first]! };
  const densities = mass.map(({ length }) => new Float64Array(length));
  for (let level = 0; level <= deepest; level++) {
    for (let block = 0; block < tops[level]!.length; block++) {
      const above = parents[level]![block]!;
      const around = level === 0 ? shares[0]! : densities[level - 1]![above]!;
      densities[level]![block] = around + shares[level + 1]! / mass[level]![block]!;
      const wide =
        level === 0 ? world : { value: tops[level - 1]![above]!, row: from[level - 1]![above]! };
      const near = tops[level]![block]! * densities[level]![block]!;
      tops[level]![block] = Math.max(near, wide.value);
      if (wide.value > near) from[level]![block] = wide.row;
    }
  }
  const stays = new Uint8Array((count + 7) >> 3);
  const stay = shares[shares.length - 1]!;
  for (let row = 0; row < count; row++) {
    const block = rows[row]!;
    const staying = best[row]! * (densities[deepest]![block]! + stay / prior[row]!);
    const isStaying = staying >= tops[deepest]![block]!;
    if (isStaying) stays[row >> 3]! |= 1 << (row & 7);
    best[row] = prior[row]! * Math.max(staying, tops[deepest]![block]!);
  }
  return { from: from[deepest]!, stays };
}
