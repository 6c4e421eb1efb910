import type { Placing } from "./placing.ts";
import { blocksAt, byBlock, partOf, type Tessellation } from "./tessellation.ts";
import type { World } from "./world.ts";

/** A world some of whose cells are put together, group by group. */
export interface Merged {
  readonly world: World;
  /** The group of each cell. */
  readonly groups: Int32Array;
  /** The cell of each group that is likeliest before any photo is seen. */
  readonly members: Int32Array;
}

/** Level of the blocks whose cells are put together: 313 km wide. */
export const MERGED_LEVEL = 5;

/**
 * Puts the cells of every block of the first tessellation together, but of those that stay as they are. In the other
 * tessellations a group lies where its member does.
 */
export function* merge(
  { count, prior, tessellations }: World,
  isFine: (block: number) => boolean,
): Generator<void, Merged> {
  const first = tessellations[0]!;
  const { order, starts } = byBlock(
    blocksAt(first, MERGED_LEVEL),
    first.mass[MERGED_LEVEL]!.length,
  );
  const groups = new Int32Array(count);
  const members: number[] = [];
  for (let block = 0; block + 1 < starts.length; block++) {
    const fine = isFine(block);
    for (let at = starts[block]!; at < starts[block + 1]!; at++) {
      const row = order[at]!;
      if (fine || at === starts[block]) members.push(row);
      const group = members.length - 1;
      groups[row] = group;
      if (prior[row]! > prior[members[group]!]!) members[group] = row;
    }
  }
  const merged = new Float64Array(members.length);
  for (let row = 0; row < count; row++) merged[groups[row]!]! += prior[row]!;
  const standing = Int32Array.from(members);
  yield;
  const parts: Tessellation[] = [];
  for (const tessellation of tessellations) {
    parts.push(partOf(tessellation, standing, merged));
    yield;
  }
  return {
    world: { count: members.length, prior: merged, tessellations: parts },
    groups,
    members: standing,
  };
}

/**
 * What a photo says of groups: the mean over their cells of its likelihood ratio to a power, times what else is known of its place,
 * brought to the mean 1 under the prior.
 */
export function groupDensity(
  { prior }: World,
  { groups, world }: Merged,
  logs: Float32Array,
  power: number,
  placing: Placing | null = null,
): Float32Array {
  const sums = new Float64Array(world.count);
  let mean = 0;
  for (let row = 0; row < groups.length; row++) {
    const mass = prior[row]! * Math.exp(power * logs[row]!);
    sums[groups[row]!]! += mass;
    mean += mass;
  }
  for (const [at, row] of placing?.rows.entries() ?? []) {
    const more = prior[row]! * Math.exp(power * logs[row]!) * (placing!.factors[at]! - 1);
    sums[groups[row]!]! += more;
    mean += more;
  }
  const density = new Float32Array(world.count);
  for (let group = 0; group < density.length; group++) {
    density[group] = sums[group]! / (mean * world.prior[group]!);
  }
  return density;
}
