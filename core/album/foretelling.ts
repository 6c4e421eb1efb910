import { type Chained, type ChainOptions, chain, type Link, type Progress } from "./chain.ts";
import { densityOf, massesIn } from "./emission.ts";
import type { Kind } from "./kinds.ts";
import { groupDensity, type Merged, merge } from "./merging.ts";
import { likeliestPath } from "./path.ts";
import type { Placing } from "./placing.ts";
import type { World } from "./world.ts";

/** A photo as it stands in its album. */
export interface Opinion extends Omit<Link, "density"> {
  /** Logarithm of its likelihood ratio, one per cell: `toLogRatios`. */
  readonly logs: Float32Array;
  /** By which power it counts for the others. */
  readonly power: number;
  /** What is known of its place beside the picture, if it belongs to the album. */
  readonly placing?: Placing | null;
}

/** What all photos say of each one's place. */
export interface Foretold extends Pick<Chained, "logEvidence" | "kinds"> {
  /** What the others say of a photo; what is told is only good until the next call, and may be written into. */
  of(t: number): {
    /** Density of its place with respect to the prior, one number per cell. */
    readonly message: Float32Array | Float64Array;
    /** How much better they foretell what it says of its place than the prior does. */
    readonly agreement: number;
  };
  /** Row of the cell of each photo on the likeliest way through what is believed of all of them in the end. */
  way(believed: readonly Believed[]): Generator<Progress, number[]>;
}

/** What is believed of a photo in the end. */
export interface Believed {
  /** Over the cells; sums to 1. */
  readonly belief: Float32Array;
  readonly belongs: number;
}

/** Albums of more photos than this are solved over blocks first, and then cell by cell only where it matters. */
export const MOST_EXACT_PHOTOS = 100;
/**
 * Blocks of 313 km are looked at cell by cell, those first in which most of the photos are, until so much of the photos' places is in
 * them or so many cells. What that costs is measured against the chain over all cells (docs/albums.md).
 */
const ENOUGH = {
  share: 0.98,
  cells: 8000,
} as const;
/** Share of the work that the chain over blocks is. */
const BLOCKS_SHARE = 0.5;

/** `only` of one photo: the others are not foretold. */
export type Foretelling = Pick<ChainOptions, "hasPlaces" | "only">;

/** The chain over all cells, exact. */
export function* foretell(
  world: World,
  photos: readonly Opinion[],
  how: Foretelling,
): Generator<Progress, Foretold> {
  const links: Link[] = [];
  for (const { logs, power, placing, ...photo } of photos) {
    links.push({ ...photo, density: densityOf(world, logs, power, placing) });
    yield 0;
  }
  const room = (count: number) => new Float64Array(count);
  const chained = yield* chain(world, links, { room, ...how });
  return {
    ...chained,
    way: (believed) =>
      wayThrough(believed, photos, chained.kinds[0]!.kind, ({ belief }) =>
        belief.map((p, row) => p / world.prior[row]!),
      ),
    of(t) {
      const message = chained.messages[t]!;
      return { message, agreement: agreementOf(world, message, links[t]!) };
    },
  };
}

/**
 * The chain of a large album: first over blocks of 313 km, then over cells in those blocks alone in which photos may be. In the
 * others the cells of a block are foretold alike.
 *
 * @param likely what is believed of a photo's block by itself and by the message of the others, one number per block of 313 km
 */
