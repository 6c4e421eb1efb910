import { readSummary } from "../../core/eval/figures/summary-file.ts";
import type { ScoredRun } from "../../core/eval/run.ts";
import { readPerImage } from "../../core/eval/scoring/per-image.ts";
import { readText } from "./lines.ts";
import type { RunFiles } from "./messages.ts";

/** Reads the folder of a scored run. Throws a message for people that names the file. */
export async function readRunFiles({ summary, perImage }: RunFiles): Promise<ScoredRun> {
  const facts = await naming(summary!, readSummary);
  if (!perImage) {
    const warning =
      "Only the summary came: add per_image.csv of the same folder to see the map of errors, single photos and comparisons.";
    return { summary: facts, scores: [], warnings: [warning] };
  }
  const scores = await naming(perImage, readPerImage);
  if (scores.length !== facts.dataset.photos) {
    throw new Error(
      `${perImage.name} has ${scores.length} photos, ${summary!.name} counts ${facts.dataset.photos}: they are of different runs, or one is cut short. Take both from one folder.`,
    );
  }
  return { summary: facts, scores, warnings: [] };
}

/** Runs a reader over a file's text, so that its faults name the file. */
export async function naming<T>(file: File, parse: (text: string) => T | Promise<T>): Promise<T> {
  try {
    return await parse(await readText(file));
  } catch (cause) {
    throw new Error(`${file.name}: ${(cause as Error).message}`, { cause });
  }
}
