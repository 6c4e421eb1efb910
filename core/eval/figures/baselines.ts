import { geoScore } from "../../belief/geo-score.ts";
import type { LandCells } from "../../earth/land-cells.ts";
import { rowHolding } from "../../earth/land-rows.ts";
import { distanceKm, EARTH_AREA_KM2, EARTH_RADIUS_KM, type LngLat } from "../../earth/lng-lat.ts";
import type { PhotoScore } from "../scoring/photo-score.ts";
import type { Outcomes } from "./measures.ts";

/** A ranking of the Earth that is the same for every photo. */
export interface ImageFreeRanking {
  /** Where it is densest: the guess that it makes. */
  readonly at: LngLat;
  /** Area ranked at or before the place, ties included; the Earth where it holds the place impossible. */
  areaKm2(place: LngLat): number;
}

/** A reference that looks at no photo. */
export interface Reference {
  readonly name: string;
  readonly detail: string;
  /** What it reaches on photos that have a position, in their order. */
  outcomes(placed: readonly PhotoScore[]): Outcomes;
}

/** Distances and areas that a ranking reaches on places. */
export function outcomesOfRanking(ranking: ImageFreeRanking, places: readonly LngLat[]): Outcomes {
  const km = Float64Array.from(places, (place) => distanceKm(ranking.at, place));
  const areaKm2 = Float64Array.from(places, (place) => ranking.areaKm2(place));
  return { km, geoScore: km.map(geoScore), areaKm2 };
}

/** Land cells ranked by their weight per km2. */
export function rankingOfCells(weights: Float64Array, cells: LandCells): ImageFreeRanking {
  const reached = accumulate(weights, cells.areaKm2);
  const densest = reached.order[0]!;
  return {
    at: [cells.lng[densest]!, cells.lat[densest]!],
    areaKm2(place) {
      const row = rowHolding(cells, place);
      return row < 0 || weights[row] === 0 ? EARTH_AREA_KM2 : reached.areaKm2[row]!;
    },
  };
}

/**
 * Squares of latitude and longitude ranked by how many points they hold per km2: the prior-only row of the
 * field's tables. Its guess is the mean of the densest square's points.
 */
export function rankingOfSquares(points: readonly LngLat[], degrees: number): ImageFreeRanking {
  const columns = Math.round(360 / degrees);
  const rows = Math.round(180 / degrees);
  const squareOf = ([lng, lat]: LngLat) => {
    const column = Math.floor((lng + 180) / degrees) % columns;
    return Math.min(rows - 1, Math.floor((lat + 90) / degrees)) * columns + column;
  };
  const members = new Map<number, LngLat[]>();
  for (const point of points) {
    const square = squareOf(point);
    const own = members.get(square);
    if (own) own.push(point);
    else members.set(square, [point]);
  }
  const squares = [...members.keys()].sort((a, b) => a - b);
  const place = new Map(squares.map((square, i) => [square, i]));
  const counts = Float64Array.from(squares, (square) => members.get(square)!.length);
  const areas = Float64Array.from(squares, (square) =>
    squareAreaKm2(Math.floor(square / columns) * degrees - 90, degrees),
  );
  const reached = accumulate(counts, areas);
  const densest = members.get(squares[reached.order[0]!]!)!;
  const mean = (axis: 0 | 1) => densest.reduce((sum, at) => sum + at[axis], 0) / densest.length;
  return {
    at: [mean(0), mean(1)],
    areaKm2(at) {
      const i = place.get(squareOf(at));
      return i === undefined ? EARTH_AREA_KM2 : reached.areaKm2[i]!;
    },
  };
}

/** Area of a square of latitude and longitude whose southern edge is given, km2. */
export function squareAreaKm2(south: number, degrees: number): number {
  const radians = Math.PI / 180;
  const height = Math.sin((south + degrees) * radians) - Math.sin(south * radians);
  return EARTH_RADIUS_KM ** 2 * degrees * radians * height;
}

/** Order by density, and for each entry the area of all that are at least as dense. */
function accumulate(
  weights: Float64Array,
  areas: ArrayLike<number>,
): { order: Int32Array; areaKm2: Float64Array } {
  const density = weights.map((weight, i) => weight / areas[i]!);
  const order = Int32Array.from(weights, (_, i) => i).sort(
    (a, b) => density[b]! - density[a]! || a - b,
  );
  const areaKm2 = new Float64Array(weights.length);
  let sum = 0;
  for (let i = 0; i < order.length; ) {
    let end = i;
    for (; end < order.length && isTie(density[order[end]!]!, density[order[i]!]!); end++) {
      sum += areas[order[end]!]!;
    }
    for (; i < end; i++) areaKm2[order[i]!] = sum;
  }
  return { order, areaKm2 };
}

function isTie(a: number, b: number): boolean {
  return a === b || Math.abs(a / b - 1) < 1e-9;
}
