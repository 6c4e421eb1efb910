import type { Geography } from "../../core/earth/geography.ts";
import { benchmarkOf } from "../../core/eval/benchmarks/registry.ts";
import { type DatasetFacts, describeSet } from "../../core/eval/reading/dataset-facts.ts";
import { fingerprintOf } from "../../core/eval/reading/fingerprint.ts";
import { readTruth, type TruthSet } from "../../core/eval/reading/truth.ts";
import { RUN_DEFAULTS, type ScoredRun, scoreRun } from "../../core/eval/run.ts";
import { isGzipped, readLines } from "./lines.ts";
import type { RunFiles } from "./messages.ts";
import { naming } from "./run-reader.ts";

export type Tell = (words: string, share: number | null) => void;

/** News of progress, at most so many. */
const STEPS = 100;

/** Scores predictions against the true places, here in the browser. Throws a message for people that names the file. */
export async function scoreRunFiles(
  files: RunFiles,
  earth: Geography,
  tell: Tell,
): Promise<ScoredRun> {
  const predictions = files.predictions!;
  const truth = await naming(files.truth!, readTruth);
  const facts = await factsOf(files.truth!, truth);
  let told = Number.NEGATIVE_INFINITY;
  return scoreRun({
    ...RUN_DEFAULTS,
    file: predictions.name,
    lines: readLines(predictions),
    truth,
    facts,
    geography: earth,
    name: null,
    spareName: files.name,
    references: [],
    leakage: null,
    cutWarning: () => `The last line of ${predictions.name} is cut short and was left out.`,
    onRead(end) {
      if (end - told <= predictions.size / STEPS) return;
      told = end;
      tell("Scoring predictions", isGzipped(predictions) ? null : end / predictions.size);
    },
    onCollected: () => tell("Computing intervals", null),
  });
}

async function factsOf(file: File, { rows }: TruthSet): Promise<DatasetFacts> {
  // Browsers have no digests on plain http beyond this machine; then the set is known by its name alone.
  const fingerprint = crypto.subtle ? await fingerprintOf(rows) : "";
  const name = benchmarkOf(fingerprint)?.name ?? file.name.replace(/(\.csv)?(\.gz)?$/i, "");
  return describeSet(name, rows, fingerprint);
}
