import { basename, join, resolve } from "node:path";
import { compareRuns } from "../../core/eval/figures/comparison.ts";
import { compareMany } from "../../core/eval/figures/comparison-of-many.ts";
import { comparisonLatex, comparisonMarkdown } from "../../core/eval/report/comparison.ts";
import {
  comparisonOfManyLatex,
  comparisonOfManyMarkdown,
} from "../../core/eval/report/comparison-of-many.ts";
import { fileError, writeWhole } from "../eval/files.ts";
import { readRun, type StoredRun } from "../eval/run-files.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { readConfig } from "../settings/config.ts";
import { type EvalFlag, type GivenFlags, integerOf, textOf } from "./eval-flags.ts";
import { complain, print, type Terminal } from "./terminal.ts";

export const COMPARE_FLAGS = [
  "output",
  "json",
  "seed",
  "resamples",
  "primary",
  "strict",
] as const satisfies readonly EvalFlag[];

/** Settings unless told otherwise. */
export const COMPARE_DEFAULTS = { seed: 1, resamples: 2000 } as const;

/** Pairs grow with the square of the runs. */
const MOST_RUNS = 12;

/** A comparison as it is written. */
interface Written {
  readonly json: string;
  readonly markdown: string;
  readonly latex: string;
  /** Photos that are left out, since a run lacks them. */
  readonly left: number;
}

/** `eval compare`: two runs figure by figure, or more of them side by side and each with each. */
export async function compare(
  flags: GivenFlags,
  folders: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  readConfig(terminal.env);
  if (folders.length < 2 || folders.length > MOST_RUNS) {
    throw fileError(
      "eval compare",
      `expected 2 to ${MOST_RUNS} folders of runs, got ${folders.length}`,
    );
  }
  const runs = await Promise.all(folders.map((folder) => readRun(folder)));
  const settings = {
    seed: integerOf(flags, "seed", COMPARE_DEFAULTS.seed, [0, 2 ** 32 - 1]),
    resamples: integerOf(flags, "resamples", COMPARE_DEFAULTS.resamples, [0, 100_000]),
    primary: textOf(flags, "primary"),
  };
  let written: Written;
  try {
    const write = runs.length === 2 ? writeTwo : writeMany;
    written = write(runs, namesOf(runs, folders), settings);
  } catch (cause) {
    throw fileError(folders.join(" and "), (cause as Error).message, cause);
  }
  const { json, markdown, latex, left } = written;
  if (left > 0 && flags.strict === true) {
    throw fileError(
      folders.join(" and "),
      `${left} photos are not in all of the runs; without --strict they are left out`,
    );
  }
  const folder = textOf(flags, "output");
  if (folder !== null) {
    await writeWhole(join(folder, "comparison.json"), json);
    await writeWhole(join(folder, "comparison.md"), markdown);
    await writeWhole(join(folder, "comparison.tex"), latex);
  }
  await print(terminal, flags.json === true ? json : markdown);
  if (left > 0) complain(terminal, `${left} photos are not in all of the runs and left out.`);
  return EXIT.ok;
}

/** What tables call the runs: their names, with their folders where two have the same. */
export function namesOf(runs: readonly StoredRun[], folders: readonly string[]): string[] {
  const names = runs.map(({ summary }) => summary.name);
  const isShared = (name: string) => names.indexOf(name) !== names.lastIndexOf(name);
  return names.map((name, i) =>
    isShared(name) ? `${name} (${basename(resolve(folders[i]!))})` : name,
  );
}

type Settings = Parameters<typeof compareRuns>[2];

function writeTwo(
  [a, b]: readonly StoredRun[],
  [nameA, nameB]: readonly string[],
  settings: Settings,
): Written {
  const comparison = compareRuns(a!.scores, b!.scores, settings);
  const names = { a: nameA!, b: nameB!, dataset: a!.summary.dataset.name };
  const head = { format: "graticule-comparison", schema: 2 };
  return {
    json: asJson({ ...head, ...names, settings, ...comparison }),
    markdown: comparisonMarkdown(names, comparison, settings),
    latex: comparisonLatex(names, comparison, settings),
    left: comparison.onlyInA.length + comparison.onlyInB.length,
  };
}

function writeMany(
  stored: readonly StoredRun[],
  runs: readonly string[],
  settings: Settings,
): Written {
  const named = stored.map(({ scores }, i) => ({ name: runs[i]!, scores }));
  const comparison = compareMany(named, settings);
  const names = { runs, dataset: stored[0]!.summary.dataset.name };
  const head = { format: "graticule-comparison-of-many", schema: 1 };
  return {
    json: asJson({ ...head, ...names, settings, ...comparison }),
    markdown: comparisonOfManyMarkdown(names, comparison, settings),
    latex: comparisonOfManyLatex(names, comparison, settings),
    left: comparison.left.reduce((sum, count) => sum + count, 0),
  };
}

function asJson(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
