import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { differencesOf } from "../../core/eval/figures/differences.ts";
import { type RunCard, runCardOf } from "../../core/eval/figures/run-card.ts";
import type { Summary } from "../../core/eval/figures/summary.ts";
import { writeSummary } from "../../core/eval/figures/summary-file.ts";
import { writePerImage } from "../../core/eval/scoring/per-image.ts";
import { fileError } from "../eval/files.ts";
import { RUN_FILES, readRun } from "../eval/run-files.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { type EvalFlag, type GivenFlags, textOf } from "./eval-flags.ts";
import { runScore } from "./eval-score.ts";
import { print, type Terminal } from "./terminal.ts";

export const VERIFY_FLAGS = [
  "predictions",
  "truth",
  "gallery",
  "audit",
  "bundle",
  "json",
  "progress",
] as const satisfies readonly EvalFlag[];

/** One thing that a card claims. */
interface Check {
  readonly what: string;
  readonly isSame: boolean;
  readonly recorded: string;
  readonly found: string;
}

/** Differences that are told one by one. */
const TOLD = 5;

/**
 * `eval verify`: scores a run once more, from its card, and says what is not as the run's files have it. Files that have moved
 * since are named by flags.
 */
export async function verifyRun(
  folder: string,
  flags: GivenFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const { summary } = await readRun(folder);
  const card = runCardOf(summary.run);
  if (card === null) {
    throw fileError(
      join(folder, RUN_FILES.summary),
      "it has no run card (a block `run` with `scoring`): it was scored by an older version, or edited; score the predictions again",
    );
  }
  const predictions = textOf(flags, "predictions") ?? (await recordedPredictions(folder, card));
  const { run } = await runScore(
    scoringFlags(card, summary, flags),
    predictions,
    terminal,
    "verify",
  );
  const now = runCardOf(run.summary.run)!;
  const checks = [
    ...fileChecks(card, now),
    ...lineChecks(
      await readFile(join(folder, RUN_FILES.perImage), "utf8"),
      writePerImage(run.scores),
    ),
    ...figureChecks(
      await readFile(join(folder, RUN_FILES.summary), "utf8"),
      writeSummary(run.summary),
    ),
  ];
  const isVerified = checks.every(({ isSame }) => isSame);
  const json = { format: "graticule-verification", schema: 1, folder, isVerified, checks };
  await print(
    terminal,
    flags.json === true ? `${JSON.stringify(json, null, 2)}\n` : inWords(checks, isVerified, card),
  );
  return isVerified ? EXIT.ok : EXIT.someFailed;
}

/** Where the card has them, or with the run's own files where these have moved together. */
async function recordedPredictions(folder: string, { predictions }: RunCard): Promise<string> {
  const beside = join(folder, RUN_FILES.predictions);
  return (await isThere(predictions.file)) || !(await isThere(beside)) ? predictions.file : beside;
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null)) !== null;
}

/** What the run was scored with, but for what is named anew. */
function scoringFlags({ scoring }: RunCard, { settings }: Summary, flags: GivenFlags): GivenFlags {
  const { dataset, truth, gallery, audit, bundle, name, normalise } = scoring;
  const recorded = {
    dataset,
    truth: typeof truth === "string" ? truth : (truth?.file ?? null),
    gallery: gallery?.file ?? null,
    audit: audit?.file ?? null,
    bundle: bundle?.given ?? null,
    name,
    seed: String(settings.seed),
    resamples: String(settings.resamples),
    raster: settings.raster === null ? null : String(settings.raster),
    rankBy: settings.ranking,
    ties: settings.ties === "middle" ? "middle" : "all",
  };
  const given = Object.entries(recorded).flatMap(([flag, text]) =>
    text === null ? [] : [[flag, text]],
  );
  return { ...Object.fromEntries(given), normalise, ...flags };
}

function fileChecks(card: RunCard, now: RunCard): Check[] {
  const sha256 = (file: RunCard["scoring"]["truth"]) =>
    typeof file === "string" || file === null ? "" : file.sha256;
  const files = [
    ["predictions", card.predictions.sha256, now.predictions.sha256],
    ["truth", sha256(card.scoring.truth), sha256(now.scoring.truth)],
    ["gallery", sha256(card.scoring.gallery), sha256(now.scoring.gallery)],
    ["audit", sha256(card.scoring.audit), sha256(now.scoring.audit)],
    ["bundle", card.scoring.bundle?.sha256 ?? "", now.scoring.bundle?.sha256 ?? ""],
  ] as const;
  return files
    .filter(([, recorded, found]) => recorded !== "" || found !== "")
    .map(([what, recorded, found]) => ({ what, isSame: recorded === found, recorded, found }));
}

/** Photo by photo: the lines that differ. */
function lineChecks(recorded: string, found: string): Check[] {
  const [before, after] = [recorded.split(/\r?\n/), found.split(/\r?\n/)];
  const count = Math.max(before.length, after.length);
  const different = Array.from({ length: count }, (_, i) => i).filter(
    (i) => before[i] !== after[i],
  );
  return checksOf(
    RUN_FILES.perImage,
    different.map((i) => ({
      path: `line ${i + 1}`,
      recorded: before[i] ?? "none",
      found: after[i] ?? "none",
    })),
  );
}

/** Figure by figure; the block that tells of the run itself may differ. */
function figureChecks(recorded: string, found: string): Check[] {
  const figures = (text: string) => ({ ...(JSON.parse(text) as object), run: null });
  return checksOf(RUN_FILES.summary, differencesOf(figures(recorded), figures(found)));
}

function checksOf(
  file: string,
  differences: readonly { path: string; recorded: unknown; found: unknown }[],
): Check[] {
  if (differences.length === 0) return [{ what: file, isSame: true, recorded: "", found: "" }];
  const told = differences.slice(0, TOLD).map(({ path, recorded, found }) => ({
    what: `${file}, ${path}`,
    isSame: false,
    recorded: textOfValue(recorded),
    found: textOfValue(found),
  }));
  const left = differences.length - told.length;
  if (left === 0) return told;
  return [...told, { what: `${file}, ${left} more`, isSame: false, recorded: "", found: "" }];
}

function textOfValue(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "none");
}

function inWords(checks: readonly Check[], isVerified: boolean, { graticule }: RunCard): string {
  const lines = checks.map(({ what, isSame, recorded, found }) => {
    if (isSame) return `same     ${what}${recorded === "" ? "" : ` (${recorded.slice(0, 12)})`}`;
    const values =
      recorded === found ? "" : `: recorded ${recorded || "none"}, now ${found || "none"}`;
    return `differs  ${what}${values}`;
  });
  const verdict = isVerified
    ? "Verified: the run's files are what its predictions and its truth give."
    : `Not verified. The run was scored by graticule ${graticule}.`;
  return `${[...lines, verdict].join("\n")}\n`;
}
