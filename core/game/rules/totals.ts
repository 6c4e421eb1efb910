import { GEOSCORE_MAX } from "../../belief/geo-score.ts";
import { pointsNumber } from "../points.ts";
import type { Totals } from "./rule-set.ts";

// Words that rule sets share in which a game is a sum of points against the model's.

const SQUARES = 5;
export const FULL = "\u{1F7E6}";
export const EMPTY = "\u{2B1C}";

/** Who is ahead, and by how much. */
export function comparison({ points, modelPoints }: Totals): string {
  const ahead = Math.abs(points - modelPoints).toLocaleString("en");
  if (points === modelPoints) return "A draw with the model";
  return points > modelPoints ? `You beat the model by ${ahead}` : `The model beat you by ${ahead}`;
}

export function sharedTotals({ points, modelPoints }: Totals): string {
  return `${pointsNumber(points)} points, model ${pointsNumber(modelPoints)}`;
}

/** Points of a round as full and empty squares, of 5000. */
export function squares(points: number): string {
  const full = Math.max(0, Math.min(SQUARES, Math.round((points / GEOSCORE_MAX) * SQUARES)));
  return FULL.repeat(full) + EMPTY.repeat(SQUARES - full);
}
