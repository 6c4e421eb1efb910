import { isOverview, photo, state, step } from "../ask/store.ts";
import type { ViewKeys } from "../shell/keys.ts";
import { stepMass } from "./display.ts";
import { cancelDrawing, drawing, finishDrawing, undoCorner } from "./drawing.ts";
import { fitAnswer } from "./map-wishes.ts";

const hasPhoto = () => photo.value !== null;
const isDrawing = () => drawing.value !== null;
/** The map has its own meaning for plus and minus: zoom. */
const isOutsideMap = () => hasPhoto() && !(document.activeElement instanceof HTMLCanvasElement);

/** What keys do in this view; the help shows this table and the handler acts on it. */
export const LOCATE_KEYS: ViewKeys = {
  keys: [
    { key: "[", shows: "[", does: "Previous photo", run: () => step(-1), when: hasPhoto },
    { key: "]", shows: "]", does: "Next photo", run: () => step(1), when: hasPhoto },
    { key: "f", shows: "F", does: "Fit the map to the answer", run: fitAnswer, when: hasPhoto },
    { key: "-", shows: "-", does: "Smaller region", run: () => stepMass(-1), when: isOutsideMap },
    { key: "+", shows: "+", does: "Larger region", run: () => stepMass(1), when: isOutsideMap },
    {
      key: "Enter",
      shows: "Enter",
      does: "Drawing: use the area",
      run: finishDrawing,
      when: isDrawing,
    },
    {
      key: "Backspace",
      shows: "Backspace",
      does: "Drawing: take back the last corner",
      run: undoCorner,
      when: isDrawing,
    },
    { key: "Escape", shows: "Esc", does: "Drawing: stop", run: cancelDrawing, when: isDrawing },
    {
      key: "a",
      shows: "A",
      does: "All photos",
      run: () => {
        isOverview.value = true;
      },
      when: () => state.value.photos.length > 1,
    },
  ],
  note: "In the table of places, arrow keys move between rows and Enter shows a place on the map. With the map in focus, arrow keys pan it and + and - zoom.",
};
