import type { AboutAlbum, AlbumRequest, AlbumStage } from "../../core/contracts/album.ts";
import type { Prediction } from "../../core/contracts/prediction.ts";
import { answerUnreadable, type Failure, failureFrom, unreachable } from "./failure.ts";
import { misfitOfPrediction } from "./known-answer.ts";
import { linesOf, parseLine } from "./lines.ts";
import { service } from "./service.ts";

/** How the solving of an album goes. */
export type AlbumNews =
  | {
      readonly type: "progress";
      readonly what: AlbumStage;
      readonly done: number;
      readonly total: number;
    }
  /** `index` counts the photos of the request; null where a photo has no answer. */
  | { readonly type: "photo"; readonly index: number; readonly prediction: Prediction | null }
  | { readonly type: "solved"; readonly album: AboutAlbum }
  | { readonly type: "failed"; readonly failure: Failure };

const LINES = "application/x-ndjson";

/**
 * Sends what photos have told, to be solved together, and tells how it goes. Ends when all that was told has been taken: `tell`
 * may take its time. After an abort nothing more is told.
 */
export async function solveAlbum(
  body: AlbumRequest,
  query: string,
  signal: AbortSignal,
  tell: (news: AlbumNews) => void | Promise<void>,
): Promise<void> {
  const say = async (news: AlbumNews) => {
    if (!signal.aborted) await tell(news);
  };
  const { method, url, headers, body: text } = service.request("createAlbum", { body });
  let response: Response;
  try {
    response = await fetch(`${url}?${query}`, {
      method,
      headers: { ...headers, Accept: LINES },
      body: text!,
      signal,
    });
    if (!response.ok) {
      const retryAfter = response.headers.get("Retry-After");
      const failure = failureFrom(response.status, await response.text(), retryAfter);
      return say({ type: "failed", failure });
    }
    for await (const line of linesOf(response)) {
      const news = newsOf(line);
      await say(news);
      if (news.type === "solved" || news.type === "failed") return;
    }
  } catch {
    // The line broke: said below, as an answer that ends too early is.
  }
  await say({ type: "failed", failure: unreachable(navigator.onLine) });
}

/** A line of the answer, checked. */
function newsOf(line: string): AlbumNews {
  const { progress, photo, album, problem } = parseLine(line);
  if (progress) {
    const { what, done, total } = Object(progress) as Record<string, unknown>;
    return {
      type: "progress",
      what: what as AlbumStage,
      done: Number(done) || 0,
      total: Number(total) || 0,
    };
  }
  if (photo) {
    const { index, prediction } = Object(photo) as Record<string, unknown>;
    if (prediction === undefined) return { type: "photo", index: Number(index), prediction: null };
    const misfit = misfitOfPrediction(prediction);
    return misfit === null
      ? { type: "photo", index: Number(index), prediction: prediction as Prediction }
      : { type: "failed", failure: answerUnreadable(misfit) };
  }
  if (album) {
    const text = JSON.stringify({ ...Object(album), photos: [] });
    const read = service.read("createAlbum", { status: 200, text, retryAfter: null });
    return "answer" in read
      ? { type: "solved", album: read.answer }
      : { type: "failed", failure: read.failure };
  }
  const { status } = Object(problem) as { status?: unknown };
  const failure = failureFrom(Number(status) || 500, JSON.stringify(problem ?? null), null);
  return { type: "failed", failure };
}
