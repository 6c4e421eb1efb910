import { toCsv } from "../../formats/csv.ts";
import { publishedFor } from "../benchmarks/published.ts";
import { benchmarkOf } from "../benchmarks/registry.ts";
import { THRESHOLDS_KM } from "../figures/measures.ts";
import type { Summary } from "../figures/summary.ts";
import { latexTables } from "./latex.ts";
import { markdownTable } from "./markdown.ts";
import {
  area,
  grouped,
  interval,
  intervalSource,
  kilometres,
  percent,
  percentWithInterval,
} from "./numbers.ts";
import { bibtex, referenceOfRow, referencesOfMeasures, referencesOfSet } from "./references.ts";
import { protocolWords, type TextTable } from "./tables.ts";

/** What a paper shows of runs: one row or line each, by the names that they have in tables. */
export interface PaperRun {
  readonly name: string;
  readonly summary: Summary;
}

/** Throws a message for people when runs cannot stand in one table. */
export function checkPaperRuns(runs: readonly PaperRun[]): void {
  const [first, ...others] = runs;
  const of = ({ summary: { dataset } }: PaperRun) => dataset.fingerprint || dataset.name;
  const other = others.find((run) => of(run) !== of(first!));
  if (other) {
    throw new Error(
      `${first!.name} is of ${first!.summary.dataset.name}, ${other.name} of ${other.summary.dataset.name}${first!.summary.dataset.name === other.summary.dataset.name ? " with other photos or positions" : ""}; one table wants runs of one set`,
    );
  }
  const empty = runs.find(({ summary }) => summary.measures === null);
  if (empty) {
    throw new Error(
      `no photo of ${empty.name} has a position (${grouped(empty.summary.dataset.photos)} photos); there is nothing to draw`,
    );
  }
}

/** The tables as LaTeX with booktabs; `[@key]` becomes a citation. */
export function paperLatex(runs: readonly PaperRun[]): string {
  return latexTables(aboutOf(runs), tablesOf(runs)).replace(/\[@(\w+)\]/g, "\\cite{$1}");
}

/** The same as Markdown, with Pandoc's citations. */
export function paperMarkdown(runs: readonly PaperRun[]): string {
  const tables = tablesOf(runs).map(({ table }) => markdownTable(table));
  return `${[`# ${aboutOf(runs)}`, ...tables].join("\n\n")}\n`;
}

/** BibTeX of the set, the systems and the measures that the tables name. */
export function paperReferences(runs: readonly PaperRun[], isCompared: boolean): string {
  const { dataset } = runs[0]!.summary;
  const set = benchmarkOf(dataset.fingerprint);
  return bibtex([
    ...(set ? referencesOfSet(set.name) : []),
    ...citedRows(runs[0]!.summary).map(({ work }) => work),
    ...referencesOfMeasures({
      hasCalibration: runs.some(({ summary }) => summary.calibration?.ece != null),
      isCompared,
    }),
  ]);
}

/** A page that takes all of it in, to begin with. */
export function paperPage(
  runs: readonly PaperRun[],
  figures: readonly { readonly name: string; readonly title: string }[],
  hasComparison: boolean,
): string {
  const set = benchmarkOf(runs[0]!.summary.dataset.fingerprint);
  const cited = [
    ...(set ? referencesOfSet(set.name) : []),
    ...referencesOfMeasures({ hasCalibration: false, isCompared: hasComparison }),
  ].map(({ key }) => key);
  const drawn = figures.map(
    ({ name, title }) =>
      `\\begin{figure}\n  \\centering\n  \\includegraphics{${name}}\n  \\caption{${title}. \\input{caption}}\n  \\label{fig:${name}}\n\\end{figure}`,
  );
  return `${[
    "\\documentclass[10pt,twocolumn]{article}",
    "\\usepackage{booktabs,graphicx}",
    "\\usepackage[margin=0.85in,columnsep=0.3in]{geometry}",
    "\\begin{document}",
    `Measures and intervals after \\cite{${cited.join(",")}}.`,
    ...drawn,
    "\\small\\input{tables}",
    ...(hasComparison ? ["\\input{comparison}"] : []),
    "\\bibliographystyle{plain}",
    "\\bibliography{references}",
    "\\end{document}",
  ].join("\n\n")}\n`;
}

