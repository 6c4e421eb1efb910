import type { AboutAlbum, AlbumRequest, AlbumStage } from "../../core/contracts/album.ts";
import type { Prediction } from "../../core/contracts/prediction.ts";
import { service } from "./service.ts";
import { askForLines, type Failed, type Line } from "./streamed.ts";

/** How a request for an album goes. Photos are named by their number in the request, from 0. */
export type AlbumNews =
  | {
      readonly type: "progress";
      readonly what: AlbumStage;
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: "photo"; readonly index: number; readonly prediction: Prediction }
  | { readonly type: "unanswered"; readonly index: number; readonly reason: string }
  | { readonly type: "solved"; readonly about: AboutAlbum }
  | Failed;

const STAGES: readonly AlbumStage[] = ["photos", "album", "answers"];

/** Asks for photos to be solved together and tells how it goes, line by line. After an abort nothing more is told. */
export function solveAlbum(
  request: AlbumRequest,
  query: string,
  signal: AbortSignal,
  tell: (news: AlbumNews) => void,
): Promise<void> {
  const { method, url, headers, body } = service.request("createAlbum", { body: request });
  const init = { method, headers, body: body ?? "" };
  const isLast = ({ type }: AlbumNews) => type === "solved";
  return askForLines(`${url}?${query}`, init, signal, { read: newsOf, isLast }, tell);
}

/** A line of the answer, its documents held against their shapes; null for one that says nothing to this page. */
function newsOf({ progress, photo, album }: Line): AlbumNews | null {
  if (progress !== undefined) return progressOf(Object(progress) as Record<string, unknown>);
  if (photo !== undefined) return photoOf(Object(photo) as Record<string, unknown>);
  if (album === undefined) return null;
  const text = JSON.stringify({ ...Object(album), photos: [] });
  const read = service.read("createAlbum", { status: 200, text, retryAfter: null });
  if ("failure" in read) return { type: "failed", failure: read.failure };
  const { photos: _, ...about } = read.answer;
  return { type: "solved", about };
}

function progressOf({ what, done, total }: Record<string, unknown>): AlbumNews | null {
  const stage = STAGES.find((known) => known === what);
  if (!stage || typeof done !== "number" || typeof total !== "number") return null;
  return { type: "progress", what: stage, done, total };
}

function photoOf({ index, reason, prediction }: Record<string, unknown>): AlbumNews | null {
  if (typeof index !== "number") return null;
  if (typeof reason === "string") return { type: "unanswered", index, reason };
  const text = JSON.stringify(prediction ?? null);
  const read = service.read("createPrediction", { status: 200, text, retryAfter: null });
  return "answer" in read
    ? { type: "photo", index, prediction: read.answer }
    : { type: "failed", failure: read.failure };
}
