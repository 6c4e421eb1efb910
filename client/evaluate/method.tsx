import type { Listed, Summary } from "../../core/eval/figures/summary.ts";
import {
  bits,
  grouped,
  intervalSource,
  kilometres,
  percent,
} from "../../core/eval/report/numbers.ts";
import { RunName } from "./run-name.tsx";
import type { ReadyRun } from "./runs.ts";

/** What each run counted and how: the fine print that makes figures comparable. */
export function Method({ runs }: { runs: readonly ReadyRun[] }) {
  return (
    <div class="methods">
      {runs.map((run) => (
        <div key={run.id}>
          <h3>
            <RunName run={run} />
          </h3>
          <dl class="facts">
            {factsOf(run.summary).map(([term, text]) => (
              <div key={term}>
                <dt>{term}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </div>
  );
}

function factsOf(summary: Summary): [string, string][] {
  const { model, dataset, settings, counts, logScore, leakage, run } = summary;
  const facts: [string, string | null][] = [
    ["Model", model],
    [
      "Set",
      `${dataset.name}, ${grouped(dataset.photos)} photos${dataset.countryOnly > 0 ? `, ${grouped(dataset.countryOnly)} of them with a country alone` : ""}`,
    ],
    [
      "Fingerprint of the set",
      dataset.fingerprint === "" ? null : dataset.fingerprint.slice(0, 16),
    ],
    ["Without a prediction, a miss", listed(counts.missing)],
    ["Photo unreadable, a miss", listed(counts.unreadable)],
    ["Prediction invalid, a miss", listed(counts.invalid)],
    ["Predicted twice, the first counts", listed(counts.duplicates)],
    ["Predictions for other photos", listed(counts.extra)],
    [
      "Truth beyond the listed cells",
      counts.beyond > 0 ? `${grouped(counts.beyond)}: each counts as the whole Earth` : null,
    ],
    [
      "Truth held impossible",
      counts.outside > 0 ? `${grouped(counts.outside)}: each counts as the whole Earth` : null,
    ],
    [
      "Distance",
      `haversine, R = ${settings.earthRadiusKm} km, thresholds inclusive; without a prediction ${kilometres(settings.missKm)} km`,
    ],
    ["Intervals", `95 %, ${intervalSource(summary)}`],
    ["Log score", logScore ? `${bits(logScore)} above a uniform guess over the Earth` : null],
    [
      "Leakage",
      leakage
        ? `${percent(leakage.photos.rate)} % of the photos lie within ${leakage.withinM} m of a point of ${leakage.gallery}`
        : null,
    ],
    ["Command", typeof run?.command === "string" ? run.command : null],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null);
}

function listed({ count, first }: Listed): string | null {
  if (count === 0) return null;
  const names = first.slice(0, 3).join(", ");
  return `${grouped(count)}: ${names}${count > 3 ? ", ..." : ""}`;
}
