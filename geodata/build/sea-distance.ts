import type { Position } from "geojson";
import { EARTH_RADIUS_KM, toUnitVector } from "../../core/earth/lng-lat.ts";
import { type SeaDistance, toCode } from "../../core/earth/sea-distance.ts";
import { readLandPolygons } from "./land-polygons.ts";
import { unwrapPolygon } from "./rings.ts";

/** Degrees of a square's side. */
const STEP = 0.2;
const WIDTH = 1800;
const HEIGHT = 900;

/** Shores are followed in steps of at most this, degrees: 2 km. */
const SHORE_STEP = 0.02;

/** South of this there is no shore, only the edge of the plane. */
const SOUTH_END = -89.9;

/** Passes of the search over the grid; a third one changed nothing any more. */
const PASSES = 3;

/**
 * Distance to the shores of Natural Earth's 1:10m land, whose lakes are land and whose Caspian is sea. Each square starts
 * from the shore that passes by it; then neighbours tell each other of their nearest shore, pass by pass.
 */
export function makeSeaDistance(): SeaDistance {
  const land = readLandPolygons("10m").map(unwrapPolygon);
  const isLand = paint(land);
  const shore = shorePoints(land);
  const cosine = nearestShore(shore);
  const codes = Uint8Array.from(cosine, (value, i) => {
    const km = EARTH_RADIUS_KM * Math.acos(Math.min(1, value));
    return toCode(isLand[i] === 1 ? km : -km);
  });
  return { width: WIDTH, height: HEIGHT, codes };
}

/** 1 per square whose centre is land, by the even-odd rule along each row. */
function paint(polygons: readonly Position[][][]): Uint8Array {
  const isLand = new Uint8Array(WIDTH * HEIGHT);
  for (const rings of polygons) {
    const edges = rings.flatMap((ring) => ring.slice(1).map((to, i) => [ring[i]!, to] as const));
    const lats = rings[0]!.map(([, lat]) => lat!);
    const top = Math.max(0, rowOf(lats.reduce((a, b) => Math.max(a, b))));
    const bottom = Math.min(HEIGHT - 1, rowOf(lats.reduce((a, b) => Math.min(a, b))));
    for (let row = top; row <= bottom; row++) {
      const lat = latOf(row);
      const crossings = edges
        .filter(([[, a], [, b]]) => a! > lat !== b! > lat)
        .map(([[x0, y0], [x1, y1]]) => x0! + ((lat - y0!) / (y1! - y0!)) * (x1! - x0!))
        .sort((a, b) => a - b);
      for (let k = 0; k + 1 < crossings.length; k += 2) {
        const [from, to] = [columnOf(crossings[k]!), columnOf(crossings[k + 1]!)];
        for (let column = Math.ceil(from); column < Math.ceil(to); column++) {
          isLand[row * WIDTH + ((column + 2 * WIDTH) % WIDTH)] = 1;
        }
      }
    }
  }
  return isLand;
}

interface ShorePoint {
  readonly column: number;
  readonly row: number;
  readonly vector: readonly [number, number, number];
}

function shorePoints(polygons: readonly Position[][][]): ShorePoint[] {
  const points: ShorePoint[] = [];
  for (const ring of polygons.flat()) {
    for (let i = 1; i < ring.length; i++) {
      const [[x0, y0], [x1, y1]] = [ring[i - 1] as [number, number], ring[i] as [number, number]];
      // The cut along 180 degrees and the bottom of Antarctica are no shores.
      if (Math.abs(x0) % 360 === 180 && Math.abs(x1) % 360 === 180) continue;
      if (Math.min(y0, y1) <= SOUTH_END) continue;
      const steps = Math.max(1, Math.ceil(Math.hypot(x1 - x0, y1 - y0) / SHORE_STEP));
      for (let k = 0; k < steps; k++) {
        const [lng, lat] = [x0 + ((x1 - x0) * k) / steps, y0 + ((y1 - y0) * k) / steps];
        const [column, row] = [Math.floor(columnOf(lng)), Math.floor((90 - lat) / STEP - 0.5)];
        points.push({ column, row, vector: toUnitVector([lng, lat]) });
      }
    }
  }
  return points;
}

/** Cosine of the angle to the nearest shore, per square. */
function nearestShore(shore: readonly ShorePoint[]): Float64Array {
  const best = new Int32Array(WIDTH * HEIGHT).fill(-1);
  const cosine = new Float64Array(WIDTH * HEIGHT).fill(-1);
  const vectors = new Float64Array(WIDTH * HEIGHT * 3);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    vectors.set(toUnitVector([lngOf(i % WIDTH), latOf(Math.floor(i / WIDTH))]), i * 3);
  }
  const offer = (column: number, row: number, point: number) => {
    if (point < 0 || row < 0 || row >= HEIGHT) return;
    const i = row * WIDTH + ((column + 2 * WIDTH) % WIDTH);
    const [x, y, z] = shore[point]!.vector;
    const value = vectors[i * 3]! * x + vectors[i * 3 + 1]! * y + vectors[i * 3 + 2]! * z;
    if (value <= cosine[i]!) return;
    cosine[i] = value;
    best[i] = point;
  };
  for (const [point, { column, row }] of shore.entries()) {
    for (let k = 0; k < 4; k++) offer(column + (k & 1), row + (k >> 1), point);
  }
  const bestAt = (column: number, row: number) =>
    row < 0 || row >= HEIGHT ? -1 : best[row * WIDTH + ((column + 2 * WIDTH) % WIDTH)]!;
  /** Twice around each parallel, so that the seam at 180 degrees is none. */
  const along = (row: number, by: 1 | -1) => {
    for (let k = 0; k < 2 * WIDTH; k++) {
      const column = (by * k + 2 * WIDTH) % WIDTH;
      offer(column, row, bestAt(column - by, row));
    }
  };
  const across = (row: number, from: number) => {
    for (let column = 0; column < WIDTH; column++) {
      for (let dx = -1; dx <= 1; dx++) offer(column, row, bestAt(column + dx, from));
    }
    along(row, 1);
    along(row, -1);
  };
  for (let pass = 0; pass < PASSES; pass++) {
    for (let row = 0; row < HEIGHT; row++) across(row, row - 1);
    for (let row = HEIGHT - 1; row >= 0; row--) across(row, row + 1);
  }
  return cosine;
}

/** Column whose centre a longitude is, with a fraction. */
function columnOf(lng: number): number {
  return (lng + 180) / STEP - 0.5;
}

function rowOf(lat: number): number {
  return Math.floor((90 - lat) / STEP);
}

function lngOf(column: number): number {
  return -180 + (column + 0.5) * STEP;
}

function latOf(row: number): number {
  return 90 - (row + 0.5) * STEP;
}
