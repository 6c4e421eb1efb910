import { believed, likelyBlocks, type Own, type Together } from "./believed.ts";
import { belongingOf, type Parts } from "./belonging.ts";
import type { Progress } from "./chain.ts";
import { type Clock, setClocks } from "./clocks.ts";
import { type Level, levelOf, massesIn, profileOf, toLogRatios } from "./emission.ts";
import {
  type Believed,
  foretell,
  foretellLarge,
  MOST_EXACT_PHOTOS,
  type Opinion,
  told,
} from "./foretelling.ts";
import { MERGED_LEVEL } from "./merging.ts";
import type { Placing } from "./placing.ts";
import { type Exponents, exponents, type Sameness, samenessOf, type Witness } from "./sharing.ts";
import type { World } from "./world.ts";

/** A photo of an album. */
export interface AlbumPhoto {
  /**
   * What is believed of it by itself, over the land cells; sums to 1. The album takes the array over and writes what is believed
   * together into it: 500 photos have no room for both.
   */
  readonly belief: Float32Array;
  /** When it was taken by its camera's clock, hours; null where that is not known. */
  readonly hours: number | null;
  /** Whether its file says where it was taken: the belief is then `anchorBelief`. */
  readonly isAnchor: boolean;
  /** Its camera, whose clock may be off those of others by hours; left out or null where that is not known. */
  readonly camera?: string | null;
  /**
   * What a track knows of its place, by so many hours that its camera's clock is off. It counts unless the picture speaks against it: a
   * screenshot, or a photo of somebody else, was not taken where its owner was.
   */
  placing?(offsetHours: number): Placing | null;
}

/**
 * What is known of the order: `time` by the hours, photos without them anywhere among the others; `given` as they stand, usual gaps
 * between them; `none` a set.
 */
export type AlbumOrder = "time" | "given" | "none";

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

/** Photos that one album may have: time and memory are bounded (docs/albums.md). */
export const MOST_ALBUM_PHOTOS = 500;

/** Hours between photos of which only the order is known. */
const USUAL_GAP_HOURS = 6;
/** Level of the blocks, 625 km wide, one above those that are merged, that agreement is measured in, and in which photos of one album err together. */
const REGION_LEVEL = 4;
/** What is left for other places where one is known: a way that is confined to a block still passes. */
const LEAST_ON_THE_WAY = 1e-9;
/** Probability that a photo was taken where the track was at its time, before the picture is asked. An assumption. */
const PLACED_BELONGS = 0.98;

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
  if (photos.length > MOST_ALBUM_PHOTOS) {
    throw new RangeError(`an album has at most ${MOST_ALBUM_PHOTOS} photos, got ${photos.length}`);
  }
  const region = levelOf(world, REGION_LEVEL);
  const parts: Parts[] = [];
  const witnesses: Witness[] = [];
  const isLarge = photos.length > mostExact;
  const merged = levelOf(world, MERGED_LEVEL);
  const blocks: Float64Array[] = [];
  for (const { belief, hours } of photos) {
    parts.push(partsOf(belief, region));
    blocks.push(massesIn(belief, merged.blocks[0]!, merged.prior[0]!.length));
    const information = toLogRatios(world, belief);
    witnesses.push({ hours, information, profile: profileOf(world, belief) });
    yield 0;
  }
  const anchors = photos.map(({ isAnchor }) => isAnchor);
  const same = yield* samenessOfAll(witnesses, anchors);
  const compared = photos.map(({ isAnchor }, i) => ({ parts: parts[i]!, isAnchor }));
  const placings = photos.map((photo) => photo.placing?.(0) ?? null);
  const hasPlaces = anchors.includes(true) || placings.some((placing) => placing !== null);
  const belonging = yield* told(belongingOf(compared, same, hasPlaces), 0);
  yield 0;
  const read = powersOf(photos, witnesses, same);
  yield 0;
  const belongsOf = (i: number) => (placings[i] ? PLACED_BELONGS : belonging.photos[i]!);
  const clocks =
    order === "time"
      ? yield* setClocks(
          world,
          photos.map(({ belief, hours, isAnchor, camera = null }, i) => ({
            ...{ hours, camera, isAnchor, blocks: blocks[i]!, logs: belief },
            ...{ power: read[i]!.own, belongs: belongsOf(i) },
          })),
        )
      : [];
  const set = photos.map((photo, i) => setBy(clocks, photo, witnesses[i]!));
  const isSame = clocks.every(({ offsetHours }) => offsetHours === 0);
  const powers = isSame ? read : powersOf(photos, set, yield* samenessOfAll(set, anchors));
  for (const [i, photo] of photos.entries()) {
    const offset = offsetOf(clocks, photo);
    if (offset !== 0) placings[i] = photo.placing?.(offset) ?? null;
  }
  const sequence = sequenceOf(set, order);
  const opinions = sequence.map(
    (i, t): Opinion => ({
      logs: photos[i]!.belief,
      power: powers[i]!.shared,
      gapHours: gapBefore(set, sequence, t, order),
      belongs: belongsOf(i),
      placing: placings[i]!,
    }),
  );
  const owns = sequence.map((i): Own => ({ parts: parts[i]!, powers: powers[i]!, region }));
  const foretold = yield* isLarge
    ? foretellLarge(world, opinions, hasPlaces, (t, message) =>
        likelyBlocks(
          world,
          { own: blocks[sequence[t]!]!, blocks: merged.blocks[0]! },
          ...([owns[t]!, message, opinions[t]!.placing] as const),
        ),
      )
    : foretell(world, opinions, hasPlaces);
  const together: Together[] = [];
  for (const [t, i] of sequence.entries()) {
    together[i] = believed(world, opinions[t]!, foretold.of(t), owns[t]!);
    yield 1;
  }
  const places = sequence.map((i) => (anchors[i] ? likeliest(together[i]!.belief) : null));
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