export function* foretellLarge(
  world: World,
  photos: readonly Opinion[],
  how: Foretelling,
  likely: (t: number, message: Float32Array | Float64Array) => Float64Array,
): Generator<Progress, Foretold> {
  const blocks = yield* told(
    merge(world, () => false),
    0,
  );
  const overBlocks = yield* chainOver(world, blocks, photos, [0, BLOCKS_SHARE], {
    hasPlaces: how.hasPlaces,
  });
  const share = new Float64Array(blocks.world.count);
  for (const t of photos.keys()) {
    const beliefs = likely(t, overBlocks.messages[t]!);
    for (let block = 0; block < share.length; block++) {
      share[block]! += beliefs[block]! / photos.length;
    }
    yield BLOCKS_SHARE;
  }
  const merged = yield* told(merge(world, worthALook(share, blocks)), BLOCKS_SHARE);
  const left = overBlocks.kinds.map(({ kind }) => kind);
  const { messages, links, ...rest } = yield* chainOver(world, merged, photos, [BLOCKS_SHARE, 1], {
    ...how,
    like: left,
  });
  const whole = new Float64Array(world.count);
  return {
    ...rest,
    // The cells were asked about the likeliest kinds of trip alone.
    logEvidence: rest.logEvidence - Math.log(overBlocks.kept),
    *way(believed) {
      const kind = byMembers(world, merged, rest.kinds[0]!.kind);
      const path = yield* wayThrough(believed, photos, kind, ({ belief }) => {
        const masses = massesIn(belief, merged.groups, merged.world.count);
        return masses.map((mass, group) => mass / merged.world.prior[group]!);
      });
      return path.map((group) => merged.members[group]!);
    },
    of(t) {
      const message = messages[t]!;
      for (let row = 0; row < whole.length; row++) whole[row] = message[merged.groups[row]!]!;
      return { message: whole, agreement: agreementOf(merged.world, message, links[t]!) };
    },
  };
}

/** The blocks that hold most, until there is enough. */
export function worthALook(share: Float64Array, { groups }: Merged): (block: number) => boolean {
  const sizes = new Int32Array(share.length);
  for (const block of groups) sizes[block]! += 1;
  const fine = new Set<number>();
  let [held, cells] = [0, 0];
  for (const block of Array.from(share.keys()).sort((a, b) => share[b]! - share[a]!)) {
    if (held >= ENOUGH.share || cells + sizes[block]! > ENOUGH.cells) break;
    fine.add(block);
    held += share[block]!;
    cells += sizes[block]!;
  }
  return (block) => fine.has(block);
}

function* chainOver(
  world: World,
  merged: Merged,
  photos: readonly Opinion[],
  [from, to]: readonly [number, number],
  how: ChainOptions,
): Generator<Progress, Chained & { readonly links: readonly Link[] }> {
  const links: Link[] = [];
  for (const { logs, power, placing, ...photo } of photos) {
    links.push({ ...photo, density: groupDensity(world, merged, logs, power, placing) });
    yield from;
  }
  const steps = chain(merged.world, links, how);
  for (;;) {
    const step = steps.next();
    if (step.done) return { ...step.value, links };
    yield from + (to - from) * step.value;
  }
}

/** A kind of trip in which the way goes through the members of groups alone: a group holds more than a cell, and would draw it in. */
function byMembers({ prior }: World, { members }: Merged, kind: Kind): Kind {
  const { tessellation } = kind;
  const ordered = Float64Array.from(tessellation.order, (group) => prior[members[group]!]!);
  return { ...kind, tessellation: { ...tessellation, ordered } };
}

/** The densities' own means are divided by: in single precision they are not quite 1. */
function agreementOf(
  { prior }: World,
  message: Float32Array | Float64Array,
  { density }: Link,
): number {
  let [agreement, said, foretold] = [0, 0, 0];
  for (let row = 0; row < prior.length; row++) {
    const mass = prior[row]! * message[row]!;
    foretold += mass;
    said += prior[row]! * density[row]!;
    agreement += mass * density[row]!;
  }
  return agreement / (said * foretold);
}

/**
 * The likeliest way through what is believed in the end, not through what each photo says for the others: of that so little counts in
 * an album of many photos that the likeliest way would be to stay on an island, where there is only one way to stay.
 */
function* wayThrough(
  believed: readonly Believed[],
  photos: readonly Opinion[],
  kind: Kind,
  densityOf: (photo: Believed) => Float32Array | Float64Array,
): Generator<Progress, number[]> {
  const links: Link[] = [];
  for (const [t, photo] of believed.entries()) {
    const { belongs } = photo;
    links.push({ gapHours: photos[t]!.gapHours, belongs, density: densityOf(photo) });
    yield 1;
  }
  return yield* told(likeliestPath(links, kind), 1);
}

/** The steps of other work, all told as one. */
export function* told<T>(steps: Generator<unknown, T>, done: Progress): Generator<Progress, T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield done;
  }
}
