import { signal } from "@preact/signals";
import { type HintSide, withHint } from "../ask/question.ts";
import { askAgain } from "../ask/store.ts";
import { areaOfBounds } from "../map/area.ts";
import type { Bounds } from "../map/fit.ts";
import { announcement } from "./display.ts";

/** Reads the part of the world the map shows; null while there is no map. */
export const readView = signal<(() => Bounds) | null>(null);

/** Takes what the map shows as an area: drawing for those who use no pointer. */
export function viewAsHint(side: HintSide): void {
  const bounds = readView.value?.();
  const area = bounds && areaOfBounds(bounds);
  if (area) askAgain((question) => withHint(question, side, { kind: "area", area }));
  else announcement.value = "The map shows the whole world: zoom in first.";
}
