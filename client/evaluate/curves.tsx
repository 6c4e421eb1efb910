import { useState } from "preact/hooks";
import { BUDGETS_KM2 } from "../../core/eval/figures/measures.ts";
import { grouped, percent } from "../../core/eval/report/numbers.ts";
import { recallAt } from "../../core/formats/rva-curve.ts";
import { CurveList } from "./curve-list.tsx";
import { DataTable, WithInterval } from "./data-table.tsx";
import { writeEstimated, writeInterval, writeKm2, writeRate } from "./figures.ts";
import { PlotFigure } from "./plot-figure.tsx";
import {
  coveragePlot,
  LIMIT_WORDS,
  reliabilityPlot,
  riskPlot,
  rvaPlot,
  type SelectiveLimit,
} from "./plots.ts";
import { RunName } from "./run-name.tsx";
import type { ReadyRun } from "./runs.ts";
import { otherLines, sharedCurves } from "./shared-curves.ts";

interface Props {
  readonly runs: readonly ReadyRun[];
}

const number = (head: string) => ({ head, isNumber: true });

/** How much of the Earth has to be searched. */
export function Recall({ runs }: Props) {
  const measured = runs.flatMap((run) =>
    run.summary.measures ? [{ run, measures: run.summary.measures }] : [],
  );
  const others = otherLines(runs, sharedCurves.value);
  if (measured.length === 0 && others.length === 0) {
    return <p class="remark">No photo of these runs has a position.</p>;
  }
  const areas = BUDGETS_KM2;
  return (
    <>
      <PlotFigure plot={rvaPlot(runs, undefined, others)}>
        <DataTable
          label="Recall versus area"
          caption="Photos whose true place lies in the top-ranked area of a size, per cent"
          columns={[
            { head: "System" },
            ...areas.map((areaKm2) => number(`${grouped(areaKm2)} km²`)),
            number("Median km²"),
            number("Area under curve"),
          ]}
          groups={[
            {
              rows: measured.map(({ run, measures: { rva } }) => ({
                key: run.name,
                kind: "own" as const,
                cells: [
                  <RunName key="name" run={run} />,
                  ...rva.budgets.map((budget) => (
                    <WithInterval key={budget.areaKm2} {...writeRate(budget)} />
                  )),
                  <WithInterval key="median" {...writeEstimated(rva.medianKm2, writeKm2)} />,
                  <WithInterval key="auc" {...writeEstimated(rva.auc, (auc) => auc.toFixed(3))} />,
                ],
              })),
            },
            {
              rows: (runs[0]?.summary.baselines ?? []).map(({ name, measures: { rva } }) => ({
                key: name,
                kind: "reference" as const,
                cells: [
                  name,
                  ...rva.budgets.map(({ rate }) => percent(rate)),
                  writeKm2(rva.medianKm2.value),
                  rva.auc.value.toFixed(3),
                ],
              })),
            },
            {
              rows: others.map((other) => ({
                key: other.name,
                kind: "published" as const,
                cells: [
                  other.name,
                  ...areas.map((areaKm2) => {
                    const recall = recallAt(other, areaKm2);
                    return recall === null ? "" : percent(recall);
                  }),
                  "",
                  "",
                ],
              })),
            },
          ]}
        />
      </PlotFigure>
      <CurveList runs={runs} />
    </>
  );
}

/** Whether regions and probabilities keep what they claim. */
export function Calibration({ runs }: Props) {
  const coverage = coveragePlot(runs);
  const reliability = reliabilityPlot(runs);
  if (!coverage && !reliability) {
    return <p class="remark">None of these runs states probabilities.</p>;
  }
  return (
    <div class="plot-pair">
      {coverage && (
        <div>
          <h3>Credible regions</h3>
          <PlotFigure plot={coverage}>
            <CoverageTable runs={runs} />
          </PlotFigure>
        </div>
      )}
      {reliability && (
        <div>
          <h3>The country named first</h3>
          <PlotFigure plot={reliability}>
            <ReliabilityTable runs={runs} />
          </PlotFigure>
        </div>
      )}
    </div>
  );
}

