import type { Prediction } from "../../core/prediction.ts";
import { formatShare } from "../words/numbers.ts";
import { about } from "./store.ts";

const PREVIEW = "preview";

/** The one place that says how to get a better model. */
const BETTER_MODEL = "GeoCLIP is far more accurate. Install it where this service runs, with";
const PULL = "npm run -s graticule -- models pull geoclip";

/** While the preview model answers: how little it knows, with numbers that were measured. */
export function ModelBanner({ prediction }: { prediction: Prediction }) {
  if (prediction.model.name !== PREVIEW) return null;
  return (
    <p class="notice">
      <strong>A small preview model made this answer.</strong> It knows little and is often far off.{" "}
      {coverageInWords()} {BETTER_MODEL} <code>{PULL}</code>.
    </p>
  );
}

function coverageInWords(): string | null {
  const calibration = about.value.model?.calibration;
  const coverage = calibration?.coverage["0.9"];
  if (!calibration || coverage === undefined) return null;
  const photos = calibration.photos.toLocaleString("en");
  return `On ${photos} held-out photos its 90\u00a0% area held the true place for ${formatShare(coverage)}.`;
}
