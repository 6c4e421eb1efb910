import type { Geography } from "../earth/geography.ts";
import type { LngLat } from "../earth/lng-lat.ts";
import type { Line } from "../formats/lines.ts";
import type { Reference } from "./figures/baselines.ts";
import { measure } from "./figures/measures.ts";
import { peoplePrior } from "./figures/priors.ts";
import { type Leakage, type Summary, summarise } from "./figures/summary.ts";
import { createCellAreas } from "./reading/cell-areas.ts";
import type { DatasetFacts } from "./reading/dataset-facts.ts";
import type { Estimate, Failure } from "./reading/estimate.ts";
import { createPredictionReader, type PredictionReader } from "./reading/prediction-reader.ts";
import { badTable } from "./reading/table.ts";
import { contradictionWarnings, type TruthSet } from "./reading/truth.ts";
import { type Collected, createCollector } from "./scoring/collector.ts";
import type { PhotoScore } from "./scoring/photo-score.ts";
import { faultOfAll } from "./scoring/plausibility.ts";
import { OWN_CELLS, type RankingProtocol } from "./scoring/protocol.ts";

/** Settings of a scored run unless told otherwise: whoever scores takes the same, so that figures agree. */
export const RUN_DEFAULTS = { seed: 1, resamples: 1000, normalise: false } as const;

/** Predictions to score against the truth, whoever has read them. */
export interface RunRequest {
  /** Name of the file of predictions: its ending says what it is, faults name it. */
  readonly file: string;
  readonly lines: AsyncIterable<Line>;
  readonly truth: TruthSet;
  readonly facts: DatasetFacts;
  readonly geography: Geography;
  /** What tables call the run: a chosen name, else the model that the predictions name, else the spare one. */
  readonly name: string | null;
  readonly spareName: string;
  readonly seed: number;
  /** Draws of the bootstrap, 0 for none. */
  readonly resamples: number;
  readonly normalise: boolean;
  /** References that look at no photo; where people live stands behind them. */
  readonly references: readonly Reference[];
  readonly leakage: Leakage | null;
  /** Photos that an audit found to be none, or copies, with what it found: cleaned figures are without them. */
  readonly leftOut?: ReadonlyMap<string, string> | null;
  /** Distance from a place to the nearest training point, km, where such points are known. */
  readonly trainingKm?: ((place: LngLat) => number) | undefined;
  /** How the Earth is ranked; the cells that each prediction states unless told. */
  readonly protocol?: RankingProtocol;
  /** What to say when the last line, of this number, was cut short and left out. */
  cutWarning(line: number): string;
  /** Told before each line is read, with the offset of the byte after it. */
  onRead?(end: number): void;
  /** Told once when all is read and the intervals are next. */
  onCollected?(): void;
}

export interface ScoredRun {
  readonly summary: Summary;
  readonly scores: readonly PhotoScore[];
  /** What makes the predictions look mistaken, in sentences for people. */
  readonly warnings: readonly string[];
}

/**
 * Reads predictions line by line and scores them: memory holds one photo's cells at a time and a small row per photo.
 * Throws `parameter_invalid` for files that are no predictions or for another set altogether.
 */
export async function scoreRun(request: RunRequest): Promise<ScoredRun> {
  const { truth, facts, references, geography } = request;
  const { collected, cutLine } = await collect(request);
  const fault = faultOfAll(collected, truth);
  if (fault !== null) throw badTable(`${request.file}: ${fault}`);
  request.onCollected?.();
  const { duplicates, extra, models, warnings } = collected;
  const { trainingKm } = request;
  const scores = trainingKm
    ? collected.scores.map((score) => ({
        ...score,
        trainingKm: score.truth ? trainingKm(score.truth) : null,
      }))
    : collected.scores;
  const model = models.length === 0 ? null : models.join(", ");
  const summary = summarise(scores, {
    name: request.name ?? model ?? request.spareName,
    model,
    dataset: facts,
    clusteredBy: truth.clusteredBy,
    duplicates,
    truthDuplicates: truth.duplicates,
    extra,
    seed: request.seed,
    resamples: request.resamples,
    leakage: request.leakage,
    protocol: request.protocol ?? OWN_CELLS,
    leftOut: request.leftOut ?? null,
    baselines: (placed, resampling) =>
      [...references, peoplePrior(geography.cells)].map(({ name, detail, outcomes }) => ({
        name,
        detail,
        measures: measure(outcomes(placed), resampling),
      })),
  });
  const cut = cutLine === null ? [] : [request.cutWarning(cutLine)];
  return {
    summary,
    scores,
    warnings: [...cut, ...contradictionWarnings(truth), ...warnings],
  };
}

async function collect(
  request: RunRequest,
): Promise<{ collected: Collected; cutLine: number | null }> {
  const { truth, geography, normalise } = request;
  const areas = createCellAreas(geography.cells);
  const collector = createCollector(truth, geography, areas, request.protocol);
  const options = { areas, cells: geography.cells, normalise };
  const reader = createPredictionReader(request.file, options);
  for await (const reading of readAll(reader, request)) collector.add(reading);
  return { collected: collector.end(), cutLine: reader.cutLine };
}

async function* readAll(
  reader: PredictionReader,
  { file, lines, onRead }: RunRequest,
): AsyncGenerator<Estimate | Failure> {
  try {
    for await (const line of lines) {
      onRead?.(line.end);
      yield* reader.add(line);
    }
    yield* reader.end();
  } catch (cause) {
    throw badTable(`${file}: ${(cause as Error).message}`, cause);
  }
}
