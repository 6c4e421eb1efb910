import { type CellName, cellAt, cellCentre } from "../../earth/cells.ts";
import type { LngLat } from "../../earth/lng-lat.ts";
import { ancestorName, resolutionOf } from "../reading/cell-areas.ts";
import type { CellSupport, Support } from "../reading/support.ts";

/**
 * A prediction brought to a raster of H3 cells: finer cells are summed, candidates fall into the cells that hold them, and coarser
 * cells stay, for they stand for raster cells that tie. A point stays a point: its raster is ranked by distance from it.
 */
export function rasterised(support: Support, resolution: number): Support {
  if (support.kind === "point") return support;
  if (support.kind === "candidates") {
    const names = support.points.map((point) => cellAt(point, resolution));
    return { kind: "cells", ...summed(names, support.weights), otherMass: 0, tail: null };
  }
  if (support.names.every((name) => resolutionOf(name) <= resolution)) return support;
  return { ...support, ...summed(coarsened(support.names, resolution), support.probabilities) };
}

function coarsened(names: readonly CellName[], resolution: number): CellName[] {
  return names.map((name) =>
    resolutionOf(name) > resolution ? ancestorName(name, resolution) : name,
  );
}

function summed(
  names: readonly CellName[],
  probabilities: readonly number[],
): Pick<CellSupport, "names" | "probabilities"> {
  const mass = new Map<CellName, number>();
  names.forEach((name, i) => {
    mass.set(name, (mass.get(name) ?? 0) + probabilities[i]!);
  });
  return { names: [...mass.keys()], probabilities: [...mass.values()] };
}

/** Base cells around a pentagon; their descendants are fewer (https://h3geo.org/docs/core-library/restable). */
const PENTAGONS = new Set([4, 14, 24, 38, 49, 58, 63, 72, 83, 97, 107, 117]);

/** How many cells of the raster a cell stands for: 1 from the raster's resolution on. */
export function cellsOnRaster(name: CellName, raster: number): number {
  const depth = Math.max(0, raster - resolutionOf(name));
  return isPentagon(name) ? 1 + (5 * (7 ** depth - 1)) / 6 : 7 ** depth;
}

/** A pentagon has no digit but 0 below its base cell. */
function isPentagon(name: CellName): boolean {
  const bits = BigInt(`0x${name}`);
  if (!PENTAGONS.has(Number((bits >> 45n) & 127n))) return false;
  const digits = 3n * BigInt(15 - resolutionOf(name));
  const used = (bits & ((1n << 45n) - 1n)) >> digits;
  return used === 0n;
}

/** The centre of the raster's cell around a place. */
export function rasterCentre(place: LngLat, raster: number): { name: CellName; centre: LngLat } {
  const name = cellAt(place, raster);
  return { name, centre: cellCentre(name) };
}
