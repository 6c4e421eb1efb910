import type { Summary } from "../../core/eval/figures/summary.ts";
import type { PhotoScore } from "../../core/eval/scoring/photo-score.ts";
import type { News, RunId } from "./messages.ts";

/** Runs that can stand side by side: as many as there are colours that can be told apart. */
export const MOST_RUNS = 5;

/** One run on the page, or on its way there. */
export interface Run {
  readonly id: RunId;
  /** Which of the run colours it wears, for as long as it is here. */
  readonly colour: number;
  /** The summary's name once it is known. */
  readonly name: string;
  /** Its id at the service, null for files of this device. */
  readonly served: string | null;
  /** Whether single photos have predictions to open. */
  readonly hasPredictions: boolean;
  readonly task:
    | { readonly status: "reading"; readonly words: string; readonly share: number | null }
    | { readonly status: "ready" }
    | { readonly status: "failed"; readonly detail: string };
  readonly summary: Summary | null;
  readonly scores: readonly PhotoScore[];
  readonly warnings: readonly string[];
}

/** A run whose figures can be shown. */
export type ReadyRun = Run & { readonly summary: Summary };

export function isReady(run: Run): run is ReadyRun {
  return run.task.status === "ready" && run.summary !== null;
}

/** The runs after news of one of them; news of runs that are gone change nothing. */
export function withNews(runs: readonly Run[], news: News): readonly Run[] {
  if (!("run" in news)) return runs;
  const at = runs.findIndex(({ id }) => id === news.run);
  const run = runs[at];
  return run ? runs.with(at, advance(run, news, runs)) : runs;
}

function advance(run: Run, news: Extract<News, { run: RunId }>, runs: readonly Run[]): Run {
  switch (news.type) {
    case "progress":
      return { ...run, task: { status: "reading", words: news.words, share: news.share } };
    case "summary": {
      const { summary, warnings } = news;
      return { ...run, summary, warnings, name: freeName(summary.name, run, runs) };
    }
    case "scores":
      return { ...run, scores: [...run.scores, ...news.scores] };
    case "done":
      return { ...run, task: { status: "ready" } };
    case "failed":
      return { ...run, task: { status: "failed", detail: news.detail } };
  }
}

/** The lowest colour that no run wears; null when all are worn. */
export function freeColour(runs: readonly Run[]): number | null {
  for (let colour = 0; colour < MOST_RUNS; colour++) {
    if (!runs.some((run) => run.colour === colour)) return colour;
  }
  return null;
}

/** Two runs of one name are told apart by a number. */
function freeName(wanted: string, own: Run, runs: readonly Run[]): string {
  const taken = new Set(runs.filter(({ id }) => id !== own.id).map(({ name }) => name));
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted} (${n})`;
  return name;
}
