import type { Comparison, ComparisonSettings, PairedFigure } from "../figures/comparison.ts";
import { markdownTable } from "./markdown.ts";
import { grouped } from "./numbers.ts";
import type { TextTable } from "./tables.ts";

export interface ComparedNames {
  readonly a: string;
  readonly b: string;
  readonly dataset: string;
}

/** Two runs side by side as Markdown. */
export function comparisonMarkdown(
  names: ComparedNames,
  comparison: Comparison,
  settings: ComparisonSettings,
): string {
  const { nonUrban } = comparison;
  const parts = [
    `# ${names.b} against ${names.a} on ${names.dataset}`,
    `${grouped(comparison.n)} photos, ${grouped(comparison.clusters)} clusters. Differences are ${names.b} minus ${names.a}; 95 % intervals by paired bootstrap over clusters (${settings.resamples} resamples, seed ${settings.seed}). McNemar's exact p takes photos as independent.`,
    markdownTable(comparisonTable(names, comparison.figures, "All photos")),
    ...(nonUrban
      ? [
          markdownTable(
            comparisonTable(
              names,
              nonUrban.figures,
              `${grouped(nonUrban.n)} photos outside towns (below 250 people per km²)`,
            ),
          ),
        ]
      : []),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** Figures of a comparison as a table; rates in per cent and points. */
export function comparisonTable(
  names: Pick<ComparedNames, "a" | "b">,
  figures: readonly PairedFigure[],
  caption: string,
): TextTable {
  const number = (head: string) => ({ head, isNumber: true });
  return {
    caption,
    columns: [
      { head: "Figure", isNumber: false },
      number(names.a),
      number(names.b),
      number("Difference"),
      number("95 %"),
      number(`Only ${names.a}`),
      number(`Only ${names.b}`),
      number("p"),
    ],
    rows: figures.map(({ figure, a, b, difference, interval, mcNemar }) => {
      const write = (value: number) => (mcNemar ? (value * 100).toFixed(1) : plain(value));
      return {
        kind: "plain",
        cells: [
          figure,
          write(a),
          write(b),
          signed(difference, write),
          interval ? `${signed(interval[0], write)} to ${signed(interval[1], write)}` : "",
          mcNemar ? grouped(mcNemar.onlyA) : "",
          mcNemar ? grouped(mcNemar.onlyB) : "",
          mcNemar ? pValue(mcNemar.p) : "",
        ],
      };
    }),
  };
}

function plain(value: number): string {
  const size = Math.abs(value);
  return size < 10 ? value.toFixed(3) : value.toFixed(0);
}

function signed(value: number, write: (value: number) => string): string {
  return value > 0 ? `+${write(value)}` : write(value);
}

function pValue(p: number): string {
  return p < 0.001 ? "<0.001" : p.toFixed(3);
}
