import type { Prediction } from "../../core/contracts/prediction.ts";
import type { Photo } from "../ask/state.ts";
import { Why } from "../why/why.tsx";
import { headline } from "../words/describe.ts";
import { formatProbability } from "../words/numbers.ts";
import { AreaSlider } from "./area-slider.tsx";
import { EvidenceList } from "./evidence.tsx";
import { ExportButtons } from "./export-buttons.tsx";
import { FileSays } from "./file-says.tsx";
import { HintNote, Hints } from "./hints.tsx";
import { ModelBanner } from "./model-banner.tsx";
import { PlacesTable } from "./places-table.tsx";
import { Points } from "./points.tsx";
import { PriorChoice } from "./prior-choice.tsx";
import { Provenance } from "./provenance.tsx";

/** The answer in the panel, from the short of it to the fine print. */
export function Answer({ photo, prediction }: { photo: Photo; prediction: Prediction }) {
  return (
    <div class="answer" data-stale={photo.task.status !== "located"}>
      <FileSays prediction={prediction} />
      <Verdict prediction={prediction} />
      <HintNote photo={photo} prediction={prediction} />
      {!photo.isOpened && (
        <section class="block block--ask" aria-label="Ask differently">
          <PriorChoice photo={photo} />
          <Hints photo={photo} />
        </section>
      )}
      <AreaSlider prediction={prediction} />
      <ModelBanner photo={photo} prediction={prediction} />
      {prediction.warnings.map((warning) => (
        <p key={warning} class="remark">
          {warning}
        </p>
      ))}
      <PlacesTable prediction={prediction} />
      <Points prediction={prediction} />
      <EvidenceList prediction={prediction} />
      <Why photo={photo} prediction={prediction} />
      <ExportButtons photo={photo} prediction={prediction} />
      <Provenance prediction={prediction} />
    </div>
  );
}

function Verdict({ prediction }: { prediction: Prediction }) {
  const best = headline(prediction);
  if (prediction.abstained) {
    return (
      <div class="verdict">
        <h1>The model cannot tell</h1>
        <p class="verdict__line">{prediction.abstained.detail}</p>
        {best && (
          <p class="verdict__line">
            If it had to name a place: {best.place}, {formatProbability(best.probability)}.
          </p>
        )}
      </div>
    );
  }
  if (!best) return null;
  return (
    <div class="verdict">
      <h1>
        <span class="verdict__lead">{best.lead}</span> {best.place}
      </h1>
      <p class="verdict__probability">{formatProbability(best.probability)}</p>
    </div>
  );
}
