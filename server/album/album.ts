import { MOST_ALBUM_PHOTOS, solveAlbum } from "../../core/album/album.ts";
import type { Progress } from "../../core/album/chain.ts";
import type { Clock } from "../../core/album/clocks.ts";
import { anchorBelief } from "../../core/album/emission.ts";
import type { AlbumOrder, AlbumPhoto } from "../../core/album/photo.ts";
import { placingAt } from "../../core/album/placing.ts";
import { type Whereabouts, whereaboutsAt, whereaboutsAtLocal } from "../../core/album/track.ts";
import type { World } from "../../core/album/world.ts";
import type { SequenceModelName } from "../../core/contracts/bundle.ts";
import { GraticuleError } from "../../core/contracts/errors.ts";
import type { AlbumShare, Prediction } from "../../core/contracts/prediction.ts";
import type { Geography } from "../../core/earth/geography.ts";
import { rowHolding } from "../../core/earth/land-rows.ts";
import { type Position, toPosition } from "../../core/earth/lng-lat.ts";
import type { PhotoOutcome } from "../../core/formats/photo-outcome.ts";
import type { TakeTurn } from "../../core/locate/turns.ts";
import type { Locator, Look } from "../locate/locator.ts";
import { createTurns } from "../process/turns.ts";
import { exifHours } from "./hours.ts";
import { chosenModel, isPicturesAlone, solveLearned } from "./learned.ts";
import { recalled, seen } from "./looks.ts";
import {
  type AboutFile,
  type AlbumFile,
  type AlbumQuestion,
  type AlbumWatch,
  throwIfCancelled,
} from "./question.ts";
import { worldUnder } from "./world.ts";

/** An album that is solved; its photos' answers are long and made one by one. */
export interface AlbumSolution {
  readonly model: Prediction["model"];
  readonly order: AlbumOrder;
  /** Numbers of the answered photos from first to last. */
  readonly sequence: readonly number[];
  /** Hours of each file, null where they are not known. */
  readonly hours: readonly (number | null)[];
  /** When each camera says that it took its photo, local time; null where it does not, and for photos that could not be read. */
  readonly takenAt: readonly (string | null)[];
  /** Probability that the photos belong together at all. */
  readonly belongs: number;
  /** Which model answers. */
  readonly by: SequenceModelName;
  /** Whether the learned model was wanted, but does not know of places that are known. */
  readonly isPassedOver: boolean;
  /** How far the clocks of cameras are off that of the first. */
  readonly clocks: readonly Clock[];
  /** By the number of a photo that was read: what the others make of it. */
  readonly shares: ReadonlyMap<number, AlbumShare>;
  /** The answer of each file, in their order, or why there is none. */
  answers(): AsyncGenerator<PhotoOutcome, void>;
}

/**
 * An album solved by the model that answers at the moment, which stays open until the solution was used. Throws what `solveFiles`
 * throws.
 */
export type SolveAlbum = <T>(
  files: readonly AlbumFile[],
  question: AlbumQuestion,
  watch: AlbumWatch,
  use: (solution: AlbumSolution) => Promise<T>,
) => Promise<T>;

export interface LocatedAlbum
  extends Pick<AlbumSolution, "sequence" | "hours" | "belongs" | "by" | "isPassedOver" | "clocks"> {
  /** In the order of the files: an answer, or why there is none. */
  readonly outcomes: readonly PhotoOutcome[];
}

/** What an album asks of the model that answers. */
type AlbumLocator = Pick<Locator, "look" | "model" | "recall" | "sequence" | "shown">;

/** Work is told of in so many parts. */
const PARTS = 100;

/**
 * Photos that belong together to the answer of each. Photos that cannot be read are left out of the album and said so.
 *
 * @throws GraticuleError as `solveFiles` does
 */
export async function locateAlbum(
  locator: AlbumLocator,
  geography: Geography,
  files: readonly AlbumFile[],
  question: AlbumQuestion,
  watch: AlbumWatch,
): Promise<LocatedAlbum> {
  const { answers, sequence, hours, belongs, by, isPassedOver, clocks } = await solveFiles(
    locator,
    geography,
    files,
    question,
    watch,
  );
  const outcomes: PhotoOutcome[] = [];
  for await (const outcome of answers()) outcomes.push(outcome);
  return { outcomes, sequence, hours, belongs, by, isPassedOver, clocks };
}

/**
 * Photos that belong together, solved.
 *
 * @throws GraticuleError "parameter_invalid" for more photos than an album may have, before any is read, and for looks that cannot
 * be used, each of them named; "cancelled" once the signal aborts
 */
