import { batch, computed, signal } from "@preact/signals";
import type { Prediction } from "../../core/contracts/prediction.ts";
import { summaryOf } from "../../core/formats/photo-outcome.ts";
import { askService } from "../service/ask.ts";
import type { Failure } from "../service/failure.ts";
import { about, learnModel } from "./about.ts";
import { shelf } from "./answers.ts";
import { refuse } from "./intake.ts";
import { createPatience } from "./patience.ts";
import { PLAIN_QUESTION, type Question, toQuery } from "./question.ts";
import { createRunner, type Hold, type Send } from "./runner.ts";
import {
  type Action,
  EMPTY,
  freshPhoto,
  isBusy,
  type Photo,
  type PhotoId,
  type Returned,
  reduce,
  type State,
  selectedPhoto,
} from "./state.ts";
import { dropThumbnail, putThumbnail } from "./thumbnails.ts";

// The photos that are asked about. Components read the signals and call the functions below; nothing else changes them.

export const state = signal<State>(EMPTY);
export const photo = computed(() => selectedPhoto(state.value));
/** The photos by their numbers. */
export const photosById = computed(
  (): ReadonlyMap<PhotoId, Photo> => new Map(state.value.photos.map((each) => [each.id, each])),
);
/** Whether there is anything to see on the map yet, for any photo. */
export const hasAnswers = computed(() =>
  state.value.photos.some(({ summary }) => summary !== null),
);
/** Whether all photos are looked at together; then a changed question is asked about all of them. */
export const isOverview = signal(false);
/** The answer on display; none while all photos are looked at together. */
export const prediction = computed(() => (isOverview.value ? null : (photo.value?.shown ?? null)));

/** What photos that come now are asked. */
export const commonQuestion = signal<Question>(PLAIN_QUESTION);
/** Why nothing is sent for a while, if so. */
export const hold = signal<Hold | null>(null);
/** What was removed last and can be taken back. */
export const removal = signal<readonly Returned[]>([]);
/** When the latest answers came (milliseconds since 1970): the pace from which the time left is told. */
export const arrivals = signal<readonly number[]>([]);

/** Answers that stay opened in memory; the others are put on the shelf. */
const OPENED = 8;
const PACE_OF = 24;
/** So many photos at once are first shown together. */
const CROWD = 5;
/** An address for a file, and its size, are asked of the browser's other processes: so many in one task. */
const TAKEN_AT_ONCE = 100;

let lastId = 0;
/** Photos whose answers are opened, the latest last. */
let opened: PhotoId[] = [];

const patience = createPatience(
  () => state.value.photos.length > 1,
  (news) => {
    hold.value = news;
  },
);

/** Answers that are on the shelf are not asked for again. */
const send: Send = async (file, query, signal, tell, id) => {
  const known = await shelf.get(id, query);
  if (signal.aborted) return;
  if (known) return tell({ type: "answered", prediction: known });
  await askService(file, query, signal, (news) => {
    tell(news);
    if (news.type !== "answered") return;
    patience.answered();
    arrivals.value = [...arrivals.value, Date.now()].slice(-PACE_OF);
    void shelf.put(id, query, news.prediction);
    putAway(id);
    noticeModel(news.prediction, signal);
  });
};

const runner = createRunner(send, dispatch, () => about.value.readiness === "ready", patience);

/** To be called when the service has opened or the device is online again: photos that waited are sent. */
export function sendWaiting(): void {
  runner.resume();
}

/** An answer may be the first sign that another model has taken over. */
function noticeModel({ model }: Prediction, signal: AbortSignal): void {
  const known = about.value.model;
  const isNews = known && (known.name !== model.name || known.version !== model.version);
  if (isNews) void learnModel(signal);
}

/** A number for a photo that nothing else on the page has. */
export function newId(): PhotoId {
  return ++lastId;
}

/** Files that are still to be taken in. */
let coming: readonly File[] = [];

/** Takes files in: each is checked, then asked about with the question of all. Hundreds come a task at a time. */
export function addFiles(files: readonly File[]): void {
  const isFirst = coming.length === 0;
  coming = [...coming, ...files];
  if (isFirst && files.length > 0) takeSome(true);
}

