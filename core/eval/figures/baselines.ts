import { geoScore } from "../../belief/geo-score.ts";
import { cellAt, cellId } from "../../earth/cells.ts";
import { findCell, type LandCells } from "../../earth/land-cells.ts";
import {
  distanceKm,
  EARTH_AREA_KM2,
  EARTH_RADIUS_KM,
  type LngLat,
  toUnitVector,
} from "../../earth/lng-lat.ts";
import type { Measured } from "./measures.ts";

/** A ranking of the Earth that is the same for every photo. */
export interface FixedRanking {
  /** Where it is densest: the guess that it makes. */
  readonly at: LngLat;
  /** Area ranked at or before the place, ties included; the Earth where it holds the place impossible. */
  areaKm2(place: LngLat): number;
}

/** Distances and areas that a ranking reaches on places. */
export function measureRanking(ranking: FixedRanking, places: readonly LngLat[]): Measured {
  const km = Float64Array.from(places, (place) => distanceKm(ranking.at, place));
  const areaKm2 = Float64Array.from(places, (place) => ranking.areaKm2(place));
  return { km, geoScore: km.map(geoScore), areaKm2 };
}

/** Land cells ranked by their weight per km2. */
export function rankLandCells(weights: Float64Array, cells: LandCells): FixedRanking {
  const reached = accumulate(weights, cells.areaKm2);
  const densest = reached.order[0]!;
  return {
    at: [cells.lng[densest]!, cells.lat[densest]!],
    areaKm2(place) {
      const row = findCell(cells, cellId(cellAt(place, cells.resolution)));
      return row < 0 || weights[row] === 0 ? EARTH_AREA_KM2 : reached.areaKm2[row]!;
    },
  };
}

/**
 * Squares of latitude and longitude ranked by how many points they hold per km2 (methods, section 3): the public
 * prior-only row. Its guess is the mean of the densest square's points.
 */
export function rankGrid(points: readonly LngLat[], degrees: number): FixedRanking {
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

/** Nearest of many points. */
export interface NearestPoint {
  /** Distance to the nearest point, km. */
  km(place: LngLat): number;
  nearest(place: LngLat): LngLat;
}

/** Points sorted by latitude, so that a search looks no farther north and south than the nearest found so far. */
export function createNearestPoint(points: readonly LngLat[]): NearestPoint {
  const sorted = [...points].sort((a, b) => a[1] - b[1]);
  const lats = Float64Array.from(sorted, ([, lat]) => lat);
  const vectors = new Float64Array(sorted.length * 3);
  sorted.forEach((point, i) => {
    vectors.set(toUnitVector(point), i * 3);
  });

  function nearest(place: LngLat): LngLat {
    const [x, y, z] = toUnitVector(place);
    let best = 0;
    // Squared chord: keeps its digits where the dot product of near vectors has lost them.
    let least = Number.POSITIVE_INFINITY;
    const start = firstFrom(lats, place[1]);
    const visit = (i: number) => {
      const squared =
        (vectors[i * 3]! - x) ** 2 +
        (vectors[i * 3 + 1]! - y) ** 2 +
        (vectors[i * 3 + 2]! - z) ** 2;
      if (squared < least) [best, least] = [i, squared];
    };
    const isNear = (i: number) => (((lats[i]! - place[1]) * Math.PI) / 180) ** 2 * NARROW <= least;
    for (let i = start; i < lats.length && isNear(i); i++) visit(i);
    for (let i = start - 1; i >= 0 && isNear(i); i--) visit(i);
    return sorted[best]!;
  }

  return { nearest, km: (place) => distanceKm(nearest(place), place) };
}

/** A chord is at least 2 / pi of its arc: difference of latitude is an arc. */
const NARROW = (2 / Math.PI) ** 2;

function firstFrom(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