function likeliest(belief: Float32Array): number {
  return belief.reduce((best, p, row) => (p > belief[best]! ? row : best), 0);
}

/** A known place is on the way, however far it is from the others. */
function knownAt({ prior }: World, place: number): Believed {
  const belief = Float32Array.from(prior, (p) => LEAST_ON_THE_WAY * p);
  belief[place] = 1;
  return { belief, belongs: 1 };
}

function* samenessOfAll(
  witnesses: readonly Witness[],
  anchors: readonly boolean[],
): Generator<Progress, Sameness> {
  const same = yield* told(samenessOf(witnesses), 0);
  for (const [i, isAnchor] of anchors.entries()) {
    // Positions of files err each on its own.
    if (!isAnchor) continue;
    for (const [k, others] of same.entries()) others[i] = same[i]![k] = 0;
  }
  return same;
}

function offsetOf(clocks: readonly Clock[], { camera }: AlbumPhoto): number {
  return clocks.find((clock) => clock.camera === camera)?.offsetHours ?? 0;
}

/** A witness whose time is that of the album's one clock. */
function setBy(clocks: readonly Clock[], photo: AlbumPhoto, witness: Witness): Witness {
  const { hours } = photo;
  return hours === null ? witness : { ...witness, hours: hours + offsetOf(clocks, photo) };
}

function partsOf(belief: Float32Array, { blocks, prior }: Level): Parts {
  return blocks.map((rows, turn) => {
    const before = prior[turn]!;
    const masses = massesIn(belief, rows, before.length);
    return Float32Array.from(masses, (mass, b) => mass / Math.sqrt(before[b]!));
  });
}

function powersOf(
  photos: readonly AlbumPhoto[],
  witnesses: readonly Witness[],
  same: Sameness,
): Exponents[] {
  const pictures = Array.from(photos.keys()).filter((i) => !photos[i]!.isAnchor);
  const shared = exponents(
    pictures.map((i) => witnesses[i]!),
    pictures.map((i) => same[i]!.filter((_, k) => !photos[k]!.isAnchor)),
  );
  let next = 0;
  return photos.map(({ isAnchor }) => (isAnchor ? { own: 1, shared: 1 } : shared[next++]!));
}

/** First to last; photos of one moment by what they tell, so that a reversed album has the same order reversed. */
function sequenceOf(witnesses: readonly Witness[], order: AlbumOrder): number[] {
  const numbers = Array.from(witnesses.keys());
  if (order !== "time") return numbers;
  return numbers.sort((a, b) => {
    const [before, after] = [witnesses[a]!.hours, witnesses[b]!.hours];
    if (before === null || after === null) return Number(before === null) - Number(after === null);
    return before - after || witnesses[a]!.information - witnesses[b]!.information;
  });
}

function gapBefore(
  photos: readonly Pick<Witness, "hours">[],
  sequence: readonly number[],
  t: number,
  order: AlbumOrder,
): number | null {
  if (t === 0 || order === "none") return null;
  if (order === "given") return USUAL_GAP_HOURS;
  const [before, after] = [photos[sequence[t - 1]!]!.hours, photos[sequence[t]!]!.hours];
  return before === null || after === null ? null : after - before;
}