export async function solveFiles(
  locator: AlbumLocator,
  geography: Geography,
  files: readonly AlbumFile[],
  question: AlbumQuestion,
  watch: AlbumWatch,
): Promise<AlbumSolution> {
  if (files.length > MOST_ALBUM_PHOTOS) {
    throw new GraticuleError(
      "parameter_invalid",
      `An album has at most ${MOST_ALBUM_PHOTOS} photos, got ${files.length}: time and memory are bounded. Part it by days or places.`,
    );
  }
  const { signal, takeTurn = createTurns() } = watch;
  let by = chosenModel(locator, question.sequence);
  let isPassedOver = false;
  const looks = await recalled(locator, files, question, signal, takeTurn);
  const [first] = looks.values();
  const { prior } = first ? { prior: first.priorName } : question.options;
  const reasons = await seen(locator, files, { ...question.options, prior }, watch, looks);
  const exifs = files.map(
    ({ hours: known }, i) => (known === "exif" && looks.get(i)?.exif) || null,
  );
  const byExif = exifHours(exifs);
  const isZoneless = exifs.every((exif) => !exif?.utcOffset);
  const hours = files.map(({ hours: known }, i) => (known === "exif" ? byExif[i]! : known));
  const order = question.order ?? (hours.some((at) => at !== null) ? "time" : "given");
  const numbers = [...looks.keys()].sort((a, b) => a - b);
  const shares = new Map<number, AlbumShare>();
  const beliefs = new Map<number, Float32Array>();
  let [sequence, belongs]: [readonly number[], number] = [[], 0];
  let clocks: readonly Clock[] = [];
  if (numbers.length > 0) {
    const world = await worldUnder(geography.cells, looks.get(numbers[0]!)!.prior, takeTurn);
    const photos = numbers.map((i) => toAlbumPhoto(i, world));
    const steps = <T>(work: Generator<Progress, T>) => inTurns(work, watch, takeTurn);
    // One photo has its own answer, and a learned model knows nothing of places that are known.
    isPassedOver = by === "learned" && !isPicturesAlone(photos);
    if (photos.length === 1 || isPassedOver) by = "hmm";
    const seenLooks = numbers.map((i) => looks.get(i)!);
    const solved = await (by === "learned"
      ? solveLearned(locator.sequence!, world, photos, seenLooks, order, signal, steps)
      : steps(solveAlbum(world, photos, order)));
    clocks = solved.clocks;
    const path = new Map(solved.sequence.map((at, t) => [at, solved.path[t]!]));
    const { lng, lat } = geography.cells;
    for (const [at, i] of numbers.entries()) {
      const { belief, belongs: own, bits } = solved.photos[at]!;
      const row = path.get(at)!;
      const place = locator.shown([lng[row]!, lat[row]!]);
      const clock = clocks.find(({ camera }) => camera === photos[at]!.camera);
      shares.set(i, {
        ...{ photos: numbers.length, belongs: own, bits, path: place },
        ...(clock ? { clock } : {}),
        ...shownTrack(photos[at]!.isAnchor ? null : whereaboutsOf(i, clock?.offsetHours ?? 0)),
      });
      beliefs.set(i, belief);
    }
    sequence = solved.sequence.map((at) => numbers[at]!);
    belongs = solved.belongs;
  }

  function toAlbumPhoto(i: number, world: World): AlbumPhoto {
    const { belief } = looks.get(i)!;
    const position = positionOf(files[i]!, looks.get(i)!, question);
    const at = position ? rowHolding(geography.cells, [position.lng, position.lat]) : -1;
    const { camera = looks.get(i)!.exif?.camera ?? null } = files[i]!;
    const taken = { hours: hours[i]!, camera };
    if (at < 0) {
      const placing = (offset: number) => {
        const around = whereaboutsOf(i, offset);
        return around && placingAt(geography.cells, around);
      };
      return { ...taken, belief, isAnchor: false, placing };
    }
    return { ...taken, belief: anchorBelief(world, at), isAnchor: true };
  }

  function whereaboutsOf(i: number, offsetHours: number): Whereabouts | null {
    const { around, isLocal = files[i]!.hours === "exif" && isZoneless } = files[i]!;
    const { track = [] } = question;
    if (around || hours[i] === null || track.length === 0) return around ?? null;
    const at = hours[i]! + offsetHours;
    return isLocal ? whereaboutsAtLocal(track, at) : whereaboutsAt(track, at);
  }

  async function* answers(): AsyncGenerator<PhotoOutcome, void> {
    let done = 0;
    for (const [i, { file }] of files.entries()) {
      throwIfCancelled(signal);
      const look = looks.get(i);
      if (!look) {
        yield { file, reason: reasons.get(i)! };
        continue;
      }
      const prediction = await look.answer(beliefs.get(i)!, signal);
      done += 1;
      watch.onProgress?.(done, numbers.length, "answers");
      yield { file, prediction: { ...prediction, album: shares.get(i)! } };
    }
  }

  const { name, version } = locator.model;
  const takenAt = files.map((_, i) => looks.get(i)?.exif?.takenAt ?? null);
  return {
    model: { name, version },
    order,
    sequence,
    hours,
    takenAt,
    belongs,
    clocks,
    shares,
    ...{ by, isPassedOver, answers },
  };
}

function shownTrack(around: Whereabouts | null): Pick<AlbumShare, "track"> {
  if (!around) return {};
  return { track: { ...toPosition(around.at), km: Math.round(1000 * around.km) / 1000 } };
}

function positionOf(
  { position }: AboutFile,
  { exif }: Look,
  { usesPositions }: AlbumQuestion,
): Position | null {
  if (position !== undefined) return position;
  if (!usesPositions || !exif || exif.lat === null || exif.lng === null) return null;
  return { lat: exif.lat, lng: exif.lng };
}

async function inTurns<T>(
  steps: Generator<Progress, T>,
  { signal, onProgress }: AlbumWatch,
  takeTurn: TakeTurn,
): Promise<T> {
  let told = -1;
  for (;;) {
    await takeTurn();
    throwIfCancelled(signal);
    const step = steps.next();
    if (step.done) return step.value;
    const part = Math.floor(PARTS * step.value);
    if (part > told) onProgress?.(part, PARTS, "album");
    told = Math.max(told, part);
  }
}
