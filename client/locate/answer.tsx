import type { Prediction } from "../../core/contracts/prediction.ts";
import { type Headline, headlineOf, SURENESS } from "../../core/formats/headline.ts";
import type { Photo } from "../ask/state.ts";
import { Reasoning } from "../reason/reasoning.tsx";
import { Why } from "../why/why.tsx";
import { formatProbability, formatShare } from "../words/numbers.ts";
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
      <Reasoning photo={photo} prediction={prediction} />
      <Why photo={photo} prediction={prediction} />
      <ExportButtons photo={photo} prediction={prediction} />
      <Provenance prediction={prediction} />
    </div>
  );
}

function Verdict({ prediction }: { prediction: Prediction }) {
  const best = headlineOf(prediction);
  if (prediction.abstained) {
    return (
      <div class="verdict">
        <h1>The model cannot tell</h1>
        <p class="verdict__line">{prediction.abstained.detail}</p>
        {best && (
          <p class="verdict__line">
            If it had to name a place: {best.place.name},{" "}
            {formatProbability(best.place.probability)}.
          </p>
        )}
      </div>
    );
  }
  if (!best) return null;
  return (
    <div class="verdict">
      <h1>
        <span class="verdict__lead" title={LEGEND}>
          {best.lead}
        </span>{" "}
        {best.place.name}
      </h1>
      <p class="verdict__probability">{formatProbability(best.place.probability)}</p>
      <Alternatives headline={best} />
    </div>
  );
}

/** "Perhaps Sweden 31 %, else Finland 21 %": what stands behind the headline. */
function Alternatives({ headline: { perhaps, otherwise } }: { headline: Headline }) {
  if (!perhaps && !otherwise) return null;
  const words = [
    perhaps && `Perhaps ${perhaps.name} ${formatProbability(perhaps.probability)}`,
    otherwise &&
      `${perhaps ? "else" : "Else"} ${otherwise.name} ${formatProbability(otherwise.probability)}`,
  ];
  return <p class="verdict__line">{words.filter(Boolean).join(", ")}</p>;
}

/** What each word means, the surest first. */
const LEGEND = SURENESS.map(({ from, lead }) =>
  from > 0 ? `${lead}: ${formatShare(from)} and more` : `${lead}: less`,
).join("; ");
