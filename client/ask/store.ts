import { computed, signal } from "@preact/signals";
import type { Prediction } from "../../core/contracts/prediction.ts";
import { askService } from "../service/ask.ts";
import { about, learnModel } from "./about.ts";
import { refuse } from "./intake.ts";
import { PLAIN_QUESTION, type Question, toQuery } from "./question.ts";
import { createRunner } from "./runner.ts";
import { type Action, EMPTY, type PhotoId, reduce, type State, selectedPhoto } from "./state.ts";

// The photos that are asked about. Components read the signals and call the functions below; nothing else changes them.

export const state = signal<State>(EMPTY);
export const photo = computed(() => selectedPhoto(state.value));
/** Whether there is anything to see on the map yet, for any photo. */
export const hasAnswers = computed(() => state.value.photos.some(({ shown }) => shown !== null));
export const prediction = computed(() => photo.value?.shown ?? null);

let lastId = 0;

const runner = createRunner(
  (file, query, signal, tell) =>
    askService(file, query, signal, (news) => {
      tell(news);
      if (news.type === "answered") noticeModel(news.prediction, signal);
    }),
  dispatch,
  () => about.value.readiness === "ready",
);

/** To be called when the service has opened: photos that waited for it are sent. */
export function sendWaiting(): void {
  runner.resume();
}

/** An answer may be the first sign that another model has taken over. */
function noticeModel({ model }: Prediction, signal: AbortSignal): void {
  const known = about.value.model;
  const isNews = known && (known.name !== model.name || known.version !== model.version);
  if (isNews) void learnModel(signal);
}

/** Takes files in: each is checked, then asked about with the plain question. */
export function addFiles(files: readonly File[]): void {
  const added = files.map((file) => ({ id: ++lastId, file, url: URL.createObjectURL(file) }));
  if (added.length === 0) return;
  dispatch({ type: "added", photos: added });
  for (const { id, file } of added) {
    const failure = refuse(file, about.value.features);
    if (failure) dispatch({ type: "refused", id, failure });
    else ask(id, PLAIN_QUESTION);
  }
}

/** Asks about a photo; a question that was answered before is answered from memory. */
export function ask(id: PhotoId, question: Question): void {
  const ticket = ++lastId;
  dispatch({ type: "asked", id, ticket, question });
  const asked = find(id);
  if (!asked) return;
  if (asked.task.status === "waiting") {
    runner.start({ id, ticket, file: asked.file, query: toQuery(question) });
  } else {
    runner.stop(id);
  }
}

/** Asks anew what an earlier model has answered. */
export function askAfresh(id: PhotoId): void {
  dispatch({ type: "forgotten", id });
  const asked = find(id);
  if (asked) ask(id, asked.question);
}

/** Changes the selected photo's question and asks it. */
export function askAgain(change: (question: Question) => Question): void {
  const current = photo.value;
  if (current) ask(current.id, change(current.question));
}

export function cancel(id: PhotoId): void {
  runner.stop(id);
  dispatch({ type: "cancelled", id });
}

export function remove(id: PhotoId): void {
  runner.stop(id);
  const gone = find(id);
  dispatch({ type: "removed", id });
  if (gone) URL.revokeObjectURL(gone.url);
}

export function select(id: PhotoId): void {
  dispatch({ type: "selected", id });
}

/** The photo before or after the selected one in the strip. */
export function step(by: 1 | -1): void {
  const { photos, selected } = state.value;
  const at = photos.findIndex(({ id }) => id === selected);
  const next = photos[at + by];
  if (next) select(next.id);
}

export function measured(id: PhotoId, width: number, height: number): void {
  dispatch({ type: "measured", id, size: width > 0 ? { width, height } : null });
}

function dispatch(action: Action): void {
  state.value = reduce(state.value, action);
}

function find(id: PhotoId) {
  return state.value.photos.find((candidate) => candidate.id === id);
}
