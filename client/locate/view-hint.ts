import { signal } from "@preact/signals";
import type { HintSide } from "../ask/question.ts";
import { announcement, hintArea } from "../ask/store.ts";
import { areaOfBounds } from "../map/area.ts";
import type { Bounds } from "../map/fit.ts";

/** Reads the part of the world the map shows; null while there is no map. */
export const readView = signal<(() => Bounds) | null>(null);

/** Takes what the map shows as an area: drawing for those who use no pointer. */
export function viewAsHint(side: HintSide): void {
  const bounds = readView.value?.();
  const area = bounds && areaOfBounds(bounds);
  if (area) hintArea(side, area);
  else announcement.value = "The map shows the whole world: zoom in first.";
}
