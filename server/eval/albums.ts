import { MOST_ALBUM_PHOTOS, solveAlbum } from "../../core/album/album.ts";
import { anchorBelief } from "../../core/album/emission.ts";
import { answerPictures, comparePictures } from "../../core/album/learned.ts";
import type { AlbumOrder, AlbumPhoto } from "../../core/album/photo.ts";
import { type World, worldOf } from "../../core/album/world.ts";
import { bestPoint } from "../../core/belief/best-point.ts";
import { geoScore } from "../../core/belief/geo-score.ts";
import { massBefore } from "../../core/belief/mass-before.ts";
import { rankByDensity } from "../../core/belief/ranking.ts";
import { DEFAULT_OPTIONS } from "../../core/contracts/options.ts";
import type { Geography } from "../../core/earth/geography.ts";
import { rowHolding } from "../../core/earth/land-rows.ts";
import { distanceKm, type LngLat } from "../../core/earth/lng-lat.ts";
import type { AlbumArm, ArmScore } from "../../core/eval/albums/figures.ts";
import type { AlbumRow } from "../../core/eval/albums/trips.ts";
import { createUniform } from "../../core/eval/figures/random.ts";
import type { LearnedSequence, Locator } from "../locate/locator.ts";

export interface AlbumsRequest {
  readonly locator: Pick<Locator, "look" | "sequence">;
  readonly geography: Geography;
  readonly rows: readonly AlbumRow[];
  /** Place of each photo by its id. */
  readonly places: ReadonlyMap<string, LngLat>;
  read(id: string): Promise<Uint8Array>;
  readonly seed: number;
  readonly signal: AbortSignal;
  onProgress(done: number, total: number, what: string): void;
}

interface Known {
  readonly vector: Float32Array;
  readonly belief: Float32Array;
  readonly at: LngLat;
  readonly hours: number | null;
}

const REGION = 0.9;

/** Every album in every arm, over the land cells without their finer parts. Photos are looked at once. */
export async function scoreAlbums(request: AlbumsRequest): Promise<ArmScore[]> {
  const { rows, geography, places, signal } = request;
  const { sequence } = request.locator;
  const looks = new Map<string, Pick<Known, "vector" | "belief">>();
  const alone = new Map<string, Omit<ArmScore, "arm" | "album">>();
  const ids = [...new Set(rows.map(({ photo }) => photo))];
  let world: World | null = null;
  for (const [i, id] of ids.entries()) {
    signal.throwIfAborted();
    const look = await request.locator.look(await request.read(id), DEFAULT_OPTIONS, signal);
    world ??= worldOf(geography.cells, look.prior);
    looks.set(id, { vector: look.vector, belief: look.belief });
    alone.set(id, scoreOf(look.belief, places.get(id)!, geography));
    request.onProgress(i + 1, ids.length, "photos");
  }
  const albums = new Map<string, AlbumRow[]>();
  for (const row of rows) {
    const members = albums.get(row.album) ?? [];
    members.push(row);
    albums.set(row.album, members);
  }
  const scores: ArmScore[] = [];
  const uniform = createUniform(request.seed);
  let done = 0;
  for (const [album, members] of albums) {
    signal.throwIfAborted();
    const add = (arm: AlbumArm, score: Omit<ArmScore, "arm" | "album">) =>
      scores.push({ arm, album, ...score });
    for (const { photo } of members) add("alone", alone.get(photo)!);
    const photos = members.slice(0, MOST_ALBUM_PHOTOS).map(
      ({ photo, hours }): Known => ({
        ...looks.get(photo)!,
        at: places.get(photo)!,
        hours,
      }),
    );
    scoreArms(world!, photos, geography, uniform, add);
    if (sequence) await scoreLearned(sequence, world!, photos, geography, add);
    done += 1;
    request.onProgress(done, albums.size, "albums");
    await new Promise((resolve) => setImmediate(resolve));
  }
  return scores;
}

