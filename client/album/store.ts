import { computed, effect, signal } from "@preact/signals";
import type { AboutAlbum, AlbumRequest } from "../../core/contracts/album.ts";
import type { Prediction } from "../../core/contracts/prediction.ts";
import { regionOf } from "../../core/contracts/prediction-parts.ts";
import { headlineOf } from "../../core/formats/headline.ts";
import { summaryOf } from "../../core/formats/photo-outcome.ts";
import type { PhotosPath } from "../../core/formats/photos-path.ts";
import { packDocument, unpackDocument } from "../ask/packed.ts";
import { toAlbumQuery } from "../ask/question.ts";
import type { Photo, PhotoId } from "../ask/state.ts";
import { commonQuestion, isOverview, photo, prediction, state } from "../ask/store.ts";
import { solveAlbum } from "../service/album.ts";
import { type Failure, refusal } from "../service/failure.ts";
import { gatherLooks } from "./looks.ts";
import {
  candidatesOf,
  keyOf,
  partWay,
  priorOf,
  type Setting,
  type Solved,
  type Task,
  type Together,
} from "./state.ts";

// Photos that belong together. Components read the signals and call the functions below; nothing else changes them.

export const task = signal<Task>({ status: "idle" });
export const solved = signal<Solved | null>(null);
export const setting = signal<Setting>({ order: "time", withoutPosition: new Set() });
/** Which of their two answers the page shows of the photos of an album. */
export const shows = signal<"together" | "alone">("together");

/** Photos that can be solved together. */
export const candidates = computed(() => candidatesOf(state.value.photos));

/** Whether what an album was solved from has changed since. */
export const isStale = computed(() => {
  const album = solved.value;
  if (!album) return false;
  const photos = candidates.value.filter(({ id }) => album.chosen?.has(id) ?? true);
  const prior = priorOf(photos, commonQuestion.value.prior);
  return keyOf(photos, prior, setting.value) !== album.key;
});

/** The answers together that the page shows; none while it shows the photos alone. */
const shownAnswers = computed(() =>
  shows.value === "together" ? (solved.value?.answers ?? null) : null,
);

/** A photo's answer together with others, where that is what the page shows. */
export function togetherOf(id: PhotoId): Together | null {
  return shownAnswers.value?.get(id) ?? null;
}

/** Whether the page shows photos together: then the points of their way stand for them on the map. */
export const drawsWay = computed(() => shownAnswers.value !== null);

/** The way through the album, to be saved; none where the page shows the photos alone. */
export function shownPath(): PhotosPath {
  const album = shows.value === "together" ? solved.value : null;
  if (!album || album.about.order === "none") return [];
  return album.way.map(({ file, at, time }) => ({ file, ...at, time }));
}

/** A photo as the page shows it in its lists: with its answer together with others, where there is one. */
export function asShown(photo: Photo): Photo {
  const together = togetherOf(photo.id);
  return together ? { ...photo, summary: together.summary } : photo;
}

/** The whole answer together of the selected photo, opened whichever of the two is shown: changing between them takes no time. */
const opened = signal<{ readonly from: Together; readonly prediction: Prediction } | null>(null);

effect(() => {
  const current = photo.value;
  const from = current && !isOverview.value ? solved.value?.answers.get(current.id) : null;
  if (!from) {
    opened.value = null;
    return;
  }
  void openTogether(from);
});

async function openTogether(from: Together): Promise<void> {
  const document = (await unpackDocument(await from.packed)) as Prediction;
  const current = photo.peek();
  if (current && solved.peek()?.answers.get(current.id) === from)
    opened.value = { from, prediction: document };
}

/**
 * The answer on display: the selected photo's, together with others where the page shows that. None for the moment in which that is
 * opened, so that the map goes where it will be drawn.
 */
export const shownPrediction = computed((): Prediction | null => {
  const alone = prediction.value;
  const current = photo.value;
  const from = alone && current ? togetherOf(current.id) : null;
  if (!from) return alone;
  return opened.value?.from === from ? opened.value.prediction : null;
});

let leave = new AbortController();

