import {
  type AlbumOrder,
  type AlbumPhoto,
  MOST_ALBUM_PHOTOS,
  type SolvedAlbum,
  solveAlbum,
} from "../../core/album/album.ts";
import { anchorBelief } from "../../core/album/emission.ts";
import { type World, worldOf } from "../../core/album/world.ts";
import { GraticuleError } from "../../core/contracts/errors.ts";
import type { PredictionOptions } from "../../core/contracts/options.ts";
import type { Geography } from "../../core/earth/geography.ts";
import { rowHolding } from "../../core/earth/land-rows.ts";
import { toPosition } from "../../core/earth/lng-lat.ts";
import type { PhotoOutcome } from "../../core/formats/photo-outcome.ts";
import type { Locator, Look } from "../locate/locator.ts";
import { createTurns } from "../process/turns.ts";

/** A photo of an album, before it is read. */
export interface AlbumFile {
  readonly file: string;
  read(): Promise<Uint8Array>;
  /** When it was taken, hours on the album's one clock; null where nobody knows; `exif`: as the photo's file says. */
  readonly hours: number | null | "exif";
}

export interface AlbumQuestion {
  readonly order: AlbumOrder;
  /** Whether positions that the files state count as known. */
  readonly usesPositions: boolean;
  readonly options: PredictionOptions;
}

export interface AlbumWatch {
  readonly signal: AbortSignal;
  onProgress?(done: number, total: number, what: string): void;
}

export interface LocatedAlbum {
  /** In the order of the files: an answer, or why there is none. */
  readonly outcomes: readonly PhotoOutcome[];
  /** Numbers of the answered photos from first to last. */
  readonly sequence: readonly number[];
  /** Hours of each file, null where they are not known. */
  readonly hours: readonly (number | null)[];
  /** Probability that the photos belong together at all. */
  readonly belongs: number;
}

/** Work is told of in so many parts. */
const PARTS = 100;

/**
 * Photos that belong together to the answer of each. Photos that cannot be read are left out of the album and said so.
 *
 * @throws GraticuleError "parameter_invalid" for more photos than an album may have, before any is read, and "cancelled" once the
 * signal aborts
 */
export async function locateAlbum(
  locator: Pick<Locator, "look">,
  geography: Geography,
  files: readonly AlbumFile[],
  question: AlbumQuestion,
  watch: AlbumWatch,
): Promise<LocatedAlbum> {
  if (files.length > MOST_ALBUM_PHOTOS) {
    throw new GraticuleError(
      "parameter_invalid",
      `An album has at most ${MOST_ALBUM_PHOTOS} photos, got ${files.length}: time and memory are bounded. Part it by days or places.`,
    );
  }
  const { signal } = watch;
  const outcomes: PhotoOutcome[] = [];
  const looks = new Map<number, Look>();
  for (const [i, { file, read }] of files.entries()) {
    throwIfCancelled(signal);
    try {
      looks.set(i, await locator.look(await read(), question.options, signal));
    } catch (error) {
      throwIfCancelled(signal);
      outcomes[i] = { file, reason: (error as Error).message };
    }
    watch.onProgress?.(i + 1, files.length, "photos");
  }
  const hours = files.map(({ hours: known }, i) =>
    known === "exif" ? exifHours(looks.get(i)?.exif ?? null) : known,
  );
  const numbers = [...looks.keys()];
  if (numbers.length === 0) return { outcomes, sequence: [], hours, belongs: 0 };
  const world = worldOf(geography.cells, looks.get(numbers[0]!)!.prior);
  const photos = numbers.map((i) =>
    toAlbumPhoto(looks.get(i)!, hours[i]!, world, geography, question.usesPositions),
  );
  const solved = await inTurns(solveAlbum(world, photos, question.order), watch);
  const path = new Map(solved.sequence.map((at, t) => [at, solved.path[t]!]));
  for (const [at, i] of numbers.entries()) {
    throwIfCancelled(signal);
    const { belief, belongs, bits } = solved.photos[at]!;
    const prediction = await looks.get(i)!.answer(belief, signal);
    const { lng, lat } = geography.cells;
    const row = path.get(at)!;
    const album = {
      photos: numbers.length,
      belongs,
      bits,
      path: toPosition([lng[row]!, lat[row]!]),
    };
    outcomes[i] = { file: files[i]!.file, prediction: { ...prediction, album } };
    watch.onProgress?.(at + 1, numbers.length, "answers");
  }
  return {
    outcomes,
    sequence: solved.sequence.map((at) => numbers[at]!),
    hours,
    belongs: solved.belongs,
  };
}

function toAlbumPhoto(
  { belief, exif }: Look,
  hours: number | null,
  world: World,
  geography: Geography,
  usesPositions: boolean,
): AlbumPhoto {
  const at =
    usesPositions && exif && exif.lat !== null && exif.lng !== null
      ? rowHolding(geography.cells, [exif.lng, exif.lat])
      : -1;
  if (at < 0) return { belief, hours, isAnchor: false };
  return { belief: anchorBelief(world, at), hours, isAnchor: true };
}

/** A camera's local time as hours on one clock: zones are not known, and an hour or two of them is little on a trip. */
function exifHours(exif: Look["exif"]): number | null {
  return exif?.takenAt ? Date.parse(`${exif.takenAt}Z`) / 3_600_000 : null;
}

async function inTurns(
  steps: ReturnType<typeof solveAlbum>,
  { signal, onProgress }: AlbumWatch,
): Promise<SolvedAlbum> {
  const takeTurn = createTurns();
  for (;;) {
    await takeTurn();
    throwIfCancelled(signal);
    const step = steps.next();
    if (step.done) return step.value;
    onProgress?.(Math.floor(PARTS * step.value), PARTS, "album");
  }
}

function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new GraticuleError("cancelled", "The album was given up.");
}
