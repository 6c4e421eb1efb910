import type { Geography } from "../earth/geography.ts";
import { type LngLat, toUnitVector } from "../earth/lng-lat.ts";
import type { Posterior } from "./posterior.ts";

/** The point of a ranked item: on land where its cell has land. */
export function pointOf({ cells, fine }: Posterior, item: number): LngLat {
  return item < cells.count ? [cells.lng[item]!, cells.lat[item]!] : fine[item - cells.count]!.at;
}

/** The land cell whose names a ranked item bears. */
export function rowOf({ cells, fine }: Posterior, item: number): number {
  return item < cells.count ? item : fine[item - cells.count]!.row;
}

/** Weighted points on the unit sphere, as columns. */
export interface MassPoints {
  readonly count: number;
  /** x y z per point. */
  readonly vectors: Float64Array;
  readonly masses: Float64Array;
}

/** All cells of a posterior as weighted points. */
export interface CellPoints {
  /** Point `i` is ranked item `i`. */
  readonly land: MassPoints;
  /** Point `k` is the ranked item that many after the last land cell. */
  readonly fine: MassPoints;
}

/** Land cells are not copied: they are 88,000, and the fine ones a few hundred. */
export function cellPoints(
  { cells, probability, fine }: Posterior,
  { vectors }: Geography,
): CellPoints {
  const fineVectors = new Float64Array(fine.length * 3);
  const masses = new Float64Array(fine.length);
  fine.forEach((cell, k) => {
    fineVectors.set(toUnitVector(cell.at), k * 3);
    masses[k] = cell.probability;
  });
  return {
    land: { count: cells.count, vectors, masses: probability },
    fine: { count: fine.length, vectors: fineVectors, masses },
  };
}
