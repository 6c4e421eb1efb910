import { hasAnswers, isOverview, prediction } from "../ask/store.ts";
import { FitIcon } from "../ui/icons.tsx";
import { fitAnswer } from "./map-wishes.ts";

/** Brings the whole answer back into view. */
export function FitButton() {
  if (isOverview.value ? !hasAnswers.value : !prediction.value) return null;
  return (
    <button
      type="button"
      class="icon-button map__fit"
      aria-label="Fit the map to the answer"
      title="Fit the map to the answer (F)"
      onClick={fitAnswer}
    >
      <FitIcon />
    </button>
  );
}