function scoreArms(
  world: World,
  photos: readonly Known[],
  geography: Geography,
  uniform: () => number,
  add: (arm: AlbumArm, score: Omit<ArmScore, "arm" | "album">) => void,
): void {
  const judge = (arm: AlbumArm, belief: Float32Array, at: LngLat) =>
    add(arm, scoreOf(belief, at, geography));
  const mean = new Float32Array(world.count);
  for (const { belief } of photos) {
    for (let row = 0; row < mean.length; row++) mean[row]! += belief[row]! / photos.length;
  }
  for (const { at } of photos) judge("average", mean, at);

  const together = solved(world, photos, new Set(), geography);
  for (const [i, { at }] of photos.entries()) {
    judge("together", together[i]!, at);
    judge("shifted", together[i]!, photos[(i + 1) % photos.length]!.at);
  }
  const hours = photos.map((photo) => photo.hours);
  for (let i = hours.length - 1; i > 0; i--) {
    const k = Math.floor(uniform() * (i + 1));
    [hours[i], hours[k]] = [hours[k]!, hours[i]!];
  }
  const shuffled = photos.map((photo, i) => ({ ...photo, hours: hours[i]! }));
  const mixed = solved(world, shuffled, new Set(), geography);
  for (const [i, { at }] of photos.entries()) judge("shuffled", mixed[i]!, at);

  for (const count of [1, 2] as const) {
    if (photos.length <= count) continue;
    const anchors = new Set<number>();
    while (anchors.size < count) anchors.add(Math.floor(uniform() * photos.length));
    const anchored = solved(world, photos, anchors, geography);
    for (const [i, photo] of photos.entries()) {
      if (anchors.has(i)) continue;
      judge(`anchor${count}`, anchored[i]!, photo.at);
      const far = (k: number) => Math.abs((photos[k]!.hours ?? 0) - (photo.hours ?? 0));
      const nearest = [...anchors].reduce((best, k) => (far(k) < far(best) ? k : best));
      const km = distanceKm(photos[nearest]!.at, photo.at);
      add(`nearest${count}`, { km, geoScore: geoScore(km), isHeld: null });
    }
  }
}

/** What the bundle's learned model makes of the pictures, and what the album's own model makes of that. */
async function scoreLearned(
  sequence: LearnedSequence,
  world: World,
  photos: readonly Known[],
  geography: Geography,
  add: (arm: AlbumArm, score: Omit<ArmScore, "arm" | "album">) => void,
): Promise<void> {
  const own = photos.map(({ belief, hours }) => ({
    ...{ belief: belief.slice(), hours, isAnchor: false },
  }));
  const compared = ended(comparePictures(world, own, orderOf(photos)));
  const shown = compared.sequence.map((i, t) => ({
    vector: photos[i]!.vector,
    hours: compared.hours[t]!,
  }));
  const joint = sequence.beliefs(shown, DEFAULT_OPTIONS.prior);
  const { photos: learned } = await answerPictures(world, compared, joint);
  for (const [i, { at }] of photos.entries()) {
    add("learned", scoreOf(learned[i]!.belief, at, geography));
  }
  const told = photos.map((photo, i) => ({ ...photo, belief: learned[i]!.belief }));
  for (const [i, belief] of solved(world, told, new Set(), geography).entries()) {
    add("learnedTogether", scoreOf(belief, photos[i]!.at, geography));
  }
}

function solved(
  world: World,
  photos: readonly Pick<Known, "belief" | "hours" | "at">[],
  anchors: ReadonlySet<number>,
  { cells }: Geography,
): Float32Array[] {
  const album = photos.map(({ belief, hours, at }, i): AlbumPhoto => {
    const row = anchors.has(i) ? rowHolding(cells, at) : -1;
    return row < 0
      ? { belief: belief.slice(), hours, isAnchor: false }
      : { belief: anchorBelief(world, row), hours, isAnchor: true };
  });
  return ended(solveAlbum(world, album, orderOf(photos))).photos.map(({ belief }) => belief);
}

function orderOf(photos: readonly Pick<Known, "hours">[]): AlbumOrder {
  return photos.some(({ hours }) => hours !== null) ? "time" : "given";
}

function ended<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function scoreOf(
  belief: Float32Array,
  at: LngLat,
  geography: Geography,
): Omit<ArmScore, "arm" | "album"> {
  const { cells } = geography;
  const posterior = { cells, probability: Float64Array.from(belief), fine: [] };
  const ranking = rankByDensity(posterior);
  const km = distanceKm(bestPoint(posterior, ranking, geography).at, at);
  const before = massBefore(posterior, ranking, at);
  return { km, geoScore: geoScore(km), isHeld: before !== null && before < REGION };
}
