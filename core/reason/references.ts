import type { Geography } from "../earth/geography.ts";
import { EARTH_RADIUS_KM, type Position, toPosition } from "../earth/lng-lat.ts";

/** Places that are shown to a model beside a picture. */
export interface ReferencePlaces {
  /** Where the picture fits best, the likeliest first. */
  readonly similar: readonly Position[];
  /** Where it fits worst, of places that photos could be from. */
  readonly dissimilar: readonly Position[];
}

/** Places of one list lie apart by so much: five cells of one city tell a model one thing. */
const APART_KM = 200;
/** People in a cell that photos could be from. */
const INHABITED = 10_000;

/**
 * The centres of the likeliest and of the unlikeliest land cells.
 *
 * @param land probability of each land cell
 * @param most places of each list
 */
export function referencesOf(
  land: ArrayLike<number>,
  { cells, vectors }: Pick<Geography, "cells" | "vectors">,
  most: number,
): ReferencePlaces {
  const density = Float64Array.from(land, (probability, row) => probability / cells.areaKm2[row]!);
  const rows = Array.from(density.keys()).sort((a, b) => density[b]! - density[a]! || a - b);
  const inhabited = rows.filter((row) => cells.population[row]! >= INHABITED).reverse();
  const nearest = Math.cos(APART_KM / EARTH_RADIUS_KM);
  const apart = (candidates: readonly number[]): Position[] => {
    const chosen: number[] = [];
    for (const row of candidates) {
      if (chosen.length === most) break;
      if (chosen.every((other) => dot(vectors, row, other) < nearest)) chosen.push(row);
    }
    return chosen.map((row) => toPosition([cells.lng[row]!, cells.lat[row]!]));
  };
  return { similar: apart(rows), dissimilar: apart(inhabited) };
}

function dot(vectors: Float64Array, a: number, b: number): number {
  const [i, j] = [3 * a, 3 * b];
  return (
    vectors[i]! * vectors[j]! +
    vectors[i + 1]! * vectors[j + 1]! +
    vectors[i + 2]! * vectors[j + 2]!
  );
}
