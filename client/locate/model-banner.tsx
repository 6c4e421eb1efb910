import type { Prediction } from "../../core/contracts/prediction.ts";
import { about } from "../ask/about.ts";
import type { Photo } from "../ask/state.ts";
import { askAfresh } from "../ask/store.ts";
import { BETTER, PREVIEW } from "../download/known-models.ts";
import { DownloadPanel } from "../download/panel.tsx";
import { download } from "../download/store.ts";
import { formatShare } from "../words/numbers.ts";

const PULL = `npx graticule models pull ${BETTER.name}`;

/** While the preview model's answer is shown: how little it knows, measured, and how to get a better one. */
export function ModelBanner({ photo, prediction }: { photo: Photo; prediction: Prediction }) {
  if (prediction.model.name !== PREVIEW) return null;
  const { features, model } = about.value;
  const isReplaced = model !== null && model.name !== PREVIEW;
  const isOffered = features?.modelDownloads === true && download.value.known !== null;
  return (
    <div class="notice" tabIndex={-1}>
      <p>
        <strong>A small preview model made this answer.</strong> It knows little and is often far
        off. {coverageInWords()}{" "}
        {isReplaced
          ? `${titleOf(model.name)} answers now.`
          : `${BETTER.title} is far more accurate.`}
        {!isReplaced && !isOffered && <HowTo />}
      </p>
      {isReplaced && (
        <button type="button" class="button" onClick={() => askAgain(photo)}>
          Ask again
        </button>
      )}
      {!isReplaced && isOffered && <DownloadPanel />}
    </div>
  );
}

/** The button goes with the answer that it replaces; the next answer has the focus. */
function askAgain({ id }: Photo): void {
  document.getElementById("answer")?.focus({ preventScroll: true });
  askAfresh(id);
}

/** The one place that says how to get a better model without the page. */
function HowTo() {
  return (
    <>
      {" "}
      Install it where this service runs, with <code>{PULL}</code>.
    </>
  );
}

function titleOf(name: string): string {
  return name === BETTER.name ? BETTER.title : name;
}

function coverageInWords(): string | null {
  const { model } = about.value;
  const calibration = model?.name === PREVIEW ? model.calibration : null;
  const coverage = calibration?.coverage["0.9"];
  if (!calibration || coverage === undefined) return null;
  const photos = calibration.photos.toLocaleString("en");
  return `On ${photos} held-out street views its 90\u00a0% area held the true place for ${formatShare(coverage)}; on photos from other cameras it is far too sure.`;
}
