import type { Prediction } from "../../core/contracts/prediction.ts";
import { type PhotoSummary, summaryOf } from "../../core/formats/photo-outcome.ts";
import type { Progress as SentProgress } from "../service/ask.ts";
import type { Failure } from "../service/failure.ts";
import { PLAIN_QUESTION, type Question, toQuery } from "./question.ts";

export type PhotoId = number;

/** Where one request for one photo stands. */
export type Task =
  | { readonly status: "waiting"; readonly ticket: number }
  | { readonly status: "uploading"; readonly ticket: number; readonly sent: number }
  | { readonly status: "reading"; readonly ticket: number; readonly slow: boolean }
  | { readonly status: "located" }
  | { readonly status: "failed"; readonly failure: Failure }
  | { readonly status: "cancelled" };

export interface Photo {
  readonly id: PhotoId;
  /** The photo's file; without bytes where a saved answer was opened. */
  readonly file: File;
  /** Whether a saved answer was opened instead of a photo: then nothing more can be asked. */
  readonly isOpened: boolean;
  /** An object URL of the file, for the eye. */
  readonly url: string;
  /** An object URL of a small picture; undefined until it is made, null where the browser cannot draw the format. */
  readonly thumbnail: string | null | undefined;
  /** Pixels as the browser sees them; null while unknown or where it cannot draw the format. */
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly question: Question;
  readonly task: Task;
  /** What has been answered so far, by `toQuery` of the question: going back to a question costs nothing. */
  readonly answers: Readonly<Record<string, Prediction>>;
  /** The answer on display: the current question's, or the last one while a new one is on its way. */
  readonly shown: Prediction | null;
  /** The latest answer in short; stays when the answer itself is put away. */
  readonly summary: PhotoSummary | null;
}

export interface State {
  readonly photos: readonly Photo[];
  readonly selected: PhotoId | null;
}

/** A photo that was here before: taken back after a removal, or kept from an earlier visit. */
export interface Returned {
  readonly photo: Photo;
  /** Its place among the photos. */
  readonly at: number;
}

export type Action =
  | {
      readonly type: "added";
      readonly photos: readonly Pick<Photo, "id" | "file" | "url">[];
      /** Whether the first of them is looked at now; so it is unless said otherwise. */
      readonly selects?: boolean;
    }
  | { readonly type: "refused"; readonly id: PhotoId; readonly failure: Failure }
  | { readonly type: "measured"; readonly id: PhotoId; readonly size: Photo["size"] }
  | { readonly type: "selected"; readonly id: PhotoId }
  | { readonly type: "removed"; readonly id: PhotoId }
  | { readonly type: "returned"; readonly photos: readonly Returned[] }
  | { readonly type: "thumbnailed"; readonly id: PhotoId; readonly url: string | null }
  | { readonly type: "shelved"; readonly id: PhotoId }
  | {
      readonly type: "unshelved";
      readonly id: PhotoId;
      readonly query: string;
      readonly prediction: Prediction;
    }
  | { readonly type: "cleared" }
  | {
      readonly type: "asked";
      readonly id: PhotoId;
      readonly ticket: number;
      readonly question: Question;
    }
  | { readonly type: "cancelled"; readonly id: PhotoId }
  | { readonly type: "forgotten"; readonly id: PhotoId }
  | ({ readonly id: PhotoId; readonly ticket: number } & Progress);

/** News about a request; carries the request's ticket, so that late news can be told from current. */
export type Progress = SentProgress | { readonly type: "slow" } | { readonly type: "put off" };

export const EMPTY: State = { photos: [], selected: null };

/** All that can happen to the photos. Pure; news of a request that is no longer awaited changes nothing. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case "added":
      return add(state, action.photos, action.selects ?? true);
    case "selected":
      return state.photos.some(({ id }) => id === action.id)
        ? { ...state, selected: action.id }
        : state;
    case "removed":
      return remove(state, action.id);
    case "returned":
      return giveBack(state, action.photos);
    case "cleared":
      return EMPTY;
    case "thumbnailed":
      return change(state, action.id, (photo) => ({ ...photo, thumbnail: action.url }));
    case "shelved":
      return change(state, action.id, (photo) =>
        photo.shown === null ? photo : { ...photo, answers: {}, shown: null },
      );
    case "unshelved":
      return change(state, action.id, (photo) => unshelve(photo, action.query, action.prediction));
    case "refused":
      return change(state, action.id, (photo) => fail(photo, action.failure));
    case "measured":
      return change(state, action.id, (photo) => ({ ...photo, size: action.size }));
    case "asked":
      return change(state, action.id, (photo) => ask(photo, action.question, action.ticket));
    case "forgotten":
      return change(state, action.id, (photo) => ({ ...photo, answers: {} }));
    case "cancelled":
      return change(state, action.id, cancel);
    default:
      return change(state, action.id, (photo) =>
        isAwaited(photo.task, action.ticket) ? advance(photo, action) : photo,
      );
  }
}

/** Whether a request is under way. */
export function isBusy(task: Task): task is Extract<Task, { ticket: number }> {
  return "ticket" in task;
}

