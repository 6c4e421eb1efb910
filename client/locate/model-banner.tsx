import type { Prediction } from "../../core/prediction.ts";
import { Notice } from "../shell/notice.tsx";
import { formatShare } from "../words/numbers.ts";
import { about } from "./store.ts";

const PREVIEW = "preview";

/** The one place that says how to get a better model. */
const BETTER_MODEL =
  "The GeoCLIP bundle is far more accurate; a coming version installs it with “graticule models pull geoclip”.";

/** While the preview model answers: how little it knows, with numbers that were measured. */
export function ModelBanner({ prediction }: { prediction: Prediction }) {
  if (prediction.model.name !== PREVIEW) return null;
  const measured = coverageInWords();
  return (
    <Notice title="A small preview model made this answer">
      It was trained on few photos, to show how Graticule works, and is often wrong by a continent.{" "}
      {measured} {BETTER_MODEL}
    </Notice>
  );
}

function coverageInWords(): string | null {
  const calibration = about.value.model?.calibration;
  const coverage = calibration?.coverage["0.9"];
  if (!calibration || coverage === undefined) return null;
  const { photos, set } = calibration;
  return (
    `On ${photos.toLocaleString("en")} held-out photos (${set}), ` +
    `its 90\u00a0% area held the true place for ${formatShare(coverage)}.`
  );
}
