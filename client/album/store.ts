import { computed, effect, signal } from "@preact/signals";
import type { ALBUM_ORDERS } from "../../core/contracts/album.ts";
import { PLAIN_QUESTION, toQuery } from "../ask/question.ts";
import type { Photo, PhotoId } from "../ask/state.ts";
import {
  besideOf,
  commonQuestion,
  isOverview,
  keepBeside,
  photo,
  standIn,
  state,
} from "../ask/store.ts";
import { type AlbumNews, solveAlbum } from "../service/album.ts";
import { askService } from "../service/ask.ts";
import type { Failure } from "../service/failure.ts";
import { pause } from "../service/pause.ts";
import { type AlbumTask, type SolvedAlbum, type Together, togetherOf, wayOf } from "./state.ts";

// Photos of one trip, solved together. One album at a time; its answers are kept beside the photos' own.

export const task = signal<AlbumTask>({ status: "idle" });
/** The album that was solved last; it may be of other photos than those that are here now. */
export const solved = signal<SolvedAlbum | null>(null);
/** Whether photos are shown as the album has them. */
export const showsTogether = signal(true);
/** Whether positions that the photos' files state count as known. */
export const usesPositions = signal(true);
export type Order = (typeof ALBUM_ORDERS)[number];
/** How the photos follow each other. */
export const order = signal<Order>("time");
/** A stop of the way that is pointed at, counted from 0. */
export const stop = signal(0);

/** Photos that can be solved together: those that are here with their bytes, and were answered. */
export const members = computed(() =>
  state.value.photos.filter(({ task: { status }, isOpened }) => status === "located" && !isOpened),
);
/** Whether the album is of the photos that are here, asked as they are asked now. */
export const isCurrent = computed(
  () => solved.value !== null && solved.value.key === keyOf(members.value),
);
export const way = computed(() => (solved.value && isCurrent.value ? wayOf(solved.value) : []));
/** What the album makes of the photos, while it is shown. */
export const together = computed((): ReadonlyMap<PhotoId, Together> | null =>
  isCurrent.value && showsTogether.value ? solved.value!.results : null,
);

/** Under this name an album's answer lies beside a photo's own. */
const BESIDE = "album";
/** Requests at once for what photos tell. */
const AT_ONCE = 2;
/** A service that is busy is asked again so often. */
const TRIES = 4;
const WAIT_S = 2;
/** More photos than this are drawn with fewer cells each: an answer has half a megabyte of them. */
const MANY = 40;
const CELLS_OF_MANY = 500;

/** What a photo tells, by photo and prior. */
const looks = new Map<string, string>();
let leave = new AbortController();

function keyOf(photos: readonly Photo[]): string {
  const ids = photos.map(({ id }) => id).join(" ");
  return [ids, commonQuestion.value.prior, order.value, usesPositions.value].join("|");
}

/** Solves the photos together. What each tells is asked first, where it is not known. */
export async function solveTogether(): Promise<void> {
  leave.abort();
  leave = new AbortController();
  const { signal } = leave;
  const photos = members.peek();
  const key = keyOf(photos);
  for (const name of looks.keys()) {
    if (!photos.some(({ id }) => name.startsWith(`${id} `))) looks.delete(name);
  }
  const { prior } = commonQuestion.peek();
  const failure = await gatherLooks(photos, prior, signal);
  if (signal.aborted) return;
  if (failure) {
    task.value = { status: "failed", failure };
    return;
  }
  const sent = photos.filter(({ id }) => looks.has(`${id} ${prior}`));
  const results = new Map<PhotoId, Together>();
  const take = async (news: AlbumNews): Promise<void> => {
    if (news.type === "progress") {
      const { what, done, total } = news;
      task.value = { status: "working", what, done, total };
    } else if (news.type === "failed") {
      task.value = { status: "failed", failure: news.failure };
    } else if (news.type === "photo") {
      const id = sent[news.index]?.id;
      const found = news.prediction && togetherOf(news.prediction);
      if (id === undefined || !found) return;
      results.set(id, found);
      await keepBeside(id, BESIDE, news.prediction!);
    } else {
      solved.value = { key, members: sent.map(({ id }) => id), about: news.album, results };
      showsTogether.value = true;
      stop.value = 0;
      task.value = { status: "idle" };
    }
  };
  task.value = { status: "working", what: "album", done: 0, total: 0 };
  const body = {
    photos: sent.map(({ id, file }) => ({ file: file.name, look: looks.get(`${id} ${prior}`)! })),
    // Where no time is known the service keeps to the order of the photos.
    ...(order.peek() !== "time" && { order: order.peek() }),
    usesPositions: usesPositions.peek(),
  };
  await solveAlbum(body, queryOf(sent.length), signal, take);
}

function queryOf(count: number): string {
  const query = new URLSearchParams(toQuery(PLAIN_QUESTION));
  for (const name of ["prior", "changes"]) query.delete(name);
  if (count > MANY) query.set("max_cells", String(CELLS_OF_MANY));
  return query.toString();
}

export function cancelAlbum(): void {
  leave.abort();
  task.value = { status: "cancelled" };
}

/** Null when all is well, or was given up. */
async function gatherLooks(
  photos: readonly Photo[],
  prior: string,
  signal: AbortSignal,
): Promise<Failure | null> {
  const open = photos.filter(({ id }) => !looks.has(`${id} ${prior}`));
  const total = open.length;
  let done = 0;
  let failure: Failure | null = null;
  const tell = () => {
    task.value = { status: "working", what: "looks", done, total };
  };
  tell();
  const query = new URLSearchParams({ look: "on", prior, top_k: "1", regions: "", max_cells: "0" });
  const work = async () => {
    for (let next = open.shift(); next && !failure && !signal.aborted; next = open.shift()) {
      failure ??= await askLook(next, prior, query.toString(), signal);
      done += 1;
      if (!signal.aborted && !failure) tell();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return failure;
}

async function askLook(
  { id, file }: Photo,
  prior: string,
  query: string,
  signal: AbortSignal,
): Promise<Failure | null> {
  for (let attempt = 1; ; attempt++) {
    let failure: Failure | null = null;
    await askService(file, query, signal, (news) => {
      if (news.type === "failed") failure = news.failure;
      if (news.type === "answered" && news.prediction.look) {
        looks.set(`${id} ${prior}`, news.prediction.look);
      }
    });
    const told = failure as Failure | null;
    if (!told?.canRetry || attempt === TRIES || signal.aborted) return told;
    await pause(1000 * (told.retryAfterS ?? WAIT_S), signal);
  }
}

/** Puts the album's answer about the photo that is looked at in the place of its own, while albums are shown. Ends when the answer is called. */
export function followAlbum(): () => void {
  return effect(() => {
    const id = photo.value?.id ?? null;
    const wanted = id !== null && !isOverview.value && together.value?.has(id);
    if (!wanted) {
      standIn.value = null;
      return;
    }
    void besideOf(id, BESIDE).then((prediction) => {
      const isStill = photo.peek()?.id === id && together.peek()?.has(id);
      if (prediction?.album && isStill) standIn.value = { id, prediction };
    });
  });
}
