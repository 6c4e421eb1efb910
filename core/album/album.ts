import { belonging, commonShare, type Parts } from "./agreement.ts";
import type { Progress } from "./chain.ts";
import { type Level, levelOf, massesIn, profileOf, toLogRatios } from "./emission.ts";
import {
  type Foretold,
  foretell,
  foretellLarge,
  MOST_EXACT_PHOTOS,
  type Opinion,
  told,
} from "./foretelling.ts";
import { MERGED_LEVEL } from "./merging.ts";
import { type Exponents, exponents, type Sameness, samenessOf, type Witness } from "./sharing.ts";
import type { World } from "./world.ts";

/** A photo of an album. */
export interface AlbumPhoto {
  /**
   * What is believed of it by itself, over the land cells; sums to 1. The album takes the array over and writes what is believed
   * together into it: 500 photos have no room for both.
   */
  readonly belief: Float32Array;
  /** When it was taken, hours on the album's one clock; null where that is not known. */
  readonly hours: number | null;
  /** Whether its file says where it was taken: the belief is then `anchorBelief`. */
  readonly isAnchor: boolean;
}

/**
 * What is known of the order: `time` by the hours, photos without them anywhere among the others; `given` as they stand, usual gaps
 * between them; `none` a set.
 */
export type AlbumOrder = "time" | "given" | "none";

/** What is believed of a photo once the others are known. */
export interface Together {
  /** Over the land cells; sums to 1. The array that the photo had. */
  readonly belief: Float32Array;
  /** Probability that the photo belongs to the album, 0 to 1. */
  readonly belongs: number;
  /** How much better the others foretell the photo than the prior does, bits; below 0: they speak against it. */
  readonly bits: number;
}

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
}

/** Photos that one album may have: time and memory are bounded (docs/albums.md). */
export const MOST_ALBUM_PHOTOS = 500;

/** Hours between photos of which only the order is known. */
const USUAL_GAP_HOURS = 6;
/** Level of the blocks, 625 km wide, one above those that are merged, that agreement is measured in, and in which photos of one album err together. */
const REGION_LEVEL = 4;
/** Less than this counts as this, so that what the others say is a finite number of bits. */
const LEAST_FORETOLD = 1e-30;
/** Probability that a position in a file is of this album. */
const ANCHOR_BELONGS = 0.99;

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
    if (isLarge) blocks.push(massesIn(belief, merged.blocks[0]!, merged.prior[0]!.length));
    const information = toLogRatios(world, belief);
    witnesses.push({ hours, information, profile: profileOf(world, belief) });
    yield 0;
  }
  const same = yield* told(samenessOf(witnesses), 0);
  for (const [i, { isAnchor }] of photos.entries()) {
    // Positions of files err each on its own.
    if (!isAnchor) continue;
    for (const [k, others] of same.entries()) others[i] = same[i]![k] = 0;
  }
  const compared = photos.map(({ isAnchor }, i) => ({ parts: parts[i]!, isAnchor }));
  const common = yield* told(commonShare(compared, same), 0);
  const belongs = belonging(
    common,
    photos.some(({ isAnchor }) => isAnchor),
  );
  yield 0;
  const powers = powersOf(photos, witnesses, same);
  yield 0;
  const sequence = sequenceOf(photos, witnesses, order);
  const opinions = sequence.map(
    (i, t): Opinion => ({
      logs: photos[i]!.belief,
      power: powers[i]!.shared,
      gapHours: gapBefore(photos, sequence, t, order),
      belongs: photos[i]!.isAnchor ? ANCHOR_BELONGS : belongs,
    }),
  );
  const owns = sequence.map((i): Own => ({ parts: parts[i]!, powers: powers[i]!, region }));
  const foretold = yield* isLarge
    ? foretellLarge(world, opinions, (t, message) =>
        likelyBlocks(world, blocks[sequence[t]!]!, owns[t]!, message),
      )
    : foretell(world, opinions);
  const together: Together[] = [];
  for (const [t, i] of sequence.entries()) {
    together[i] = believed(world, opinions[t]!, foretold.of(t), owns[t]!);
    yield 1;
  }
  const path = yield* foretold.way(sequence.map((i) => together[i]!));
  return {
    photos: together,
    sequence,
    path,
    belongs,
    bits: foretold.logEvidence / Math.LN2,
    extentKm: foretold.kinds[0]!.kind.extentKm,
  };
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
function sequenceOf(
  photos: readonly AlbumPhoto[],
  witnesses: readonly Witness[],
  order: AlbumOrder,
): number[] {
  const numbers = Array.from(photos.keys());
  if (order !== "time") return numbers;
  return numbers.sort((a, b) => {
    const [before, after] = [photos[a]!.hours, photos[b]!.hours];
    if (before === null || after === null) return Number(before === null) - Number(after === null);
    return before - after || witnesses[a]!.information - witnesses[b]!.information;
  });
}

function gapBefore(
  photos: readonly AlbumPhoto[],
  sequence: readonly number[],
  t: number,
  order: AlbumOrder,
): number | null {
  if (t === 0 || order === "none") return null;
  if (order === "given") return USUAL_GAP_HOURS;
  const [before, after] = [photos[sequence[t - 1]!]!.hours, photos[sequence[t]!]!.hours];
  return before === null || after === null ? null : after - before;
}

interface Own {
  readonly parts: Parts;
  readonly powers: Exponents;
  readonly region: Level;
}

/**
 * What a photo says and what the others say, joined: `prior * ratio^own * region ratio^(shared - own) * message` where it belongs
 * to the album, its own belief where it does not. The region ratio is the photo's likelihood ratio of the block of 625 km: of the
 * region photos of one album err together, of what lies where in it each by itself. Written over the photo's log ratios.
 */
function believed(
  { prior, count }: World,
  { belongs, logs: belief }: Opinion,
  { message, agreement }: ReturnType<Foretold["of"]>,
  { parts, powers, region }: Own,
): Together {
  let foretold = 0;
  for (let row = 0; row < count; row++) {
    const others = prior[row]! * message[row]!;
    const log = belief[row]!;
    const ratio = Math.exp(log);
    belief[row] = prior[row]! * ratio;
    foretold += others * ratio;
    message[row] = others * (powers.own === 1 ? ratio : Math.exp(powers.own * log));
  }
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
  return { belief, belongs: after, bits: Math.log2(Math.max(foretold, LEAST_FORETOLD)) };
}

/**
 * What `believed` comes to for the blocks of 313 km, the region ratio that of the first tessellation alone: enough to see where it
 * is worth while to look at cells.
 */
function likelyBlocks(
  { tessellations }: World,
  own: Float64Array,
  { parts, powers, region }: Own,
  message: Float32Array | Float64Array,
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
