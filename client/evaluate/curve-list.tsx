import { grouped } from "../../core/eval/report/numbers.ts";
import { CloseIcon } from "../ui/icons.tsx";
import type { ReadyRun } from "./runs.ts";
import { removeCurve, saveCurve, sharedCurves } from "./shared-curves.ts";

/** The curves of other tools, with what they are of, and the runs' own to be saved for them. */
export function CurveList({ runs }: { runs: readonly ReadyRun[] }) {
  const measured = runs.filter(({ summary }) => summary.measures);
  return (
    <>
      {sharedCurves.value.length > 0 && (
        <ul class="curves" aria-label="Curves of other tools">
          {sharedCurves.value.map((curve) => (
            <li key={curve.system}>
              <span>
                {curve.system}: {curve.set}, {grouped(curve.photos)} photos; {curve.protocol.cells},
                by {curve.protocol.ranking}, ties {curve.protocol.ties}
                {curve.source && `; read in ${curve.source}`}
              </span>
              <button
                type="button"
                class="icon-button"
                aria-label={`Remove the curve of ${curve.system}`}
                title="Remove this curve"
                onClick={() => removeCurve(curve)}
              >
                <CloseIcon />
              </button>
            </li>
          ))}
        </ul>
      )}
      {measured.length > 0 && (
        <div class="buttons">
          {measured.map((run) => (
            <button
              key={run.id}
              type="button"
              class="button button--small"
              onClick={() => saveCurve(run)}
            >
              Save {run.name} as curve file
            </button>
          ))}
        </div>
      )}
    </>
  );
}
