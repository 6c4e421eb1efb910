import type { AboutAlbum } from "../../core/contracts/album.ts";
import type { AlbumShare, Prediction } from "../../core/contracts/prediction.ts";
import { type PhotoSummary, summaryOf } from "../../core/formats/photo-outcome.ts";
import type { PhotoId } from "../ask/state.ts";
import type { Failure } from "../service/failure.ts";

/** What the others make of a photo, in short. */
export interface Together {
  readonly summary: PhotoSummary;
  readonly share: AlbumShare;
}

export interface SolvedAlbum {
  /** Which photos, asked how: `keyOf` says whether they are still these. */
  readonly key: string;
  /** Photos in the order in which they were sent. */
  readonly members: readonly PhotoId[];
  readonly about: AboutAlbum;
  readonly results: ReadonlyMap<PhotoId, Together>;
}

/** What the page is at: `looks` are what each photo tells, asked one by one where they are not known. */
export type AlbumStep = "looks" | "photos" | "album" | "answers";

/** Where an album stands. */
export type AlbumTask =
  | { readonly status: "idle" }
  | {
      readonly status: "working";
      readonly what: AlbumStep;
      readonly done: number;
      readonly total: number;
    }
  | { readonly status: "failed"; readonly failure: Failure }
  | { readonly status: "cancelled" };

/** From here on a photo counts as one of the trip. */
export const BELONGS = 0.5;

/** Null for an answer that was not made in an album. */
export function togetherOf(prediction: Prediction): Together | null {
  const { album } = prediction;
  return album ? { summary: summaryOf(prediction), share: album } : null;
}

/** A photo on the way through the album. */
export interface Stop {
  readonly id: PhotoId;
  readonly at: { readonly lat: number; readonly lng: number };
  readonly time: string | null;
}

/** The way through the photos that belong, in its order: from best point to best point, where the photos themselves are shown. */
export function wayOf({ about, members, results }: SolvedAlbum): readonly Stop[] {
  return about.path.flatMap(({ index, time }) => {
    const id = members[index];
    const found = id === undefined ? undefined : results.get(id);
    return id !== undefined && found && found.share.belongs >= BELONGS
      ? [{ id, at: found.summary.best, time }]
      : [];
  });
}

/** Photos that do not belong, in the order in which they were sent. */
export function strangersOf({ members, results }: SolvedAlbum): readonly PhotoId[] {
  return members.filter((id) => (results.get(id)?.share.belongs ?? 1) < BELONGS);
}