/** Solves photos together; `isAll` where they are all that can be, so that one that comes later makes the album stale. */
export async function solve(photos: readonly Photo[], isAll: boolean): Promise<void> {
  leave.abort();
  leave = new AbortController();
  const { signal } = leave;
  const prior = priorOf(photos, commonQuestion.value.prior);
  const { order, withoutPosition } = setting.value;
  const key = keyOf(photos, prior, setting.value);
  task.value = { status: "working", stage: "looks", done: 0, total: photos.length };

  const gathered = await gatherLooks(photos, prior, signal, (done) => {
    task.value = { status: "working", stage: "looks", done, total: photos.length };
  });
  if (signal.aborted) return;
  if ("failure" in gathered) return fail(gathered.failure);
  const { looks, leftOut } = gathered;
  const used = photos.filter(({ id }) => looks.has(id));
  const unanswered = new Map(leftOut);
  const answers = new Map<PhotoId, Together>();
  task.value = { status: "working", stage: "photos", done: 0, total: 0 };
  await solveAlbum(
    requestOf(used, looks, order, withoutPosition),
    toAlbumQuery(used.length),
    signal,
    (news) => {
      switch (news.type) {
        case "progress":
          task.value = { status: "working", stage: news.what, done: news.done, total: news.total };
          break;
        case "photo": {
          const together = togetherFrom(news.prediction);
          const id = used[news.index]?.id;
          if (together && id !== undefined) answers.set(id, together);
          break;
        }
        case "unanswered": {
          const id = used[news.index]?.id;
          if (id !== undefined) unanswered.set(id, news.reason);
          break;
        }
        case "failed":
          fail(news.failure);
          break;
        case "solved":
          finish(news.about);
      }
    },
  );

  function finish({ path, ...about }: AboutAlbum): void {
    const ids = used.map(({ id }) => id);
    const chosen = isAll ? null : new Set(photos.map(({ id }) => id));
    const way = partWay(path, ids, answers);
    solved.value = { key, chosen, about, answers, leftOut: unanswered, ...way };
    shows.value = "together";
    task.value = { status: "idle" };
  }
}

function requestOf(
  photos: readonly Photo[],
  looks: ReadonlyMap<PhotoId, string>,
  order: Setting["order"],
  withoutPosition: Setting["withoutPosition"],
): AlbumRequest {
  const anyTime = photos.some(({ summary }) => summary?.takenAt);
  return {
    photos: photos.map(({ id, file }) => ({
      file: file.name,
      look: looks.get(id) ?? "",
      ...(withoutPosition.has(id) && { position: null }),
    })),
    order: order === "time" && !anyTime ? "given" : order,
    usesPositions: true,
  };
}

function togetherFrom(prediction: Prediction): Together | null {
  const { album: share } = prediction;
  if (!share) return null;
  return {
    summary: summaryOf(prediction),
    headline: headlineOf(prediction),
    area90: regionOf(prediction, 0.9) ?? null,
    share,
    packed: packDocument(prediction),
  };
}

function fail(failure: Failure): void {
  task.value = {
    status: "failed",
    failure: failure.code === "not_found" ? UNKNOWN_ROUTE : failure,
  };
}

const UNKNOWN_ROUTE = refusal(
  "not_found",
  "This server does not solve albums",
  "It is of a version that locates photos one by one. The photos' own answers stay; update the server to have them solved together.",
);

/** Stops the solving; what was solved before stays. */
export function cancelAlbum(): void {
  leave.abort();
  if (task.value.status === "working") task.value = { status: "cancelled" };
}

/** Takes the album away: each photo has its own answer again. */
export function dropAlbum(): void {
  cancelAlbum();
  task.value = { status: "idle" };
  solved.value = null;
}

export function changeSetting(change: Partial<Setting>): void {
  setting.value = { ...setting.value, ...change };
}

/** Has a position that a photo's file states count, or not. */
export function countPosition(id: PhotoId, counts: boolean): void {
  const without = new Set(setting.value.withoutPosition);
  if (counts) without.delete(id);
  else without.add(id);
  changeSetting({ withoutPosition: without });
}

/** The answer to be saved of a photo: that together with others, where the page shows it. */
export async function togetherAnswer(id: PhotoId): Promise<Prediction | null> {
  const together = togetherOf(id);
  return together ? ((await unpackDocument(await together.packed)) as Prediction) : null;
}

// With the last photo the album is gone.
effect(() => {
  if (state.value.photos.length === 0 && (solved.peek() || task.peek().status !== "idle"))
    dropAlbum();
});
