import { distanceKm, type LngLat } from "../earth/lng-lat.ts";
import type { Whereabouts } from "./track.ts";

/** By how much likelier some cells are than all others, by what is known beside the picture. */
export interface Placing {
  readonly rows: Int32Array;
  /** Of those rows, above 1. */
  readonly factors: Float32Array;
}

/** Cells are 45 km apart: nothing is known finer than this. */
const CELL_KM = 20;
/** How much likelier the place itself is than one far away. */
const MOST = 1e4;
/** Shape of the tails: those of Student's distribution with so many degrees of freedom, in the plane. */
const FREEDOM = 4;

/** What is known of a place by so many km, as evidence with heavy tails. */
export function placingAt(
  cells: { readonly lng: ArrayLike<number>; readonly lat: ArrayLike<number> },
  { at, km }: Whereabouts,
): Placing {
  const scale = Math.hypot(km, CELL_KM);
  const reachKm = scale * Math.sqrt(FREEDOM * (MOST ** (2 / (FREEDOM + 2)) - 1));
  // A degree of latitude is 111.2 km.
  const reachLat = reachKm / 111;
  const rows: number[] = [];
  const factors: number[] = [];
  for (let row = 0; row < cells.lat.length; row++) {
    if (Math.abs(cells.lat[row]! - at[1]) > reachLat) continue;
    const cell: LngLat = [cells.lng[row]!, cells.lat[row]!];
    const far = distanceKm(at, cell) / scale;
    const factor = MOST * (1 + (far * far) / FREEDOM) ** (-(FREEDOM + 2) / 2);
    if (factor <= 1) continue;
    rows.push(row);
    factors.push(factor);
  }
  return { rows: Int32Array.from(rows), factors: Float32Array.from(factors) };
}

/** Multiplies what is told of cells by what is known beside the picture. */
export function place(
  values: Float32Array | Float64Array,
  placing: Placing | null | undefined,
): void {
  if (!placing) return;
  const { rows, factors } = placing;
  for (let at = 0; at < rows.length; at++) values[rows[at]!]! *= factors[at]!;
}
