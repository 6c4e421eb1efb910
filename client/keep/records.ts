import type { PhotoSummary } from "../../core/formats/photo-outcome.ts";
import { PLAIN_QUESTION, type Question, toQuery } from "../ask/question.ts";
import { freshPhoto, isBusy, type Photo, type PhotoId } from "../ask/state.ts";
import type { Failure } from "../service/failure.ts";

/** Raised when `PhotoSummary` or `Failure` changes: what an older page has kept is then read from the answers anew. */
const FORMAT = 1;

/** One photo as it is kept. What comes back from a device may be of any version, so nothing of it is taken on trust. */
export interface PhotoRecord {
  readonly key: string;
  /** Which page has it. */
  readonly session: string;
  readonly format: number;
  /** When it was added, in microseconds since 1970; photos come back in this order. */
  readonly at: number;
  readonly name: string;
  readonly type: string;
  readonly question: unknown;
  /** `toQuery` of the question. */
  readonly query: string;
  /** `asked`: its answer was still on its way. */
  readonly status: "asked" | "located" | "failed" | "cancelled";
  readonly failure: Failure | null;
  readonly summary: PhotoSummary | null;
  readonly isOpened: boolean;
  /** Taken away, but for as long as it can be taken back. */
  readonly isRemoved: boolean;
}

export function recordOf(
  photo: Photo,
  { key, session, at }: Pick<PhotoRecord, "key" | "session" | "at">,
  isRemoved: boolean,
): PhotoRecord {
  const { task, file, question, summary, isOpened } = photo;
  return {
    key,
    session,
    format: FORMAT,
    at,
    name: file.name,
    type: file.type,
    question,
    query: toQuery(question),
    status: isBusy(task) ? "asked" : task.status,
    failure: task.status === "failed" ? task.failure : null,
    summary,
    isOpened,
    isRemoved,
  };
}

/** What has come back of a photo. */
export interface Kept {
  readonly record: PhotoRecord;
  readonly file: Blob | null;
  readonly thumbnail: Blob | null;
  /** Whether the answer to its question was written before the page went. */
  readonly hasAnswer: boolean;
}

/**
 * A kept photo as the page has it, or null where what was kept cannot be read. One of another version is asked about again, and so
 * is one whose answer was on its way, to the page or to the device: an answer that still fits is found on the shelf.
 *
 * @param urlOf makes an address for its bytes
 */
export function photoOf(
  { record, file, thumbnail, hasAnswer }: Kept,
  id: PhotoId,
  urlOf: (bytes: Blob) => string,
): Photo | null {
  const { name, type, status, failure, summary } = record;
  const isCurrent = record.format === FORMAT;
  const isLocated = status === "located" && isCurrent && summary !== null && hasAnswer;
  // Without its file nothing can be asked any more; its answer is still worth having.
  const isOpened = record.isOpened === true || file === null;
  if (typeof name !== "string" || (isOpened && !isLocated)) return null;
  const kept = new File(file && !isOpened ? [file] : [], name, { type: String(type) });
  const photo: Photo = {
    ...freshPhoto({ id, file: kept, url: urlOf(isOpened ? (thumbnail ?? kept) : kept) }),
    isOpened,
    thumbnail: isOpened ? null : undefined,
    question: questionOf(record),
  };
  if (isLocated) return { ...photo, summary, task: { status } };
  if (status === "cancelled") return { ...photo, task: { status } };
  if (status === "failed" && isCurrent && failure && !failure.canRetry) {
    return { ...photo, task: { status, failure } };
  }
  return { ...photo, task: { status: "waiting", ticket: 0 } };
}

/** The question as it was asked, if this page would ask it in the same words. */
function questionOf({ question, query }: PhotoRecord): Question {
  try {
    if (toQuery(question as Question) === query) return question as Question;
  } catch {
    // It has parts that this page does not know.
  }
  return PLAIN_QUESTION;
}
