import { computed, signal } from "@preact/signals";
import type { Comparison } from "../../core/eval/figures/comparison.ts";
import type { RvaFile } from "../../core/formats/rva-curve.ts";
import {
  type Fault,
  type GivenFile,
  kindOf,
  type Sorted,
  sortFiles,
  type Waiting,
  withTruth,
} from "./intake.ts";
import type { News, OpenedPhoto, Order, RunFiles, RunId } from "./messages.ts";
import { addPhotos, isPhotoFile } from "./photo-files.ts";
import { freeColour, isReady, MOST_RUNS, type Run, withNews } from "./runs.ts";
import { fetchLine, fetchRunFiles, type ServedRun } from "./served-runs.ts";
import { addCurves } from "./shared-curves.ts";

// What the Evaluate view holds. It outlives the view, so that going to Locate and back loses nothing.

export const runs = signal<readonly Run[]>([]);
export const readyRuns = computed(() => runs.value.filter(isReady));
/** Files that could not be used, the latest drop's only. */
export const faults = signal<readonly Fault[]>([]);
/** Predictions that wait for true places, the places last given, and tables of which it is not known what they are. */
export const waiting = signal<Waiting>({ unscored: [], truth: null, alike: [] });
/** A line for screen readers. */
export const announcement = signal("");

/** Bytes that tell what a file is: the head of a summary, the columns of a table. */
const HEAD_BYTES = 4096;

let lastId = 0;
let worker: Worker | null = null;
const answers = new Map<number, (news: News) => void>();

/** Takes files in: finds out which belong together and reads them. */
export async function addFiles(given: readonly GivenFile[]): Promise<void> {
  if (given.length === 0) return;
  addPhotos(given.filter(isPhotoFile));
  const known = await Promise.all(
    given
      .filter((each) => !isPhotoFile(each))
      .map(async ({ path, file }) => {
        const head = await file.slice(0, HEAD_BYTES).text();
        return { path, file, kind: kindOf(path, head) };
      }),
  );
  const sorted = sortFiles(known, waiting.value);
  takeIn(sorted);
  const wrong = await addCurves(sorted.curves, readCurve);
  if (wrong.length > 0) faults.value = [...faults.value, ...wrong];
}

/** Answers which of the tables that look alike has the true places. */
export function chooseTruth(file: File): void {
  takeIn(withTruth(waiting.value, file));
}

function takeIn({ runs: found, faults: wrong, unscored, truth, alike }: Sorted): void {
  waiting.value = { unscored, truth, alike };
  faults.value = wrong;
  for (const files of found) addRun(files, null);
}

/** Reads a run that the operator of the service keeps. */
export async function addServed(served: ServedRun): Promise<void> {
  const run = addRun({ name: served.name }, served);
  if (run === null) return;
  try {
    const files = await fetchRunFiles(served);
    order({ type: "read", run, files });
  } catch (cause) {
    take({ type: "failed", run, detail: (cause as Error).message });
  }
}

export function removeRun(id: RunId): void {
  runs.value = runs.value.filter((run) => run.id !== id);
  order({ type: "forget", run: id });
}

/** The heatmap of one photo of a run; null where its prediction lists no cells. */
export async function openPhoto(run: Run, photo: string): Promise<OpenedPhoto | null> {
  if (!run.hasPredictions) return null;
  const line = run.served === null ? null : await fetchLine(run.served, photo);
  const news = await ask((ticket) => ({ type: "open", ticket, run: run.id, photo, line }));
  if (news.type !== "opened") return null;
  if (news.fault !== null) throw new Error(news.fault);
  return news.photo;
}

/** Two runs, photo by photo. Throws a message for people where they do not compare. */
export async function compare(a: RunId, b: RunId): Promise<Comparison> {
  const news = await ask((ticket) => ({ type: "compare", ticket, a, b }));
  if (news.type !== "compared" || news.comparison === null) {
    throw new Error((news.type === "compared" && news.fault) || "they cannot be compared");
  }
  return news.comparison;
}

async function readCurve(file: File): Promise<RvaFile> {
  const news = await ask((ticket) => ({ type: "curve", ticket, file }));
  if (news.type !== "curve" || news.curve === null) {
    throw new Error((news.type === "curve" && news.fault) || `${file.name}: it cannot be read`);
  }
  return news.curve;
}

function addRun(files: RunFiles, served: ServedRun | null): RunId | null {
  const colour = freeColour(runs.value);
  if (colour === null) {
    const title = `${MOST_RUNS} runs stand side by side already`;
    faults.value = [{ title, detail: `Remove one of them, then add ${files.name} again.` }];
    return null;
  }
  const id = ++lastId;
  const run: Run = {
    id,
    colour,
    name: files.name,
    served: served?.id ?? null,
    hasPredictions: served?.hasPredictions ?? files.predictions !== undefined,
    task: { status: "reading", words: served ? "Fetching" : "Reading", share: null },
    summary: null,
    scores: [],
    warnings: [],
  };
  runs.value = [...runs.value, run];
  if (!served) order({ type: "read", run: id, files });
  return id;
}

function ask(make: (ticket: number) => Order): Promise<News> {
  const ticket = ++lastId;
  return new Promise((resolve) => {
    answers.set(ticket, resolve);
    order(make(ticket));
  });
}

function order(message: Order): void {
  if (!worker) {
    worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<News>) => take(data));
    worker.addEventListener("error", () => fail());
  }
  worker.postMessage(message);
}

function take(news: News): void {
  if ("ticket" in news) {
    answers.get(news.ticket)?.(news);
    answers.delete(news.ticket);
    return;
  }
  runs.value = withNews(runs.value, news);
  if (news.type === "done") {
    const run = runs.value.find(({ id }) => id === news.run);
    if (run) announcement.value = `${run.name} is ready.`;
  }
}

/** The worker itself could not be loaded or ran out of memory: what was on its way is lost. */
function fail(): void {
  worker = null;
  for (const { id, task } of runs.value) {
    if (task.status !== "reading") continue;
    const detail =
      "The reader stopped: its code could not be loaded, or memory ran out. Load the page again.";
    take({ type: "failed", run: id, detail });
  }
}