function CoverageTable({ runs }: Props) {
  const known = runs.filter(({ summary }) => (summary.calibration?.coverage.length ?? 0) > 0);
  const masses = known[0]!.summary.calibration!.coverage.map(({ mass }) => mass);
  return (
    <DataTable
      label="Coverage"
      caption="Photos whose true place the region holds, per cent; photos of which too few cells are listed to tell count as not held"
      columns={[
        { head: "System" },
        ...masses.map((mass) => number(`${Math.round(mass * 100)} % region`)),
      ]}
      groups={[
        {
          rows: known.map((run) => ({
            key: run.name,
            kind: "own" as const,
            cells: [
              <RunName key="name" run={run} />,
              ...run.summary.calibration!.coverage.map(({ mass, rate, clustered, wilson }) => (
                <WithInterval
                  key={mass}
                  value={percent(rate)}
                  interval={writeInterval(clustered ?? wilson, percent)}
                />
              )),
            ],
          })),
        },
      ]}
    />
  );
}

function ReliabilityTable({ runs }: Props) {
  return (
    <DataTable
      label="Reliability"
      caption="Photos by the probability stated for the country named first"
      columns={[{ head: "Stated" }, number("Photos"), number("Mean stated, %"), number("Right, %")]}
      groups={runs.flatMap(({ name, summary }) => {
        const bins = summary.calibration?.reliability ?? [];
        if (bins.length === 0) return [];
        const rows = bins.map(({ low, high, n, confidence, accuracy }) => ({
          key: String(low),
          cells: [
            `${percent(low)} to ${percent(high)} %`,
            grouped(n),
            percent(confidence),
            percent(accuracy),
          ],
        }));
        return [{ head: name, rows }];
      })}
    />
  );
}

/** What abstaining buys: the risk of a miss when only the surest photos are answered. */
export function Risk({ runs }: Props) {
  const [limit, setLimit] = useState<SelectiveLimit>("within200Km");
  const plot = riskPlot(runs, limit);
  if (!plot) return <p class="remark">None of these runs says how sure it is.</p>;
  const known = runs.filter(({ summary }) => summary.selective);
  return (
    <>
      <fieldset class="segments segments--inline">
        <legend class="visually-hidden">A miss is farther than</legend>
        {(Object.keys(LIMIT_WORDS) as SelectiveLimit[]).map((each) => (
          <label key={each} class="segments__option">
            <input
              type="radio"
              name="risk-limit"
              checked={limit === each}
              onChange={() => setLimit(each)}
            />
            <span>{LIMIT_WORDS[each]}</span>
          </label>
        ))}
      </fieldset>
      <PlotFigure plot={plot}>
        <DataTable
          label="Risk against coverage"
          caption={`Photos farther than ${LIMIT_WORDS[limit]} when only the surest are answered, per cent`}
          columns={[{ head: "Answered" }, ...known.map(({ name }) => number(name))]}
          groups={[
            {
              rows: known[0]!.summary.selective!.curve.map(({ coverage }, i) => ({
                key: String(i),
                cells: [
                  `${percent(coverage)} %`,
                  ...known.map(({ summary }) => {
                    const point = summary.selective!.curve[i];
                    return point ? percent(1 - point[limit]) : "";
                  }),
                ],
              })),
            },
          ]}
        />
      </PlotFigure>
      {known.map(({ name, summary }) => {
        const abstention = summary.selective!.abstention;
        return abstention && abstention.abstained > 0 ? (
          <p key={name} class="section__note">
            {name} abstains from {grouped(abstention.abstained)} of{" "}
            {grouped(summary.dataset.withPosition)} photos by itself.
          </p>
        ) : null;
      })}
    </>
  );
}
