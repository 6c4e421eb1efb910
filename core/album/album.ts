import { type Asked, ask } from "./asked.ts";
import { believed, likelyBlocks, type Together } from "./believed.ts";
import type { Progress } from "./chain.ts";
import type { Clock } from "./clocks.ts";
import {
  type Believed,
  type Foretold,
  foretell,
  foretellLarge,
  MOST_EXACT_PHOTOS,
} from "./foretelling.ts";
import { type Levels, levelsOf, type Member, memberOf } from "./member.ts";
import type { AlbumOrder, AlbumPhoto } from "./photo.ts";
import type { World } from "./world.ts";

export interface SolvedAlbum {
  /** In the order of the photos that were given. */
  readonly photos: readonly Together[];
  /** The photos from first to last, by their number: those without a time stand last. */
  readonly sequence: readonly number[];
  /** Row of the land cell of each photo of the sequence on the likeliest way through all of them. */
  readonly path: readonly number[];
  /** Probability that the photos belong together at all, before each is compared with the others. */
  readonly belongs: number;
  /** How much better the photos are explained together than one by one, bits; below 0: worse. */
  readonly bits: number;
  /** Width of the block that the trip lies in under the likeliest kind of trip, km; null: the whole world. */
  readonly extentKm: number | null;
  /** How far the clocks of all cameras but the first are off; those that show the same time are among them, with 0. */
  readonly clocks: readonly Clock[];
}

/** An album that photos are added to: what was found out of those before and of their pairs is kept. */
export interface OpenAlbum {
  /**
   * Takes the photo's belief over.
   *
   * @returns its number, from 0 on
   * @throws RangeError for more than `MOST_ALBUM_PHOTOS`
   */
  add(photo: AlbumPhoto): number;
  /** What is believed of all that were added, as `solveAlbum` would have it of all of them at once. */
  solve(order: AlbumOrder): Generator<Progress, SolvedAlbum>;
  /** The same of one of them alone, in less time. */
  locate(number: number, order: AlbumOrder): Generator<Progress, Together>;
}

/** Photos that one album may have: time and memory are bounded (docs/albums.md). */
export const MOST_ALBUM_PHOTOS = 500;

/** What is left for other places where one is known: a way that is confined to a block still passes. */
const LEAST_ON_THE_WAY = 1e-9;

/**
 * Photos of one album to what is believed of each by all of them (docs/albums.md). Pauses often, each time telling how much is
 * done; who drops the generator has cancelled it.
 *
 * @param mostExact albums of more photos are solved over blocks first (`foretellLarge`)
 * @throws RangeError for more than `MOST_ALBUM_PHOTOS`
 */
export function* solveAlbum(
  world: World,
  photos: readonly AlbumPhoto[],
  order: AlbumOrder,
  mostExact = MOST_EXACT_PHOTOS,
): Generator<Progress, SolvedAlbum> {
  checkCount(photos.length);
  const levels = levelsOf(world);
  const members: Member[] = [];
  for (const photo of photos) {
    members.push(memberOf(world, levels, photo, members));
    yield 0;
  }
  // Nobody asks again: what is believed is written over what each photo says.
  return yield* solved(world, levels, members, { order, mostExact, room: ({ logs }) => logs });
}

/**
 * An album of no photos yet. Keeps the belief of every photo, and answers in as much memory again.
 *
 * @param mostExact as `solveAlbum` has it
 */
export function openAlbum(world: World, mostExact = MOST_EXACT_PHOTOS): OpenAlbum {
  const levels = levelsOf(world);
  const members: Member[] = [];
  const room = () => new Float32Array(world.count);
  return {
    add(photo) {
      checkCount(members.length + 1);
      members.push(memberOf(world, levels, photo, members));
      return members.length - 1;
    },
    solve: (order) => solved(world, levels, members.slice(), { order, mostExact, room }),
    *locate(number, order) {
      const asked = yield* ask(world, levels, members, order);
      const t = asked.sequence.indexOf(number);
      if (t < 0) throw new RangeError(`the album has no photo ${number}`);
      const foretold = yield* foretelling(world, levels, members, { asked, mostExact, only: t });
      return believed(world, asked.opinions[t]!, foretold.of(t), asked.owns[t]!, room());
    },
  };
}

function checkCount(photos: number): void {
  if (photos <= MOST_ALBUM_PHOTOS) return;
  throw new RangeError(`an album has at most ${MOST_ALBUM_PHOTOS} photos, got ${photos}`);
}

interface Solving {
  readonly order: AlbumOrder;
  readonly mostExact: number;
  /** Where the answer of a photo is written. */
  room(member: Member): Float32Array;
}

function* solved(
  world: World,
  levels: Levels,
  members: readonly Member[],
  { order, mostExact, room }: Solving,
): Generator<Progress, SolvedAlbum> {
  const asked = yield* ask(world, levels, members, order);
  const { sequence, opinions, owns, belonging, clocks } = asked;
  const foretold = yield* foretelling(world, levels, members, { asked, mostExact });
  const together: Together[] = [];
  for (const [t, i] of sequence.entries()) {
    together[i] = believed(world, opinions[t]!, foretold.of(t), owns[t]!, room(members[i]!));
    yield 1;
  }
  const places = sequence.map((i) => {
    return members[i]!.photo.isAnchor ? likeliest(together[i]!.belief) : null;
  });
  const way = yield* foretold.way(
    sequence.map((i, t) => (places[t] === null ? together[i]! : knownAt(world, places[t]!))),
  );
  // Under a kind of trip that is confined to a block the way may miss one.
  const path = way.map((row, t) => places[t] ?? row);
  return {
    photos: together,
    sequence,
    path,
    belongs: belonging.album,
    bits: foretold.logEvidence / Math.LN2,
    extentKm: foretold.kinds[0]!.kind.extentKm,
    clocks,
  };
}

/** @param only of one photo of the sequence alone */
function foretelling(
  world: World,
  { merged }: Levels,
  members: readonly Member[],
  how: { readonly asked: Asked; readonly mostExact: number; readonly only?: number },
): Generator<Progress, Foretold> {
  const { asked, mostExact, only } = how;
  const { sequence, opinions, owns, hasPlaces } = asked;
  if (members.length <= mostExact) return foretell(world, opinions, { hasPlaces, only });
  return foretellLarge(world, opinions, { hasPlaces, only }, (t, message) =>
    likelyBlocks(
      world,
      { own: members[sequence[t]!]!.blocks, blocks: merged.blocks[0]! },
      ...([owns[t]!, message, opinions[t]!.placing] as const),
    ),
  );
}

function likeliest(belief: Float32Array): number {
  return belief.reduce((best, p, row) => (p > belief[best]! ? row : best), 0);
}

/** A known place is on the way, however far it is from the others. */
function knownAt({ prior }: World, place: number): Believed {
  const belief = Float32Array.from(prior, (p) => LEAST_ON_THE_WAY * p);
  belief[place] = 1;
  return { belief, belongs: 1 };
}
