import type { ComparisonSettings } from "../figures/comparison.ts";
import type { ComparisonOfMany } from "../figures/comparison-of-many.ts";
import { figureName, formatsOf, pWords } from "./comparison.ts";
import { latexTables } from "./latex.ts";
import { markdownTable } from "./markdown.ts";
import { grouped } from "./numbers.ts";
import type { TextTable } from "./tables.ts";

export interface NamesOfMany {
  /** Of the runs, each its own. */
  readonly runs: readonly string[];
  readonly dataset: string;
}

/** Runs side by side as Markdown: their figures, then each with each. */
export function comparisonOfManyMarkdown(
  names: NamesOfMany,
  comparison: ComparisonOfMany,
  settings: ComparisonSettings,
): string {
  const parts = [
    `# ${names.runs.length} runs on ${names.dataset}`,
    wordsOf(names, comparison, settings),
    ...tablesOf(names, comparison).map(({ table }) => markdownTable(table)),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** The same for a paper. */
export function comparisonOfManyLatex(
  names: NamesOfMany,
  comparison: ComparisonOfMany,
  settings: ComparisonSettings,
): string {
  return latexTables(
    `${names.runs.join(", ")} on ${names.dataset}. ${wordsOf(names, comparison, settings)}`,
    tablesOf(names, comparison),
  );
}

function wordsOf(
  { runs }: NamesOfMany,
  { n, clusters, left, primary, pairs }: ComparisonOfMany,
  { seed, resamples }: ComparisonSettings,
): string {
  const lacking = runs
    .map((name, i) => ({ name, count: left[i]! }))
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${grouped(count)} of ${name}`);
  const without =
    lacking.length === 0 ? "" : ` Left out, since not all have them: ${lacking.join(", ")}.`;
  return `${grouped(n)} ${n === 1 ? "photo" : "photos"} that all runs have, ${grouped(clusters)} clusters.${without} ${figureName(primary.figure)} was declared as the figure that decides. Differences are the row's run minus the column's, with 95 % intervals by paired bootstrap over clusters (${resamples} resamples, seed ${seed}); p by exchanging whole clusters, adjusted for ${grouped(pairs.length)} ${pairs.length === 1 ? "pair" : "pairs"} (Holm).`;
}

function tablesOf(
  { runs }: NamesOfMany,
  { figures, pairs, primary }: ComparisonOfMany,
): { readonly name: string; readonly table: TextTable }[] {
  const { write, signed } = formatsOf(primary.isRate);
  const number = (head: string) => ({ head, isNumber: true });
  const unit = primary.isRate ? ", points" : "";
  const cell = (row: number, column: number): string => {
    const pair = pairs.find(
      ({ a, b }) => (a === row && b === column) || (a === column && b === row),
    );
    if (!pair) return "";
    const { difference, interval, adjustedP } = pair;
    // b - a is told in the row of b; in the row of a it changes its sign.
    const turn = pair.b === row ? 1 : -1;
    const ends = interval?.map((end) => signed(turn * end)) ?? [];
    const range = ends.length === 0 ? "" : ` [${(turn === 1 ? ends : ends.reverse()).join(", ")}]`;
    return `${signed(turn * difference)}${range}, p ${pWords(adjustedP)}`;
  };
  return [
    {
      name: "figures",
      table: {
        caption: "Figures of each run",
        columns: [{ head: "Figure", isNumber: false }, ...runs.map(number)],
        rows: figures.map(({ figure, isRate, of }) => ({
          kind: figure === primary.figure ? "own" : "plain",
          cells: [
            `${figureName(figure)}${isRate ? ", %" : ""}${figure === primary.figure ? " (primary)" : ""}`,
            ...of.map((value) => formatsOf(isRate).write(value)),
          ],
        })),
      },
    },
    {
      name: "pairs",
      table: {
        caption: `${figureName(primary.figure)}${unit}: the row's run minus the column's`,
        columns: [{ head: "Run", isNumber: false }, ...runs.map(number)],
        rows: runs.map((name, row) => ({
          kind: "plain",
          cells: [
            name,
            ...runs.map((_, column) => (row === column ? ownFigure(row) : cell(row, column))),
          ],
        })),
      },
    },
  ];

  /** On the diagonal stands the figure itself. */
  function ownFigure(run: number): string {
    return write(figures.find(({ figure }) => figure === primary.figure)!.of[run]!);
  }
}
