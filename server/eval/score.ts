import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { cpus } from "node:os";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { priorOf } from "../../core/belief/prior.ts";
import type { Geography } from "../../core/earth/geography.ts";
import { outcomesOfRanking, rankingOfCells } from "../../core/eval/figures/baselines.ts";
import { measure } from "../../core/eval/figures/measures.ts";
import {
  type Baseline,
  type Leakage,
  type Summary,
  summarise,
} from "../../core/eval/figures/summary.ts";
import { createCellAreas } from "../../core/eval/reading/cell-areas.ts";
import type { Estimate, Failure } from "../../core/eval/reading/estimate.ts";
import { createPredictionReader } from "../../core/eval/reading/prediction-reader.ts";
import type { ReadingOptions } from "../../core/eval/reading/stated-support.ts";
import { createCollector } from "../../core/eval/scoring/collector.ts";
import type { PhotoScore } from "../../core/eval/scoring/photo-score.ts";
import { faultOfAll } from "../../core/eval/scoring/plausibility.ts";
import { readLines } from "../files/lines.ts";
import { PROJECT_FOLDER } from "../settings/folders.ts";
import { fileError } from "./files.ts";
import type { NamedTruth } from "./truth-source.ts";

export interface ScoreRequest {
  readonly predictions: string;
  readonly truth: NamedTruth;
  readonly geography: Geography;
  readonly name: string | null;
  readonly seed: number;
  readonly resamples: number;
  readonly normalise: boolean;
  /** The photo prior of a bundle, to stand beside the curves; null when there is none. */
  readonly photoPrior: { readonly name: string; readonly weights: Float64Array } | null;
  /** Further references, such as a gallery's. */
  readonly references: readonly Reference[];
  readonly leakage: Leakage | null;
  onProgress?(done: number, total: number): void;
}

/** A reference that looks at no photo. */
export interface Reference {
  readonly name: string;
  readonly detail: string;
  measured(placed: readonly PhotoScore[]): ReturnType<typeof outcomesOfRanking>;
}

export interface ScoredRun {
  readonly summary: Summary;
  readonly scores: readonly PhotoScore[];
  readonly warnings: readonly string[];
}

/**
 * Reads predictions line by line and scores them: memory holds one photo's cells at a time and a small row per photo.
 * Throws `parameter_invalid` for files that are no predictions or for another set altogether.
 */
export async function scorePredictions(request: ScoreRequest): Promise<ScoredRun> {
  const { predictions, truth, geography } = request;
  const areas = createCellAreas(geography.cells);
  const collector = createCollector(truth.set, geography, areas);
  const options = { areas, cells: geography.cells, normalise: request.normalise };
  const warnings: string[] = [...truth.warnings];
  const total = await sizeOf(predictions);
  let lastShown = 0;
  for await (const reading of readPredictions(predictions, options, warnings, (end) => {
    if (end - lastShown < total / 200) return;
    lastShown = end;
    request.onProgress?.(Math.min(end, total), total);
  })) {
    collector.add(reading);
  }
  request.onProgress?.(total, total);
  const collected = collector.end();
  const { scores, duplicates, extra, models, warnings: found } = collected;
  const fault = faultOfAll(collected, truth.set);
  if (fault !== null) throw fileError(predictions, fault);
  const model = models.length === 0 ? null : models.join(", ");
  const summary = summarise(scores, {
    name: request.name ?? model ?? predictions.replace(/^.*[\\/]/, "").replace(/\.\w+(\.gz)?$/, ""),
    model,
    dataset: truth.facts,
    clusteredBy: truth.set.clusteredBy,
    duplicates,
    truthDuplicates: truth.set.duplicates,
    extra,
    seed: request.seed,
    resamples: request.resamples,
    leakage: request.leakage,
    baselines: (placed, resampling) =>
      referencesOf(request).map((reference): Baseline => {
        const measured = measure(reference.measured(placed), resampling);
        return { name: reference.name, detail: reference.detail, measures: measured };
      }),
  });
  return { summary, scores, warnings: [...warnings, ...found] };
}

/** The image-free priors that stand beside every curve and table. */
function referencesOf({ geography, photoPrior, references }: ScoreRequest): Reference[] {
  const { cells } = geography;
  const ranked = (name: string, detail: string, weights: Float64Array): Reference => {
    const ranking = rankingOfCells(weights, cells);
    return {
      name,
      detail,
      measured: (placed) =>
        outcomesOfRanking(
          ranking,
          placed.map(({ truth }) => truth!),
        ),
    };
  };
  const none = new Float64Array(cells.count);
  const own = photoPrior
    ? [
        ranked(
          "prior: photos",
          `where photos are taken, as ${photoPrior.name} has it; no image`,
          photoPrior.weights,
        ),
      ]
    : [];
  return [
    ...references,
    ...own,
    ranked("prior: people", "where people live; no image", priorOf("population", cells, none)),
  ];
}

async function* readPredictions(
  file: string,
  options: ReadingOptions,
  warnings: string[],
  onRead: (end: number) => void,
): AsyncGenerator<Estimate | Failure> {
  const reader = createPredictionReader(file, options);
  try {
    for await (const line of readLines(file)) {
      onRead(line.end);
      yield* reader.add(line);
    }
    yield* reader.end();
  } catch (cause) {
    throw fileError(file, (cause as Error).message, cause);
  }
  if (reader.cutLine !== null) {
    warnings.push(
      `${file}: the last line (${reader.cutLine}) is cut short and was left out; \`eval predict --resume\` does that photo again.`,
    );
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (cause) {
    throw fileError(file, "there is no such file of predictions", cause);
  }
}

/** What a run was made with and on: the only block of `summary.json` that differs between runs. */
export async function describeRun(
  started: number,
  predictions: string,
  command: readonly string[],
  version: string,
): Promise<Readonly<Record<string, unknown>>> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(predictions), hash);
  return {
    finishedAt: new Date().toISOString(),
    seconds: Math.round((performance.now() - started) / 100) / 10,
    command: command.join(" "),
    predictions: { file: predictions, sha256: hash.digest("hex") },
    graticule: version,
    commit: await commitOf(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processors: `${cpus().length} x ${cpus()[0]?.model.trim() ?? "unknown"}`,
  };
}

/** The commit that is checked out; null outside a checkout. */
async function commitOf(): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)("git", ["rev-parse", "HEAD"], {
      cwd: PROJECT_FOLDER,
    });
    return stdout.trim();
  } catch {
    return null;
  }
}
