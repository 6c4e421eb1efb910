import { regionOf } from "../../core/contracts/prediction-parts.ts";
import { headlineOf } from "../../core/formats/headline.ts";
import { shownPrediction } from "../album/store.ts";
import { isBusy, type Photo } from "../ask/state.ts";
import { ChevronIcon } from "../ui/icons.tsx";
import { formatArea, formatProbability, formatShare } from "../words/numbers.ts";
import { mass } from "./display.ts";
import { isSheetOpen } from "./sheet.ts";
import { words } from "./status.tsx";
import { Thumbnail } from "./thumbnail.tsx";

/** On a phone: the sheet's upper edge, which shows the answer in short and draws the sheet up or down. */
export function SheetHead({ photo }: { photo: Photo }) {
  const isOpen = isSheetOpen.value;
  const [title, line] = inShort(photo);
  return (
    <button
      type="button"
      class="sheet-head"
      aria-expanded={isOpen}
      onClick={() => {
        isSheetOpen.value = !isOpen;
      }}
    >
      <span class="sheet-head__photo">
        <Thumbnail key={photo.id} photo={photo} />
      </span>
      <span class="sheet-head__words">
        <span class="sheet-head__title">{title}</span>
        <span class="sheet-head__line">{line}</span>
      </span>
      <span class="sheet-head__chevron">
        <ChevronIcon />
      </span>
    </button>
  );
}

function inShort({ task, shown: alone, file }: Photo): [title: string, line: string] {
  const shown = alone && (shownPrediction.value ?? alone);
  if (isBusy(task)) return [words(task), file.name];
  if (task.status === "failed") return [task.failure.title, file.name];
  if (!shown) return ["Stopped", file.name];
  const best = headlineOf(shown);
  const region = regionOf(shown, mass.value);
  const title = shown.abstained
    ? "The model cannot tell"
    : best
      ? `${best.lead} ${best.place.name}`
      : "";
  const area = region && `${formatShare(region.mass)} within ${formatArea(region.areaKm2)}`;
  return [
    title,
    [best && formatProbability(best.place.probability), area].filter(Boolean).join(" · "),
  ];
}
