import { compareRuns } from "../../core/eval/figures/comparison.ts";
import type { PhotoScore } from "../../core/eval/scoring/photo-score.ts";
import { readRvaFile } from "../../core/formats/rva-file.ts";
import { readEarth } from "./earth.ts";
import type { News, Order, RunFiles, RunId } from "./messages.ts";
import {
  createPredictionFinder,
  openPrediction,
  type PredictionFinder,
} from "./prediction-finder.ts";
import { naming, readRunFiles } from "./run-reader.ts";
import { scoreRunFiles } from "./run-scorer.ts";

// The worker's whole program: orders come in, news go out. It keeps the rows of each run for comparing.

/** Rows per message: a portion takes the page a few milliseconds. */
const PORTION = 500;
const COMPARISON = { seed: 1, resamples: 2000, primary: null };

interface Kept {
  readonly scores: readonly PhotoScore[];
  readonly finder: PredictionFinder | null;
}

const kept = new Map<RunId, Kept>();

self.addEventListener("message", ({ data }: MessageEvent<Order>) => void obey(data));

async function obey(order: Order): Promise<void> {
  switch (order.type) {
    case "read":
      return read(order.run, order.files);
    case "forget":
      kept.delete(order.run);
      return;
    case "open":
      return open(order);
    case "curve":
      return readCurve(order);
    case "compare":
      return compare(order);
  }
}

async function read(run: RunId, files: RunFiles): Promise<void> {
  const report = (words: string, share: number | null) =>
    tell({ type: "progress", run, words, share });
  try {
    report("Reading", null);
    const { summary, scores, warnings } = files.summary
      ? await readRunFiles(files)
      : await scoreRunFiles(files, await readEarth(), report);
    const { predictions } = files;
    const isSearchable = predictions && !/\.csv(\.gz)?$/i.test(predictions.name);
    const ids = scores.map(({ id }) => id);
    kept.set(run, {
      scores,
      finder: isSearchable ? createPredictionFinder(predictions, ids) : null,
    });
    tell({ type: "summary", run, summary, warnings });
    for (let at = 0; at < scores.length; at += PORTION) {
      tell({ type: "scores", run, scores: scores.slice(at, at + PORTION) });
    }
    tell({ type: "done", run });
  } catch (cause) {
    console.error(cause);
    tell({ type: "failed", run, detail: (cause as Error).message });
  }
}

async function open({ ticket, run, photo, line }: Extract<Order, { type: "open" }>): Promise<void> {
  try {
    const text = line ?? (await kept.get(run)?.finder?.find(photo)) ?? null;
    const opened = text === null ? null : openPrediction(photo, text);
    tell({ type: "opened", ticket, photo: opened, fault: null });
  } catch (cause) {
    const fault = `The prediction cannot be read: ${(cause as Error).message}.`;
    tell({ type: "opened", ticket, photo: null, fault });
  }
}

async function readCurve({ ticket, file }: Extract<Order, { type: "curve" }>): Promise<void> {
  try {
    tell({ type: "curve", ticket, curve: await naming(file, readRvaFile), fault: null });
  } catch (cause) {
    tell({ type: "curve", ticket, curve: null, fault: (cause as Error).message });
  }
}

function compare({ ticket, a, b }: Extract<Order, { type: "compare" }>): void {
  try {
    const [first, second] = [kept.get(a), kept.get(b)];
    if (!first || !second) throw new Error("one of the runs is gone");
    const comparison = compareRuns(first.scores, second.scores, COMPARISON);
    tell({ type: "compared", ticket, comparison, fault: null });
  } catch (cause) {
    tell({ type: "compared", ticket, comparison: null, fault: (cause as Error).message });
  }
}

function tell(news: News): void {
  postMessage(news);
}
