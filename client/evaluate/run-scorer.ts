import { priorOf } from "../../core/belief/prior.ts";
import type { Geography } from "../../core/earth/geography.ts";
import { outcomesOfRanking, rankingOfCells } from "../../core/eval/figures/baselines.ts";
import { measure } from "../../core/eval/figures/measures.ts";
import { type DatasetFacts, summarise } from "../../core/eval/figures/summary.ts";
import { createCellAreas } from "../../core/eval/reading/cell-areas.ts";
import { datasetOf } from "../../core/eval/reading/datasets.ts";
import type { Estimate, Failure } from "../../core/eval/reading/estimate.ts";
import { fingerprintOf } from "../../core/eval/reading/fingerprint.ts";
import { createPredictionReader } from "../../core/eval/reading/prediction-reader.ts";
import type { ReadingOptions } from "../../core/eval/reading/stated-support.ts";
import { readTruth, type TruthSet } from "../../core/eval/reading/truth.ts";
import { createCollector } from "../../core/eval/scoring/collector.ts";
import { faultOfAll } from "../../core/eval/scoring/plausibility.ts";
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
  const collected = collector.end();
  const { scores, duplicates, extra, models, warnings: found } = collected;
  const fault = faultOfAll(collected, truth);
  if (fault !== null) throw new Error(`${predictions.name}: ${fault}`);
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
      const measured = outcomesOfRanking(rankingOfCells(weights, cells), places);
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
  options: ReadingOptions,
  warnings: string[],
  tell: Tell,
): AsyncGenerator<Estimate | Failure> {
  const reader = createPredictionReader(file.name, options);
  const step = file.size / STEPS;
  let told = Number.NEGATIVE_INFINITY;
  try {
    for await (const line of readLines(file)) {
      if (line.end - told > step) {
        told = line.end;
        tell("Scoring predictions", isGzipped(file) ? null : line.end / file.size);
      }
      yield* reader.add(line);
    }
    yield* reader.end();
  } catch (cause) {
    throw new Error(`${file.name}: ${(cause as Error).message}`, { cause });
  }
  if (reader.cutLine !== null) {
    warnings.push(`The last line of ${file.name} is cut short and was left out.`);
  }
}
