import type { AboutAlbum, AlbumStage } from "../../core/contracts/album.ts";
import type { AlbumShare, Region } from "../../core/contracts/prediction.ts";
import type { PriorName } from "../../core/contracts/priors.ts";
import type { Headline } from "../../core/formats/headline.ts";
import type { PhotoSummary } from "../../core/formats/photo-outcome.ts";
import type { Photo, PhotoId } from "../ask/state.ts";
import type { Failure } from "../service/failure.ts";

/** How photos follow one another: by their times, as they stand on the page, or not known. */
export type Order = AboutAlbum["order"];

/** What is being done for an album: looks are gathered, then it is the service's turn. */
export type Stage = "looks" | AlbumStage;

/** Where the solving of an album stands. */
export type Task =
  | { readonly status: "idle" }
  | {
      readonly status: "working";
      readonly stage: Stage;
      readonly done: number;
      readonly total: number;
    }
  | { readonly status: "failed"; readonly failure: Failure }
  | { readonly status: "cancelled" };

/** What an album is solved from. */
export interface Setting {
  readonly order: Order;
  /** Photos whose files' positions do not count. */
  readonly withoutPosition: ReadonlySet<PhotoId>;
}

/** A photo's answer together with the others, in short; the whole of it lies packed. */
export interface Together {
  readonly summary: PhotoSummary;
  readonly headline: Headline | null;
  readonly area90: Region | null;
  readonly share: AlbumShare;
  readonly packed: Promise<Blob>;
}

/** A photo on its way through the album. */
export interface Stop {
  readonly id: PhotoId;
  readonly file: string;
  readonly at: { readonly lat: number; readonly lng: number };
  /** As the service tells it; null where no time is known. */
  readonly time: string | null;
}

/** An album that was solved. */
export interface Solved {
  /** What it was solved from: see `keyOf`. */
  readonly key: string;
  /** Its photos; null for all that were answered. */
  readonly chosen: ReadonlySet<PhotoId> | null;
  readonly about: Omit<AboutAlbum, "path">;
  readonly answers: ReadonlyMap<PhotoId, Together>;
  /** Photos without an answer, and why. */
  readonly leftOut: ReadonlyMap<PhotoId, string>;
  /** Photos that belong, in the order of the trip. */
  readonly way: readonly Stop[];
  /** Photos that do not belong. */
  readonly strays: readonly Stop[];
}

/** A photo belongs where that is at least as likely as not. */
export const BELONGS = 0.5;

/** Photos that can be solved together: those that were answered and whose file is here. */
export function candidatesOf(photos: readonly Photo[]): readonly Photo[] {
  return photos.filter(
    ({ isOpened, task, summary }) => !isOpened && task.status === "located" && summary !== null,
  );
}

/** What was assumed before all the photos were seen: one prior for the whole album. */
export function priorOf(photos: readonly Photo[], common: PriorName): PriorName {
  const [first] = photos;
  const isOne = first && photos.every(({ question }) => question.prior === first.question.prior);
  return isOne ? first.question.prior : common;
}

/** All that an album's answer depends on, as a text. Hints do not count in it. */
export function keyOf(photos: readonly Photo[], prior: PriorName, setting: Setting): string {
  const ids = photos.map(({ id }) => id);
  const off = ids.filter((id) => setting.withoutPosition.has(id));
  return JSON.stringify([ids, prior, setting.order, off]);
}

/** The photos that belong, in the order of the trip, and those that do not. */
export function partWay(
  path: AboutAlbum["path"],
  ids: readonly PhotoId[],
  answers: ReadonlyMap<PhotoId, Together>,
): Pick<Solved, "way" | "strays"> {
  const stops = path.flatMap(({ index, file, lat, lng, time }): Stop[] => {
    const id = ids[index];
    return id === undefined ? [] : [{ id, file, at: { lat, lng }, time }];
  });
  const belongs = ({ id }: Stop) => (answers.get(id)?.share.belongs ?? 1) >= BELONGS;
  return { way: stops.filter(belongs), strays: stops.filter((stop) => !belongs(stop)) };
}
