import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { cpus } from "node:os";
import { promisify } from "node:util";
import type { Geography } from "../../core/earth/geography.ts";
import type { LngLat } from "../../core/earth/lng-lat.ts";
import type { Reference } from "../../core/eval/figures/baselines.ts";
import type { RunCard, Scoring } from "../../core/eval/figures/run-card.ts";
import type { Leakage } from "../../core/eval/figures/summary.ts";
import { type ScoredRun, scoreRun } from "../../core/eval/run.ts";
import type { RankingProtocol } from "../../core/eval/scoring/protocol.ts";
import { sha256OfFile } from "../files/checksum.ts";
import { readLines } from "../files/lines.ts";
import { PROJECT_FOLDER } from "../files/project-folder.ts";
import { fileError } from "./files.ts";
import type { NamedTruth } from "./truth-source.ts";

export interface ScoreRequest {
  /** The file. */
  readonly predictions: string;
  readonly truth: NamedTruth;
  readonly geography: Geography;
  readonly name: string | null;
  readonly seed: number;
  readonly resamples: number;
  readonly normalise: boolean;
  /** Further references beside the curves, the most telling first. */
  readonly references: readonly Reference[];
  readonly leakage: Leakage | null;
  readonly trainingKm?: ((place: LngLat) => number) | undefined;
  readonly leftOut?: ReadonlyMap<string, string> | null;
  readonly protocol?: RankingProtocol;
  /** How many bytes of how many are read. */
  onProgress?(done: number, total: number): void;
}

/** News of progress, at most so many. */
const STEPS = 200;

/** Scores a file of predictions. Throws `parameter_invalid` for files that are none or for another set altogether. */
export async function scorePredictions(request: ScoreRequest): Promise<ScoredRun> {
  const { predictions, truth, onProgress, ...rest } = request;
  const total = await sizeOf(predictions);
  let lastShown = 0;
  const run = await scoreRun({
    ...rest,
    file: predictions,
    lines: readLines(predictions),
    truth: truth.set,
    facts: truth.facts,
    spareName: predictions.replace(/^.*[\\/]/, "").replace(/\.\w+(\.gz)?$/, ""),
    cutWarning: (line) =>
      `${predictions}: the last line (${line}) is cut short and was left out; \`eval predict --resume\` does that photo again.`,
    onRead(end) {
      if (end - lastShown < total / STEPS) return;
      lastShown = end;
      onProgress?.(Math.min(end, total), total);
    },
    onCollected: () => onProgress?.(total, total),
  });
  return { ...run, warnings: [...truth.warnings, ...run.warnings] };
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
  scoring: Scoring,
): Promise<RunCard> {
  return {
    finishedAt: new Date().toISOString(),
    seconds: Math.round((performance.now() - started) / 100) / 10,
    command: command.join(" "),
    predictions: await givenFile(predictions),
    scoring,
    graticule: version,
    commit: await commitOf(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processors: `${cpus().length} x ${cpus()[0]?.model.trim() ?? "unknown"}`,
  };
}

/** A file as a card names it. */
export async function givenFile(file: string): Promise<RunCard["predictions"]> {
  return { file, sha256: await sha256OfFile(file) };
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
