import { join } from "node:path";
import { compareMany } from "../../core/eval/figures/comparison-of-many.ts";
import {
  comparisonOfManyLatex,
  comparisonOfManyMarkdown,
} from "../../core/eval/report/comparison-of-many.ts";
import { drawingPdf } from "../../core/eval/report/drawing-pdf.ts";
import { drawingSvg } from "../../core/eval/report/drawing-svg.ts";
import { escapeLatex } from "../../core/eval/report/latex.ts";
import {
  captionOf,
  checkPaperRuns,
  type PaperRun,
  paperData,
  paperLatex,
  paperMarkdown,
  paperPage,
  paperReferences,
} from "../../core/eval/report/paper.ts";
import { COLUMN_WIDTHS, paperFigure } from "../../core/eval/report/paper-figure.ts";
import { paperPlots } from "../../core/eval/report/paper-plots.ts";
import { fileError, writeWhole } from "../eval/files.ts";
import { openOutlines } from "../eval/outlines.ts";
import { readRun, type StoredRun } from "../eval/run-files.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { readConfig } from "../settings/config.ts";
import { COMPARE_DEFAULTS, namesOf } from "./eval-compare.ts";
import { type EvalFlag, type GivenFlags, integerOf, requiredText, textOf } from "./eval-flags.ts";
import { complain, print, type Terminal } from "./terminal.ts";
import { usage } from "./usage.ts";

export const PAPER_FLAGS = [
  "output",
  "seed",
  "resamples",
  "primary",
] as const satisfies readonly EvalFlag[];

/** Lines that are told apart without colour. */
const MOST_RUNS = 6;

/** `eval paper`: tables, figures, their data and references of scored runs, for LaTeX and Markdown. */
export async function writePaper(
  flags: GivenFlags,
  folders: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  readConfig(terminal.env);
  if (folders.length > MOST_RUNS) {
    throw usage(
      `eval paper: expected up to ${MOST_RUNS} folders of runs, got ${folders.length}; more lines cannot be told apart.`,
    );
  }
  const output = requiredText(flags, "output");
  const settings = {
    seed: integerOf(flags, "seed", COMPARE_DEFAULTS.seed, [0, 2 ** 32 - 1]),
    resamples: integerOf(flags, "resamples", COMPARE_DEFAULTS.resamples, [0, 100_000]),
    primary: textOf(flags, "primary"),
  };
  const stored = await Promise.all(folders.map((folder) => readRun(folder)));
  const names = namesOf(stored, folders);
  const runs = stored.map(({ summary }, i): PaperRun => ({ name: names[i]!, summary }));
  let files: Readonly<Record<string, string>>;
  try {
    checkPaperRuns(runs);
    files = {
      ...textsOf(runs),
      ...comparisonOf(stored, names, settings),
      ...(await figuresOf(runs)),
    };
  } catch (cause) {
    throw fileError(folders.join(" and "), (cause as Error).message, cause);
  }
  for (const [name, text] of Object.entries(files)) await writeWhole(join(output, name), text);
  await print(terminal, files["tables.md"]!);
  complain(terminal, `Written to ${output}: ${Object.keys(files).join(", ")}.`);
  return EXIT.ok;
}

function textsOf(runs: readonly PaperRun[]): Record<string, string> {
  const isCompared = runs.length > 1;
  const figures = paperPlots(runs).map(({ id, title }) => ({
    name: id,
    title: escapeLatex(title),
  }));
  return {
    "tables.tex": paperLatex(runs),
    "tables.md": paperMarkdown(runs),
    "caption.tex": `${escapeLatex(captionOf(runs))}%\n`,
    "references.bib": paperReferences(runs, isCompared),
    "paper.tex": paperPage(runs, figures, isCompared),
    ...paperData(runs),
  };
}

function comparisonOf(
  stored: readonly StoredRun[],
  runs: readonly string[],
  settings: Parameters<typeof compareMany>[1],
): Record<string, string> {
  if (stored.length < 2) return {};
  const named = stored.map(({ scores }, i) => ({ name: runs[i]!, scores }));
  const comparison = compareMany(named, settings);
  const names = { runs, dataset: stored[0]!.summary.dataset.name };
  return {
    "comparison.tex": comparisonOfManyLatex(names, comparison, settings),
    "comparison.md": comparisonOfManyMarkdown(names, comparison, settings),
  };
}

async function figuresOf(runs: readonly PaperRun[]): Promise<Record<string, string>> {
  const outline = await openOutlines();
  const widths = [
    ["", COLUMN_WIDTHS.single],
    ["-wide", COLUMN_WIDTHS.double],
  ] as const;
  return Object.fromEntries(
    paperPlots(runs).flatMap((plot) =>
      widths.flatMap(([ending, width]) => {
        const drawing = paperFigure(plot, width, outline);
        return [
          [`${plot.id}${ending}.svg`, drawingSvg(drawing)],
          [`${plot.id}${ending}.pdf`, drawingPdf(drawing)],
        ];
      }),
    ),
  );
}
