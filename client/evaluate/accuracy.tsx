import { useState } from "preact/hooks";
import type { PublishedRow } from "../../core/eval/benchmarks/benchmark.ts";
import { publishedFor, sourceOf } from "../../core/eval/benchmarks/published.ts";
import { type Measures, THRESHOLDS_KM } from "../../core/eval/figures/measures.ts";
import { grouped, intervalSource, kilometres, percent } from "../../core/eval/report/numbers.ts";
import { leftOutWords } from "../../core/eval/report/tables.ts";
import { type Column, DataTable, type Row, WithInterval } from "./data-table.tsx";
import { writeEstimated, writeKm, writeRate, writeScore } from "./figures.ts";
import { PlotFigure } from "./plot-figure.tsx";
import { distancePlot } from "./plots.ts";
import { RunName } from "./run-name.tsx";
import type { ReadyRun } from "./runs.ts";

const COLUMNS: readonly Column[] = [
  { head: "System" },
  { head: "N", isNumber: true },
  ...THRESHOLDS_KM.map((km) => ({ head: `${km} km`, isNumber: true })),
  { head: "Median km", isNumber: true },
  { head: "GeoScore", isNumber: true },
  { head: "Source" },
];

/** Published rows before all are asked for. */
const FEW = 8;
/** The distance by which published rows are ordered: 200 km. */
const ORDER_AT = 2;

/** Share of photos within each distance: one table for each set that the runs are of. */
export function Accuracy({ runs }: { runs: readonly ReadyRun[] }) {
  const keyOf = ({ summary: { dataset } }: ReadyRun) => `${dataset.name} ${dataset.fingerprint}`;
  return (
    <>
      {[...new Set(runs.map(keyOf))].map((key) => (
        <SetTable key={key} runs={runs.filter((run) => keyOf(run) === key)} />
      ))}
    </>
  );
}

function SetTable({ runs }: { runs: readonly ReadyRun[] }) {
  const [isLong, setLong] = useState(false);
  const { summary } = runs[0]!;
  const set = summary.dataset.name;
  const published = [...publishedFor(summary.dataset)].sort(
    (a, b) => (b.percent[ORDER_AT] ?? -1) - (a.percent[ORDER_AT] ?? -1),
  );
  const best = Math.max(
    ...runs.map(({ summary }) => 100 * (summary.measures?.accuracy[ORDER_AT]?.rate ?? 0)),
  );
  const shown = isLong ? published : nearest(published, best);
  return (
    <>
      <DataTable
        label={`Accuracy on ${set}`}
        caption={`${set}: photos within a distance of the true place, per cent of all ${grouped(summary.dataset.withPosition)} that have one. Below each figure its 95 % interval, ${intervalSource(summary)}.`}
        columns={COLUMNS}
        groups={[
          { rows: runs.flatMap(ownRows) },
          { rows: referenceRows(runs) },
          ...(shown.length > 0
            ? [{ head: "Published by others, not measured here", rows: shown.map(publishedRow) }]
            : []),
        ]}
      />
      {published.length > FEW && (
        <button
          type="button"
          class="button button--quiet"
          aria-expanded={isLong}
          onClick={() => setLong(!isLong)}
        >
          {isLong
            ? `Only the ${FEW} published rows nearest to ours within 200 km`
            : `All ${published.length} published rows (shown: the ${FEW} nearest to ours within 200 km)`}
        </button>
      )}
      <DistanceCurve runs={runs} />
    </>
  );
}

function DistanceCurve({ runs }: { runs: readonly ReadyRun[] }) {
  const plot = distancePlot(runs);
  if (!plot) return null;
  return (
    <PlotFigure plot={plot}>
      <DataTable
        label="Accuracy at any distance"
        caption="Photos within a distance of the true place, per cent"
        columns={[
          { head: "Distance, km", isNumber: true },
          ...plot.lines.map(({ name }) => ({ head: name, isNumber: true })),
        ]}
        groups={[
          {
            rows: plot.lines[0]!.points.map(([km], i) => ({
              key: String(km),
              kind: "reference" as const,
              cells: [
                kilometres(km),
                ...plot.lines.map(({ points }) => percent(points[i]?.[1] ?? Number.NaN)),
              ],
            })),
          },
        ]}
      />
    </PlotFigure>
  );
}

function ownRows(run: ReadyRun): Row[] {
  const { measures, dataset } = run.summary;
  const n = grouped(dataset.withPosition);
  const name = <RunName run={run} />;
  if (!measures) {
    const blanks = COLUMNS.slice(2, -1).map(() => "");
    return [{ key: run.name, kind: "own", cells: [name, n, ...blanks, "no photo has a position"] }];
  }
  const geoScore = (of: Measures) => <WithInterval {...writeEstimated(of.geoScore, writeScore)} />;
  const raw: Row = {
    key: run.name,
    kind: "own",
    cells: [name, n, ...distances(measures), geoScore(measures), "measured here"],
  };
  const { cleaned } = run.summary;
  if (!cleaned) return [raw];
  return [
    raw,
    {
      key: `${run.name}, cleaned`,
      kind: "own",
      cells: [
        `${run.name}, cleaned`,
        grouped(cleaned.photos),
        ...distances(cleaned.measures),
        geoScore(cleaned.measures),
        `measured here, without ${leftOutWords(cleaned)}`,
      ],
    },
  ];
}

function distances({ accuracy, medianKm }: Pick<Measures, "accuracy" | "medianKm">) {
  return [
    ...accuracy.map((rate) => <WithInterval key={rate.km} {...writeRate(rate)} />),
    <WithInterval key="median" {...writeEstimated(medianKm, writeKm)} />,
  ];
}

/** The image-free references of a set, each once. */
function referenceRows(runs: readonly ReadyRun[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { summary } of runs) {
    for (const { name, measures } of summary.baselines) {
      if (rows.has(name)) continue;
      const cells = [
        name,
        grouped(summary.dataset.withPosition),
        ...measures.accuracy.map(({ rate }) => percent(rate)),
        writeKm(measures.medianKm.value),
        writeScore(measures.geoScore.value),
        "measured here, no image",
      ];
      rows.set(name, { key: name, kind: "reference", cells });
    }
  }
  return [...rows.values()];
}

function publishedRow(row: PublishedRow): Row {
  return {
    key: row.method,
    kind: "published",
    cells: [
      row.method,
      "",
      ...row.percent.map((value) => value?.toFixed(1) ?? ""),
      "",
      "",
      sourceOf(row),
    ],
  };
}

/** The rows whose accuracy is closest to a percentage, in their order. */
function nearest(rows: readonly PublishedRow[], best: number): PublishedRow[] {
  const off = ({ percent }: PublishedRow) =>
    Math.abs((percent[ORDER_AT] ?? Number.POSITIVE_INFINITY) - best);
  const kept = new Set([...rows].sort((a, b) => off(a) - off(b)).slice(0, FEW));
  return rows.filter((row) => kept.has(row));
}
