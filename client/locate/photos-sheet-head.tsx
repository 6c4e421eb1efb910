import { counts } from "../photos/display.ts";
import { ChevronIcon, PhotoIcon } from "../ui/icons.tsx";
import { isSheetOpen } from "./sheet.ts";

/** On a phone: the sheet's upper edge over all photos. */
export function PhotosSheetHead() {
  const isOpen = isSheetOpen.value;
  const { all, waiting, failed } = counts.value;
  const line = [
    waiting > 0 ? `${all - waiting} of ${all} done` : `${all - failed} answered`,
    failed > 0 && `${failed} failed`,
  ];
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
        <PhotoIcon />
      </span>
      <span class="sheet-head__words">
        <span class="sheet-head__title">{all} photos</span>
        <span class="sheet-head__line">{line.filter(Boolean).join(", ")}</span>
      </span>
      <span class="sheet-head__chevron">
        <ChevronIcon />
      </span>
    </button>
  );
}
