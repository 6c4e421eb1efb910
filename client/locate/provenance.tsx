import type { Prediction } from "../../core/contracts/prediction.ts";
import { about } from "../ask/about.ts";
import { sentElsewhere } from "./map-hosts.ts";

/** The fine print: which model, how long, and what left the device. */
export function Provenance({ prediction }: { prediction: Prediction }) {
  const { model, timingMs } = prediction;
  const total = timingMs.total ?? Object.values(timingMs).reduce((sum, ms) => sum + ms, 0);
  const trainedOn = about.value.model?.name === model.name ? about.value.model.trainedOn : null;
  return (
    <footer class="provenance">
      <p>
        Model {model.name} {model.version}
        {total > 0 && `, computed in ${Math.round(total)}\u00a0ms`}.
        {trainedOn && ` Trained on ${trainedOn}.`.replace(/\.\.$/, ".")}
      </p>
      <p>
        The photo was sent to this server and is not kept there.{" "}
        {sentElsewhere("Nothing was sent to anyone else.")}
      </p>
    </footer>
  );
}
