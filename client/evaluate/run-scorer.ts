import { measureRanking, rankLandCells } from "../../core/eval/baselines.ts";
import { createCellAreas } from "../../core/eval/cell-areas.ts";
import { createCollector } from "../../core/eval/collector.ts";
import { datasetOf } from "../../core/eval/datasets.ts";
import { type Estimate, type Failure, readPredictionLine } from "../../core/eval/estimate.ts";
import { fingerprintOf } from "../../core/eval/fingerprint.ts";
import { measure } from "../../core/eval/measures.ts";
import { createPredictionTable } from "../../core/eval/prediction-table.ts";
import { type DatasetFacts, summarise } from "../../core/eval/summary.ts";
import { readTruth, type TruthSet } from "../../core/eval/truth.ts";
import type { Geography } from "../../core/geography.ts";
import { priorOf } from "../../core/prior.ts";
import { isGzipped, readLines } from "./lines.ts";
import type { RunFiles } from "./messages.ts";
import { naming, type ReadRun } from "./run-reader.ts";

export type Tell = (words: string, share: number | null) => void;

/** What the command line takes unless told otherwise, so that both give the same figures. */
const SEED = 1;
const RESAMPLES = 1000;
/** News of progress, at most so many. */
const STEPS = 100;

/** Scores predictions against the true places, here in the browser. Throws a message for people that names the file. */
export async function scoreRunFiles(
  files: RunFiles,
  earth: Geography,
  tell: Tell,
): Promise<ReadRun> {
  const predictions = files.predictions!;
  const truth = await naming(files.truth!, readTruth);
  const facts = await factsOf(files.truth!, truth);
  const { cells } = earth;
  const areas = createCellAreas(cells);
  const collector = createCollector(truth, earth, areas);
  const options = { areas, cells, normalise: false };
  const warnings: string[] = [];
  for await (const reading of readPredictions(predictions, options, warnings, tell)) {
    collector.add(reading);
  }
  const { scores, duplicates, extra, models, warnings: found } = collector.end();
  if (scores.every(({ status }) => status === "missing")) {
    throw new Error(noneFound(predictions.name, truth, extra));
  }
  tell("Computing intervals", null);
  const model = models.length === 0 ? null : models.join(", ");
  const summary = summarise(scores, {
    name: model ?? files.name,
    model,
    dataset: facts,
    clusteredBy: truth.clusteredBy,
    duplicates,
    truthDuplicates: truth.duplicates,
    extra,
    seed: SEED,
    resamples: RESAMPLES,
    leakage: null,
    baselines(placed, resampling) {
      const weights = priorOf("population", cells, new Float64Array(cells.count));
      const places = placed.map((score) => score.truth!);
      const measured = measureRanking(rankLandCells(weights, cells), places);
      const measures = measure(measured, resampling);
      return [{ name: "prior: people", detail: "where people live; no image", measures }];
    },
  });
  return { summary, scores, warnings: [...warnings, ...found] };
}

async function factsOf(file: File, { rows }: TruthSet): Promise<DatasetFacts> {
  // Browsers have no digests on plain http beyond this machine; then the set is known by its name alone.
  const fingerprint = crypto.subtle ? await fingerprintOf(rows) : "";
  const known = datasetOf(fingerprint);
  const placed = rows.filter(({ at }) => at !== null).length;
  return {
    name: known?.name ?? file.name.replace(/(\.csv)?(\.gz)?$/i, ""),
    photos: rows.length,
    withPosition: placed,
    countryOnly: rows.length - placed,
    fingerprint,
  };
}

async function* readPredictions(
  file: File,
  options: Parameters<typeof readPredictionLine>[1],
  warnings: string[],
  tell: Tell,
): AsyncGenerator<Estimate | Failure> {
  const table = /\.csv(\.gz)?$/i.test(file.name) ? createPredictionTable(options) : null;
  const step = file.size / STEPS;
  let told = Number.NEGATIVE_INFINITY;
  for await (const { text, number, end, isCut } of readLines(file)) {
    if (end - told > step) {
      told = end;
      tell("Scoring predictions", isGzipped(file) ? null : end / file.size);
    }
    if (text.trim() === "") continue;
    try {
      if (table) yield* table.add(text);
      else yield readPredictionLine(text, options);
    } catch (cause) {
      const problem = `${file.name}, line ${number}: ${(cause as Error).message}`;
      if (table || !isCut) throw new Error(problem, { cause });
      warnings.push(`The last line of ${file.name} is cut short and was left out.`);
    }
  }
  if (table) yield* table.end();
}

function noneFound(name: string, { rows }: TruthSet, extra: readonly string[]): string {
  if (extra.length === 0) return `${name} holds no predictions.`;
  return `None of the ${extra.length} ids in ${name} is among the true places: they have ids like ${rows[0]!.id}, the predictions like ${extra[0]}. Are they of another set?`;
}
