import { cellAt, cellId } from "./cells.ts";
import { findCell, type LandCells } from "./land-cells.ts";
import { EARTH_RADIUS_KM, type LngLat, toUnitVector } from "./lng-lat.ts";

/** Row of the land cell that holds a position; -1 where none does. */
export function rowHolding(cells: LandCells, at: LngLat): number {
  return findCell(cells, cellId(cellAt(at, cells.resolution)));
}

/**
 * Row of the land cell whose point is nearest; -1 where none is near enough.
 *
 * @param vectors unit vectors of the cells' points, x y z per row
 */
export function nearestRow(
  vectors: Float64Array,
  at: LngLat,
  withinKm = Number.POSITIVE_INFINITY,
): number {
  const [x, y, z] = toUnitVector(at);
  let best = -1;
  let bestDot = withinKm < Math.PI * EARTH_RADIUS_KM ? Math.cos(withinKm / EARTH_RADIUS_KM) : -2;
  for (let i = 0; i < vectors.length; i += 3) {
    const dot = x * vectors[i]! + y * vectors[i + 1]! + z * vectors[i + 2]!;
    if (dot > bestDot) [best, bestDot] = [i / 3, dot];
  }
  return best;
}
