import { cellAt } from "../earth/cells.ts";
import { rowHolding } from "../earth/land-rows.ts";
import { distanceKm, type LngLat } from "../earth/lng-lat.ts";
import type { FineCell, Posterior } from "./posterior.ts";
import { massOf, type Ranking } from "./ranking.ts";

/**
 * Probability of all that is ranked before a place: a credible region of mass m holds the place if this is less than m. Of
 * places that are true, a tenth has 0.9 or more, if the model is calibrated. 1 for a place that is held impossible, null
 * for one without land.
 */
export function massBefore(posterior: Posterior, ranking: Ranking, at: LngLat): number | null {
  const item = itemAt(posterior, at);
  if (item === null) return null;
  const rank = ranking.items.indexOf(item);
  if (rank < 0) return 1;
  const before = ranking.cumulative[rank]! - massOf(posterior, item);
  return Math.min(1, Math.max(0, before));
}

/** The ranked item that holds a place; of a split cell's part without land the nearest part that has some. */
function itemAt({ cells, fine }: Posterior, at: LngLat): number | null {
  const holding = fine.findIndex(({ name, resolution }) => cellAt(at, resolution) === name);
  if (holding >= 0) return cells.count + holding;
  const row = rowHolding(cells, at);
  if (row < 0) return null;
  const parts = fine.flatMap((cell, k) => (isPartOf(cell, row, cells.resolution) ? [k] : []));
  if (parts.length === 0) return row;
  const km = (k: number) => distanceKm(fine[k]!.at, at);
  return cells.count + parts.reduce((best, k) => (km(k) < km(best) ? k : best));
}

function isPartOf(cell: FineCell, row: number, resolution: number): boolean {
  return cell.row === row && cell.resolution > resolution;
}
