import type { Comparison, ComparisonSettings, PairedFigure } from "../figures/comparison.ts";
import { latexTables } from "./latex.ts";
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
    `${grouped(comparison.n)} photos, ${grouped(comparison.clusters)} clusters. Differences are ${names.b} minus ${names.a}; 95 % intervals by paired bootstrap over clusters (${settings.resamples} resamples, seed ${settings.seed}). ${testWords(comparison)}`,
    markdownTable(comparisonTable(names, comparison.figures, "All photos")),
    ...(nonUrban
      ? [markdownTable(comparisonTable(names, nonUrban.figures, outsideTowns(nonUrban.n)))]
      : []),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** The same for a paper. */
export function comparisonLatex(
  names: ComparedNames,
  comparison: Comparison,
  { seed, resamples }: ComparisonSettings,
): string {
  const { nonUrban, figures } = comparison;
  const of = (name: string, all: readonly PairedFigure[], caption: string) => ({
    name,
    table: comparisonTable(names, all, caption),
  });
  const about = `${names.b} minus ${names.a} on ${names.dataset}; paired bootstrap over clusters, ${resamples} resamples, seed ${seed}. ${testWords(comparison)}`;
  return latexTables(about, [
    of("comparison", figures, "All photos"),
    ...(nonUrban ? [of("outside-towns", nonUrban.figures, outsideTowns(nonUrban.n))] : []),
  ]);
}

function outsideTowns(n: number): string {
  return `${grouped(n)} photos outside towns (below 250 people per km²)`;
}

/** How p is to be read. */
export function testWords({ primary, others }: Comparison): string {
  return `p: how often the difference would be as large if the runs were exchanged, cluster by cluster, by lot. ${figureName(primary)} was declared as the primary figure and stands for itself; p of the other ${grouped(others)} is adjusted for their number (Holm).`;
}

/** `within_25_km` as people say it. */
export function figureName(figure: string): string {
  const within = /^within_(\d+)_km$/.exec(figure)?.[1];
  if (within) return `Within ${grouped(Number(within))} km`;
  const power = /^recall_1e(\d+)_km2$/.exec(figure)?.[1];
  if (power) return `Recall at ${grouped(10 ** Number(power))} km²`;
  const known: Readonly<Record<string, string>> = {
    geoscore: "GeoScore",
    median_km: "Median km",
    rva_auc: "Area under the recall curve",
    country: "Right country",
  };
  return known[figure] ?? figure;
}

export function pWords(p: number): string {
  return p < 0.001 ? "<0.001" : p.toFixed(3);
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
    rows: figures.map(({ figure, isRate, a, b, difference, interval, only, p, adjustedP }) => {
      const { write, signed } = formatsOf(isRate);
      return {
        kind: adjustedP === null ? "own" : "plain",
        cells: [
          `${figureName(figure)}${isRate ? ", %" : ""}${adjustedP === null ? " (primary)" : ""}`,
          write(a),
          write(b),
          signed(difference),
          interval ? `${signed(interval[0])} to ${signed(interval[1])}` : "",
          only ? grouped(only.a) : "",
          only ? grouped(only.b) : "",
          pWords(adjustedP ?? p),
        ],
      };
    }),
  };
}

function plain(value: number): string {
  const size = Math.abs(value);
  // Areas under a curve are below 1, scores and kilometres mostly far above.
  return value.toFixed(size < 1 ? 3 : size < 10 ? 1 : 0);
}

/** How a figure is written, and a difference of two: rates in per cent and points. */
export function formatsOf(isRate: boolean) {
  const write = (value: number) => (isRate ? (value * 100).toFixed(1) : plain(value));
  const signed = (value: number) => (value > 0 ? `+${write(value)}` : write(value));
  return { write, signed };
}
