import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { LandMask } from "../../core/earth/land-mask.ts";
import type { Summary } from "../../core/eval/figures/summary.ts";
import { readSummary, writeSummary } from "../../core/eval/figures/summary-file.ts";
import { curveCsv, distanceCsv } from "../../core/eval/report/curve-csv.ts";
import { reportLatex } from "../../core/eval/report/latex.ts";
import { reportMarkdown } from "../../core/eval/report/markdown.ts";
import { reportHtml } from "../../core/eval/report/page.ts";
import { rvaFileOf } from "../../core/eval/report/rva-curve.ts";
import { readPerImage, writePerImage } from "../../core/eval/scoring/per-image.ts";
import type { PhotoScore } from "../../core/eval/scoring/photo-score.ts";
import { writeRvaFile } from "../../core/formats/rva-curve.ts";
import { fileError, parseGiven, writeWhole } from "./files.ts";

/** The files of a run's folder. */
export const RUN_FILES = {
  predictions: "predictions.jsonl",
  summary: "summary.json",
  perImage: "per_image.csv",
  html: "report.html",
  markdown: "report.md",
  latex: "report.tex",
  curve: "curve.csv",
  distances: "distances.csv",
  rva: "curve.rva.json",
} as const;

/** Writes a scored run into its folder. */
export async function writeRun(
  folder: string,
  summary: Summary,
  scores: readonly PhotoScore[],
  mask: LandMask,
): Promise<void> {
  await writeWhole(join(folder, RUN_FILES.perImage), writePerImage(scores));
  await writeWhole(join(folder, RUN_FILES.markdown), reportMarkdown(summary));
  await writeWhole(join(folder, RUN_FILES.latex), reportLatex(summary));
  await writeWhole(join(folder, RUN_FILES.curve), curveCsv(summary));
  await writeWhole(join(folder, RUN_FILES.distances), distanceCsv(summary));
  const curve = rvaFileOf(summary);
  if (curve) await writeWhole(join(folder, RUN_FILES.rva), writeRvaFile(curve));
  await writeWhole(join(folder, RUN_FILES.html), reportHtml(summary, scores, mask));
  // Last, so that a folder with a summary has everything.
  await writeWhole(join(folder, RUN_FILES.summary), writeSummary(summary));
}

export interface StoredRun {
  readonly summary: Summary;
  readonly scores: readonly PhotoScore[];
}

/** Reads a run's folder back. */
export async function readRun(folder: string): Promise<StoredRun> {
  const isFolder = (await stat(folder).catch(() => null))?.isDirectory() ?? false;
  if (!isFolder)
    throw fileError(folder, "there is no such folder of a run (`eval score --output`)");
  const [summary, scores] = await Promise.all([
    parseGiven(join(folder, RUN_FILES.summary), "the summary of a run", readSummary),
    parseGiven(join(folder, RUN_FILES.perImage), "the photos of a run", readPerImage),
  ]);
  return { summary, scores };
}
