import type { CellName } from "../../earth/cells.ts";
import type { LngLat } from "../../earth/lng-lat.ts";

/**
 * Where a prediction says that a photo may be:
 *
 * - `point`: one place, no probabilities;
 * - `candidates`: several places, best first, with weights that sum to 1;
 * - `cells`: H3 cells, of mixed resolution if need be, that do not overlap, with probabilities; `otherMass` is the
 *   probability of what is not listed, `tail` tells how it is spread over the land cells if that is known.
 */
export type Support =
  | { readonly kind: "point"; readonly at: LngLat }
  | {
      readonly kind: "candidates";
      readonly points: readonly LngLat[];
      readonly weights: readonly number[];
    }
  | CellSupport;

export interface CellSupport {
  readonly kind: "cells";
  readonly names: readonly CellName[];
  readonly probabilities: readonly number[];
  readonly otherMass: number;
  readonly tail: Tail | null;
}

export const SUPPORT_KINDS = ["point", "candidates", "cells"] as const satisfies Support["kind"][];

/** Coarse densities of the land cells that a prediction does not list. */
export interface Tail {
  /** One code per land cell row: 0 for cells that have no mass or are listed, else the higher the denser. */
  readonly codes: Uint8Array;
  /** Natural logarithm of the density ratio between neighbouring codes. */
  readonly step: number;
}

/** Densities this close (relative) are ties: the same density, rounded in files (6 digits) or in the table of areas. */
export const TIE = 1e-6;