/** What every table and figure says: systems, point, set, photos, intervals. */
export function captionOf(runs: readonly PaperRun[]): string {
  const { dataset } = runs[0]!.summary;
  const systems = runs.flatMap(({ name, summary: { model } }) =>
    model === null || model === name ? [] : [`${name} is ${model}`],
  );
  const misses = runs.flatMap(({ name, summary: { counts, dataset: of } }) => {
    const missed = of.photos - counts.scored;
    return missed === 0 ? [] : [`${grouped(missed)} of ${name}`];
  });
  const sources = [...new Set(runs.map(({ summary }) => intervalSource(summary)))];
  return [
    `${dataset.name}, ${grouped(dataset.withPosition)} photos${dataset.fingerprint === "" ? "" : `, set ${dataset.fingerprint.slice(0, 12)}`}; the one point that each system answers with`,
    ...systems,
    ...(misses.length > 0
      ? [`photos without a usable prediction count as misses: ${misses.join(", ")}`]
      : []),
    `95 % intervals: ${sources.join("; ")}.`,
  ].join("; ");
}

function aboutOf(runs: readonly PaperRun[]): string {
  return `${runs.map(({ name }) => name).join(", ")} on ${runs[0]!.summary.dataset.name}`;
}

/** Published rows whose work we can cite. */
function citedRows({ dataset }: Summary) {
  return publishedFor(dataset).flatMap((row) => {
    const work = referenceOfRow(row.method);
    return work ? [{ row, work }] : [];
  });
}

const number = (head: string) => ({ head, isNumber: true });
const word = (head: string) => ({ head, isNumber: false });

function tablesOf(runs: readonly PaperRun[]): { name: string; table: TextTable }[] {
  return [
    { name: "accuracy", table: accuracyTable(runs) },
    { name: "recall", table: recallTable(runs) },
    ...continentsTable(runs),
  ];
}

function accuracyTable(runs: readonly PaperRun[]): TextTable {
  const own = runs.map(({ name, summary: { measures } }) => [
    name,
    ...measures!.accuracy.map(percentWithInterval),
    withInterval(measures!.medianKm, kilometres),
    withInterval(measures!.geoScore, (score) => score.toFixed(0)),
    "",
  ]);
  const references = runs[0]!.summary.baselines.map(({ name, measures }) => [
    `${name} (no image)`,
    ...measures.accuracy.map(({ rate }) => percent(rate)),
    kilometres(measures.medianKm.value),
    measures.geoScore.value.toFixed(0),
    "",
  ]);
  const published = citedRows(runs[0]!.summary).map(({ row, work }) => [
    row.method,
    ...row.percent.map((value) => value?.toFixed(1) ?? ""),
    "",
    "",
    `[@${work.key}]`,
  ]);
  const copied = published.length > 0 ? " Rows with a source are copied, not measured." : "";
  return {
    caption: `Photos within a distance of the truth, per cent. ${captionOf(runs)}${copied}`,
    columns: [
      word("System"),
      ...THRESHOLDS_KM.map((km) => number(`${km} km`)),
      number("Median km"),
      number("GeoScore"),
      word("Source"),
    ],
    rows: [...own, ...references, ...published].map((cells) => ({ kind: "plain", cells })),
  };
}

