import type { CellProbability } from "../../core/contracts/prediction.ts";
import type { Comparison } from "../../core/eval/figures/comparison.ts";
import type { Summary } from "../../core/eval/figures/summary.ts";
import type { PhotoScore } from "../../core/eval/scoring/photo-score.ts";
import type { RvaFile } from "../../core/formats/rva-curve.ts";

// What the page and its worker say to each other. All reading and reckoning happens in the worker: the page stays free.

export type RunId = number;

/** The files of one run: a scored run's folder, or predictions with the true places. */
export interface RunFiles {
  /** The folder's name, or the file's: what the run is called until its summary says. */
  readonly name: string;
  readonly summary?: File;
  readonly perImage?: File;
  readonly predictions?: File;
  readonly truth?: File;
}

export type Order =
  | { readonly type: "read"; readonly run: RunId; readonly files: RunFiles }
  | { readonly type: "forget"; readonly run: RunId }
  | {
      readonly type: "open";
      readonly ticket: number;
      readonly run: RunId;
      readonly photo: string;
      /** The photo's line of predictions, where it comes from the service. */
      readonly line: string | null;
    }
  | { readonly type: "curve"; readonly ticket: number; readonly file: File }
  | {
      readonly type: "compare";
      readonly ticket: number;
      readonly a: RunId;
      readonly b: RunId;
    };

export type News =
  | {
      readonly type: "progress";
      readonly run: RunId;
      readonly words: string;
      /** Null where it cannot be told. */
      readonly share: number | null;
    }
  | {
      readonly type: "summary";
      readonly run: RunId;
      readonly summary: Summary;
      readonly warnings: readonly string[];
    }
  /** Some rows; they come in portions, so that none takes the page long to receive. */
  | { readonly type: "scores"; readonly run: RunId; readonly scores: readonly PhotoScore[] }
  | { readonly type: "done"; readonly run: RunId }
  | { readonly type: "failed"; readonly run: RunId; readonly detail: string }
  | {
      readonly type: "opened";
      readonly ticket: number;
      readonly photo: OpenedPhoto | null;
      readonly fault: string | null;
    }
  | {
      readonly type: "curve";
      readonly ticket: number;
      readonly curve: RvaFile | null;
      readonly fault: string | null;
    }
  | {
      readonly type: "compared";
      readonly ticket: number;
      readonly comparison: Comparison | null;
      readonly fault: string | null;
    };

/** What a prediction says beyond the scores: the cells of its heatmap. */
export interface OpenedPhoto {
  readonly id: string;
  /** Heaviest per km2 first; empty for systems that state points. */
  readonly cells: readonly CellProbability[];
}