function takeSome(selects: boolean): void {
  const now = coming.slice(0, TAKEN_AT_ONCE);
  if (now.length === 0) return;
  const added = now.map((file) => ({ id: newId(), file, url: URL.createObjectURL(file) }));
  batch(() => {
    dispatch({ type: "added", photos: added, selects });
    if (selects && coming.length >= CROWD) isOverview.value = true;
    for (const { id, file } of added) {
      const failure = refuse(file, about.value.features);
      if (failure) dispatch({ type: "refused", id, failure });
      else ask(id, commonQuestion.value);
    }
  });
  coming = coming.slice(TAKEN_AT_ONCE);
  if (coming.length > 0) setTimeout(() => takeSome(false));
}

/** An answer that was saved, and is opened without its photo. */
export interface Opened {
  readonly name: string;
  readonly prediction: Prediction;
  readonly thumbnail: Blob | null;
}

/** Takes in answers that were saved. */
export async function addOpened(answers: readonly Opened[]): Promise<void> {
  const first = state.value.photos.length;
  const added = answers.map(({ name, prediction, thumbnail }, i) => {
    const file = new File([], name);
    const photo: Photo = {
      ...freshPhoto({ id: newId(), file, url: URL.createObjectURL(thumbnail ?? file) }),
      isOpened: true,
      thumbnail: null,
      question: { ...PLAIN_QUESTION, prior: prediction.prior },
      task: { status: "located" },
      summary: summaryOf(prediction),
    };
    return { photo, at: first + i };
  });
  batch(() => {
    dispatch({ type: "returned", photos: added });
    for (const [i, { photo }] of added.entries()) {
      const { thumbnail } = answers[i]!;
      if (thumbnail) thumbnailed(photo.id, thumbnail);
    }
  });
  for (const [i, { photo }] of added.entries()) {
    await shelf.put(photo.id, toQuery(photo.question), answers[i]!.prediction);
  }
  if (added.length >= CROWD) isOverview.value = true;
  else open(added[0]!.photo.id);
}

/** Takes in a file only to say why nothing can be made of it. */
export function refuseFile(file: File, failure: Failure): void {
  const id = newId();
  batch(() => {
    dispatch({ type: "added", photos: [{ id, file, url: URL.createObjectURL(file) }] });
    dispatch({ type: "refused", id, failure });
  });
}

/** Takes in photos that were here before; those whose answer was on its way are asked about. */
export function returnPhotos(returned: readonly Returned[]): void {
  batch(() => {
    dispatch({ type: "returned", photos: returned });
    for (const { photo } of returned) {
      if (isBusy(photo.task)) ask(photo.id, photo.question);
    }
  });
}

/** Shows all photos together where they are many, else the one that is selected. */
export function showPhotos(): void {
  if (state.value.photos.length >= CROWD) isOverview.value = true;
  else if (photo.value) open(photo.value.id);
}

/** Asks about a photo; a question that was answered before is answered from memory. */
export function ask(id: PhotoId, question: Question): void {
  const asked = find(id);
  if (!asked || asked.isOpened) return;
  const ticket = newId();
  dispatch({ type: "asked", id, ticket, question });
  if (find(id)?.task.status === "waiting") {
    runner.start({ id, ticket, file: asked.file, query: toQuery(question) });
  } else {
    runner.stop(id);
  }
}

/** Puts a further answer to a photo's question in the place of the one that was known; nothing where another is asked by now. */
export function showAnswer(id: PhotoId, query: string, answer: Prediction): void {
  void shelf.put(id, query, answer);
  dispatch({ type: "unshelved", id, query, prediction: answer });
}

/** Asks anew what an earlier model has answered. */
export function askAfresh(id: PhotoId): void {
  dispatch({ type: "forgotten", id });
  shelf.drop(id);
  const asked = find(id);
  if (asked) ask(id, asked.question);
}

/** Changes the question and asks it: about the selected photo, or about all where all are looked at. */
export function askAgain(change: (question: Question) => Question): void {
  if (isOverview.value) askAll(change);
  else if (photo.value) ask(photo.value.id, change(photo.value.question));
}

