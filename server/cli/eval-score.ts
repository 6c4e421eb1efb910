import { join } from "node:path";
import type { LandCells } from "../../core/earth/land-cells.ts";
import type { LandMask } from "../../core/earth/land-mask.ts";
import { LEFT_OUT } from "../../core/eval/audit/audit.ts";
import { leftOutBy, readAudit } from "../../core/eval/audit/audit-file.ts";
import { photoPrior } from "../../core/eval/figures/priors.ts";
import { RUN_DEFAULTS, type ScoredRun } from "../../core/eval/run.ts";
import {
  RANKINGS,
  RASTER_RESOLUTIONS,
  type RankingProtocol,
  TIE_RULES,
} from "../../core/eval/scoring/protocol.ts";
import { parseGiven } from "../eval/files.ts";
import { openGallery } from "../eval/gallery.ts";
import { describeRun, givenFile, scorePredictions } from "../eval/score.ts";
import { openTruth } from "../eval/truth-source.ts";
import { readEnsemble } from "../evidence/ensemble.ts";
import { sha256OfFile } from "../files/checksum.ts";
import { readBundle } from "../model/bundle.ts";
import { readPriorWeights } from "../model/prior-weights.ts";
import { type Config, readConfig } from "../settings/config.ts";
import { bundleFolder } from "../settings/folders.ts";
import { readVersion } from "../settings/version.ts";
import {
  choiceOf,
  commandOf,
  type EvalFlag,
  type GivenFlags,
  integerOf,
  textOf,
} from "./eval-flags.ts";
import { datasetsFolder } from "./eval-sets.ts";
import { createProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";
import { usage } from "./usage.ts";

export const SCORE_FLAGS = [
  "predictions",
  "dataset",
  "truth",
  "output",
  "name",
  "bundle",
  "gallery",
  "audit",
  "seed",
  "resamples",
  "normalise",
  "raster",
  "rankBy",
  "ties",
  "strict",
  "progress",
] as const satisfies readonly EvalFlag[];

/** Settings of the scorer that can be checked before there are predictions. */
export function readScoreSettings(flags: GivenFlags) {
  return {
    seed: integerOf(flags, "seed", RUN_DEFAULTS.seed, [0, 2 ** 32 - 1]),
    resamples: integerOf(flags, "resamples", RUN_DEFAULTS.resamples, [0, 100_000]),
    normalise: flags.normalise === true,
    protocol: readProtocol(flags),
  };
}

/** How the Earth is ranked: each system's own cells, or one raster for all. */
function readProtocol(flags: GivenFlags): RankingProtocol {
  const raster =
    textOf(flags, "raster") === null ? null : integerOf(flags, "raster", 4, RASTER_RESOLUTIONS);
  const ranking = choiceOf(flags, "rankBy", RANKINGS);
  if (raster === null && ranking === "probability") {
    throw usage(
      "--rank-by probability compares cells of one size: name a raster for all systems with --raster, such as 6.",
    );
  }
  return { raster, ranking, ties: choiceOf(flags, "ties", TIE_RULES) };
}

/** `eval score`: a file of predictions against the truth. */
export async function runScore(
  flags: GivenFlags,
  predictions: string,
  terminal: Terminal,
  command: "score" | "run" | "verify",
): Promise<{ run: ScoredRun; mask: LandMask }> {
  const started = performance.now();
  const settings = readScoreSettings(flags);
  const bundle = textOf(flags, "bundle");
  const env = bundle === null ? terminal.env : { ...terminal.env, GRATICULE_BUNDLE: bundle };
  const config = readConfig(env);
  const truth = await openTruth({
    dataset: textOf(flags, "dataset"),
    truth: textOf(flags, "truth"),
    predictions,
    datasetsFolder: datasetsFolder(config),
  });
  const geography = await terminal.geography();
  const galleryFile = textOf(flags, "gallery");
  const gallery = galleryFile === null ? null : await openGallery(galleryFile, truth.set.rows);
  const auditFile = textOf(flags, "audit");
  const findings =
    auditFile === null
      ? null
      : await parseGiven(auditFile, "the findings of `eval audit`", readAudit);
  const known = await bundlePrior(config, geography.cells).catch((error: unknown) => {
    // Scoring needs no bundle; one that was asked for must be there.
    if (bundle !== null) throw error;
    return null;
  });
  const progress = createProgress(terminal, flags.progress !== false);
  try {
    const run = await scorePredictions({
      predictions,
      truth,
      geography,
      name: textOf(flags, "name"),
      ...settings,
      references: [gallery?.prior, known?.prior].filter((reference) => reference != null),
      leakage: gallery?.leakage ?? null,
      trainingKm: gallery?.nearestKm,
      leftOut: findings && leftOutBy(findings, LEFT_OUT),
      onProgress: (done, total) => progress.show(done, total, "bytes of predictions"),
    });
    const words = ["graticule", "eval", command, ...commandOf(flags)];
    const file = textOf(flags, "truth");
    const about = await describeRun(started, predictions, words, await readVersion(), {
      dataset: textOf(flags, "dataset"),
      truth: file === null || file === "exif" ? file : await givenFile(file),
      audit: auditFile === null ? null : await givenFile(auditFile),
      gallery: galleryFile === null ? null : await givenFile(galleryFile),
      bundle: known && { given: bundle, ...known.bundle },
      name: textOf(flags, "name"),
      normalise: settings.normalise,
    });
    return { run: { ...run, summary: { ...run.summary, run: about } }, mask: geography.mask };
  } finally {
    progress.stop();
  }
}

/** Where the bundle's world takes photos, and which bundle says so. */
async function bundlePrior(config: Config, cells: LandCells) {
  const chosen = bundleFolder(config);
  const folder = (await readEnsemble(chosen))?.baseFolder ?? chosen;
  const bundle = await readBundle(folder);
  const { name, version } = bundle.manifest;
  return {
    prior: photoPrior(name, await readPriorWeights(bundle, cells), cells),
    bundle: { name, version, sha256: await sha256OfFile(join(folder, "bundle.json")) },
  };
}