export function selectedPhoto(state: State): Photo | null {
  return state.photos.find(({ id }) => id === state.selected) ?? null;
}

function isAwaited(task: Task, ticket: number): boolean {
  return isBusy(task) && task.ticket === ticket;
}

/** A photo about which nothing has been asked. */
export function freshPhoto(given: Pick<Photo, "id" | "file" | "url">): Photo {
  return {
    ...given,
    isOpened: false,
    thumbnail: undefined,
    size: null,
    question: PLAIN_QUESTION,
    task: { status: "cancelled" },
    answers: {},
    shown: null,
    summary: null,
  };
}

function giveBack(state: State, returned: readonly Returned[]): State {
  const photos = [...state.photos];
  const ordered = [...returned].sort((a, b) => a.at - b.at);
  for (const { photo, at } of ordered) photos.splice(at, 0, photo);
  return { photos, selected: state.selected ?? ordered[0]?.photo.id ?? null };
}

/** An answer that was put away is on display again, unless the question has changed since. */
function unshelve(photo: Photo, query: string, prediction: Prediction): Photo {
  if (toQuery(photo.question) !== query) return photo;
  const answers = { ...photo.answers, [query]: prediction };
  return { ...photo, answers, shown: prediction, summary: summaryOf(prediction) };
}

function add(
  state: State,
  added: readonly Pick<Photo, "id" | "file" | "url">[],
  selects: boolean,
): State {
  const fresh = added.map(freshPhoto);
  const first = fresh[0]?.id ?? null;
  return {
    photos: [...state.photos, ...fresh],
    selected: selects ? (first ?? state.selected) : (state.selected ?? first),
  };
}

function remove(state: State, id: PhotoId): State {
  const at = state.photos.findIndex((photo) => photo.id === id);
  if (at < 0) return state;
  const photos = state.photos.filter((photo) => photo.id !== id);
  if (state.selected !== id) return { ...state, photos };
  return { photos, selected: (photos[at] ?? photos[at - 1])?.id ?? null };
}

function change(state: State, id: PhotoId, edit: (photo: Photo) => Photo): State {
  const at = state.photos.findIndex((photo) => photo.id === id);
  const before = state.photos[at];
  if (!before) return state;
  const after = edit(before);
  return after === before ? state : { ...state, photos: state.photos.with(at, after) };
}

function ask(photo: Photo, question: Question, ticket: number): Photo {
  const known = photo.answers[toQuery(question)];
  if (known) {
    const summary = summaryOf(known);
    return { ...photo, question, task: { status: "located" }, shown: known, summary };
  }
  return { ...photo, question, task: { status: "waiting", ticket } };
}

function cancel(photo: Photo): Photo {
  return isBusy(photo.task) ? { ...photo, task: { status: "cancelled" } } : photo;
}

function fail(photo: Photo, failure: Failure): Photo {
  return { ...photo, task: { status: "failed", failure } };
}

function advance(photo: Photo, news: { readonly ticket: number } & Progress): Photo {
  const { ticket } = news;
  switch (news.type) {
    case "sent":
      return { ...photo, task: { status: "uploading", ticket, sent: news.part } };
    case "reading":
      return { ...photo, task: { status: "reading", ticket, slow: false } };
    case "slow":
      return photo.task.status === "reading"
        ? { ...photo, task: { ...photo.task, slow: true } }
        : photo;
    case "put off":
      return { ...photo, task: { status: "waiting", ticket } };
    case "failed":
      return fail(photo, news.failure);
    case "answered":
      return {
        ...photo,
        task: { status: "located" },
        answers: { ...photo.answers, [toQuery(photo.question)]: news.prediction },
        shown: news.prediction,
        summary: summaryOf(news.prediction),
      };
  }
}
