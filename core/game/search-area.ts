import type { CellProbability } from "../contracts/prediction.ts";
import { cellAreaKm2, cellAt, cellResolution } from "../earth/cells.ts";
import type { Position } from "../earth/lng-lat.ts";
import { circleAreaKm2, kmBetween, toLngLat } from "./points.ts";

/**
 * What a model would have had to search before the truth was in: the areas of its cells, heaviest per km2 first, up to
 * and with the one that holds the truth. Null when none of the listed cells does.
 */
export function modelSearchKm2(cells: readonly CellProbability[], truth: Position): number | null {
  const held = new Map<number, string>();
  let areaKm2 = 0;
  for (const { h3 } of cells) {
    const resolution = cellResolution(h3);
    const own = held.get(resolution) ?? cellAt(toLngLat(truth), resolution);
    held.set(resolution, own);
    areaKm2 += cellAreaKm2(h3);
    if (own === h3) return areaKm2;
  }
  return null;
}

/** The same for a player: the circle around the pin, grown until the truth is in (nested circles as the ranking). */
export function playerSearchKm2(guess: Position, truth: Position): number {
  return circleAreaKm2(kmBetween(guess, truth));
}

/** A step of a recall-versus-area curve: the share of photos whose truth was found within an area. */
export interface RecallStep {
  readonly areaKm2: number;
  readonly recall: number;
}

/** Photos from which on a player's curve is drawn: fewer say nothing. */
export const CURVE_PHOTOS = 10;

/** Recall versus area: one step a photo that was found; photos that never were (null) count in the denominator. */
export function recallCurve(areas: readonly (number | null)[]): RecallStep[] {
  const found = areas.filter((area) => area !== null).sort((a, b) => a - b);
  return found.map((areaKm2, i) => ({ areaKm2, recall: (i + 1) / areas.length }));
}