/** One question about all photos, those to come included. Photos that could not be read stay as they are. */
function askAll(change: (question: Question) => Question): void {
  const question = change(commonQuestion.value);
  batch(() => {
    commonQuestion.value = question;
    arrivals.value = [];
    for (const { id, task } of state.value.photos) {
      if (task.status !== "failed" || task.failure.canRetry) ask(id, question);
    }
  });
}

/** Asks about the photos that failed and may do better, or that were stopped. */
export function askUnanswered(): void {
  batch(() => {
    for (const { id, task, question } of state.value.photos) {
      const canRetry = task.status === "failed" && task.failure.canRetry;
      if (canRetry || task.status === "cancelled") ask(id, question);
    }
  });
}

export function cancel(id: PhotoId): void {
  runner.stop(id);
  dispatch({ type: "cancelled", id });
}

/** Stops all that is under way; what has been answered stays. */
export function cancelAll(): void {
  batch(() => {
    // From the last to the first, so that no photo gets the turn of the one that was stopped before it.
    for (const { id, task } of state.value.photos.toReversed()) {
      if (isBusy(task)) cancel(id);
    }
  });
}

export function remove(id: PhotoId): void {
  removeAll([id]);
}

/** Takes photos away; until the next removal they can be taken back. */
export function removeAll(ids: readonly PhotoId[]): void {
  const wanted = new Set(ids);
  const gone = state.value.photos.flatMap((photo, at) =>
    wanted.has(photo.id) ? [{ photo, at }] : [],
  );
  if (gone.length === 0) return;
  batch(() => {
    letGo();
    removal.value = gone;
    for (const { photo } of gone.toReversed()) {
      runner.stop(photo.id);
      dispatch({ type: "removed", id: photo.id });
    }
  });
}

/** Takes back what was removed last. */
export function undoRemoval(): void {
  const returned = removal.value;
  removal.value = [];
  returnPhotos(returned);
}

/** Makes the last removal final. */
export function letGo(): void {
  for (const { photo } of removal.value) release(photo);
  removal.value = [];
}

/** Takes all photos away for good. */
export function forgetAll(): void {
  coming = [];
  batch(() => {
    letGo();
    cancelAll();
    for (const photo of state.value.photos) release(photo);
    dispatch({ type: "cleared" });
    arrivals.value = [];
    commonQuestion.value = PLAIN_QUESTION;
    isOverview.value = false;
  });
}

function release({ id, url, thumbnail }: Photo): void {
  shelf.drop(id);
  dropThumbnail(id);
  URL.revokeObjectURL(url);
  if (thumbnail) URL.revokeObjectURL(thumbnail);
}

export function select(id: PhotoId): void {
  dispatch({ type: "selected", id });
  runner.prefer(id);
  void takeDown(id);
}

/** Leaves the overview for one photo. */
export function open(id: PhotoId): void {
  batch(() => {
    isOverview.value = false;
    select(id);
  });
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

/** Takes a photo's small picture; null where none can be made. */
export function thumbnailed(id: PhotoId, thumbnail: Blob | null): void {
  if (!find(id)) return;
  if (thumbnail) putThumbnail(id, thumbnail);
  dispatch({ type: "thumbnailed", id, url: thumbnail && URL.createObjectURL(thumbnail) });
}

/** Puts a photo's answer on display. Where it has gone missing it is asked for again. */
async function takeDown(id: PhotoId): Promise<void> {
  const wanted = find(id);
  if (!wanted || wanted.shown || wanted.task.status !== "located") return;
  const query = toQuery(wanted.question);
  const found = await shelf.get(id, query);
  if (found) dispatch({ type: "unshelved", id, query, prediction: found });
  else ask(id, wanted.question);
  putAway(id);
}

/** Closes the answers that were opened longest ago; the one on display stays. */
function putAway(latest: PhotoId): void {
  opened = [...opened.filter((id) => id !== latest), latest];
  const surplus = opened.filter((id) => id !== state.value.selected).slice(0, -OPENED);
  opened = opened.filter((id) => !surplus.includes(id));
  for (const id of surplus) dispatch({ type: "shelved", id });
}

function dispatch(action: Action): void {
  state.value = reduce(state.value, action);
}

function find(id: PhotoId) {
  return state.value.photos.find((candidate) => candidate.id === id);
}
