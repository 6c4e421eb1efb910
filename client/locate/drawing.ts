import { signal } from "@preact/signals";
import type { LngLat } from "../../core/earth/lng-lat.ts";
import { type HintSide, withHint } from "../ask/question.ts";
import { askAgain } from "../ask/store.ts";
import { areaOf } from "../map/area.ts";
import { isSheetOpen } from "./sheet.ts";

/** An area that is being drawn on the map. */
export interface Drawing {
  readonly side: HintSide;
  readonly corners: readonly LngLat[];
}

export const drawing = signal<Drawing | null>(null);

export function startDrawing(side: HintSide): void {
  isSheetOpen.value = false;
  drawing.value = { side, corners: [] };
}

/** Adds a corner while an area is being drawn; a click elsewhere in time means nothing. */
export function addCorner(at: LngLat): void {
  const current = drawing.value;
  if (current) drawing.value = { ...current, corners: [...current.corners, at] };
}

export function undoCorner(): void {
  const current = drawing.value;
  if (current) drawing.value = { ...current, corners: current.corners.slice(0, -1) };
}

/** Takes the drawn area as a hint; with fewer than three corners drawing goes on. */
export function finishDrawing(): void {
  const current = drawing.value;
  const area = current && areaOf(current.corners);
  if (!area) return;
  drawing.value = null;
  askAgain((question) => withHint(question, current.side, { kind: "area", area }));
}

export function cancelDrawing(): void {
  drawing.value = null;
}