function recallTable(runs: readonly PaperRun[]): TextTable {
  const budgets = (of: Summary["measures"]) =>
    of!.rva.budgets.filter(({ areaKm2 }) => areaKm2 >= 1e3 && areaKm2 <= 1e7);
  return {
    caption: `Photos whose true place lies in the top-ranked area of a size, per cent; ${protocolWords(runs[0]!.summary)}. ${captionOf(runs)}`,
    columns: [
      word("System"),
      ...budgets(runs[0]!.summary.measures).map(({ areaKm2 }) => number(`${grouped(areaKm2)} km²`)),
      number("Median km²"),
      number("Area under curve"),
    ],
    rows: [
      ...runs.map(({ name, summary: { measures } }) => [
        name,
        ...budgets(measures).map(percentWithInterval),
        withInterval(measures!.rva.medianKm2, area),
        withInterval(measures!.rva.auc, (auc) => auc.toFixed(3)),
      ]),
      ...runs[0]!.summary.baselines.map(({ name, measures }) => [
        `${name} (no image)`,
        ...budgets(measures).map(({ rate }) => percent(rate)),
        area(measures.rva.medianKm2.value),
        measures.rva.auc.value.toFixed(3),
      ]),
    ].map((cells) => ({ kind: "plain", cells })),
  };
}

/** Within 200 and 750 km, by the continent of the truth. */
function continentsTable(runs: readonly PaperRun[]): { name: string; table: TextTable }[] {
  const rows = continentsOf(runs).map(({ name, continent, n, rates }) => ({
    kind: "plain" as const,
    cells: [name, continent, grouped(n), ...rates.map(percentWithInterval)],
  }));
  if (rows.length === 0) return [];
  return [
    {
      name: "continents",
      table: {
        caption: `Photos within a distance of the truth, by its continent, per cent. ${captionOf(runs)}`,
        columns: [
          word("System"),
          word("Continent"),
          number("N"),
          ...THRESHOLDS_KM.map((km) => number(`${km} km`)),
        ],
        rows,
      },
    },
  ];
}

function continentsOf(runs: readonly PaperRun[]) {
  return runs.flatMap(({ name, summary: { slices } }) =>
    slices
      .filter(({ by }) => by === "continent")
      .map(({ value, n, accuracy }) => ({ name, continent: value, n, rates: accuracy })),
  );
}

function withInterval(
  { value, interval: ends }: { value: number; interval: readonly [number, number] | null },
  write: (value: number) => string,
): string {
  return ends === null ? write(value) : `${write(value)} ${interval(ends, write)}`;
}

/** What the figures are drawn from, a file each. */
export function paperData(runs: readonly PaperRun[]): Readonly<Record<string, string>> {
  const systems = [
    ...runs.map(({ name, summary }) => ({ name, measures: summary.measures! })),
    ...runs[0]!.summary.baselines,
  ];
  const head = (...names: string[]) => ["system", ...names];
  return {
    "rva.csv": toCsv([
      head("area_km2", "recall", "low", "high"),
      ...systems.flatMap(({ name, measures }) =>
        measures.rva.curve.map(({ areaKm2, recall, low, high }) => [
          name,
          areaKm2,
          recall,
          low,
          high,
        ]),
      ),
    ]),
    "distance.csv": toCsv([
      head("km", "share", "low", "high"),
      ...systems.flatMap(({ name, measures }) =>
        measures.distances.map(({ km, share, low, high }) => [name, km, share, low, high]),
      ),
    ]),
    "reliability.csv": toCsv([
      head("stated", "right", "n"),
      ...runs.flatMap(({ name, summary: { calibration } }) =>
        (calibration?.reliability ?? []).map(({ confidence, accuracy, n }) => [
          name,
          confidence,
          accuracy,
          n,
        ]),
      ),
    ]),
    "continents.csv": toCsv([
      head("continent", "n", "km", "share", "low", "high"),
      ...continentsOf(runs).flatMap(({ name, continent, n, rates }) =>
        rates.map(({ km, rate, clustered, wilson }) => [
          name,
          continent,
          n,
          km,
          rate,
          ...(clustered ?? wilson),
        ]),
      ),
    ]),
  };
}
