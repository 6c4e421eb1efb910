import { type Tile, writePMTiles } from "./pmtiles-writer.ts";
import { type Rgba, writePng } from "./png-writer.ts";
import type { ElevationGrid, Raster } from "./rasters.ts";

/** Deepest zoom of the tiles; a pixel then is as wide as the grid's step. */
export const RELIEF_ZOOM = 1;
/** Pixels of a tile's side. */
export const RELIEF_TILE = 512;
/** Pixels of the world's side in Mercator. */
const SIDE = 2 ** RELIEF_ZOOM * RELIEF_TILE;
const EARTH_CIRCUMFERENCE_M = 40_075_017;

/** Where light comes from, degrees from north, and how much of it: mostly from the north-west, as maps have it. */
const LIGHTS = [
  { from: 315, share: 0.6 },
  { from: 270, share: 0.2 },
  { from: 0, share: 0.2 },
] as const;
/** Over half a degree the Alps slope like a road; so much steeper they look like mountains. */
const EXAGGERATION = 30;
/** Height of the light above the horizon, degrees. */
const ALTITUDE = 45;

/** Plains stay clear: weaker shades are left out, and the others begin at nothing. */
const NOISE = 0.02;

/** Southward of the second parallel hills fade, southward of the first there are none. */
const ICE_LATS = [-76, -68] as const;

/** Steps of shadow and of light: more cannot be told apart. */
const STEPS = 24;
const SHADOW: readonly [number, number, number] = [14, 26, 38];
const LIGHT: readonly [number, number, number] = [255, 255, 255];

/**
 * Shaded hills of all land as PMTiles of transparent PNG, to be laid over any ground: the sea and level land are clear,
 * slopes away from the light dark, those towards it white.
 */
export function makeRelief(
  elevation: ElevationGrid,
  landCover: Raster<Uint8Array>,
  attribution: string,
): Uint8Array {
  const heights = mercatorHeights(elevation);
  const shares = landShares(landCover);
  const shades = new Uint8Array(SIDE * SIDE);
  for (let y = 0; y < SIDE; y++) {
    const strength = strengthAt(latOf(y + 0.5));
    const metres = (EARTH_CIRCUMFERENCE_M / SIDE) * Math.cos(radians(latOf(y + 0.5)));
    for (let x = 0; x < SIDE; x++) {
      const at = (dx: number, dy: number) =>
        heights[clamp(y + dy) * SIDE + ((x + dx + SIDE) % SIDE)]!;
      const east = (at(1, 0) - at(-1, 0)) / (2 * metres);
      const north = (at(0, -1) - at(0, 1)) / (2 * metres);
      const shade = shadeOf(east * EXAGGERATION, north * EXAGGERATION);
      shades[y * SIDE + x] = STEPS + Math.round(STEPS * strength * shade * shares[y * SIDE + x]!);
    }
  }
  const palette = paletteOf();
  const tiles: Tile[] = [];
  let world: Uint8Array = shades;
  for (let z = RELIEF_ZOOM; z >= 0; z--) {
    tiles.push(...cutTiles(world, z, palette));
    world = halved(world, 2 ** z * RELIEF_TILE);
  }
  return writePMTiles(tiles, { attribution }, "png");
}

/** The grid was put together from parts whose edges show on the ice of Antarctica: there hills fade. */
function strengthAt(lat: number): number {
  const [gone, whole] = ICE_LATS;
  return Math.min(1, Math.max(0, (lat - gone) / (whole - gone)));
}

/** From -1, in full shadow, over 0 for level ground to 1. */
function shadeOf(east: number, north: number): number {
  const altitude = radians(ALTITUDE);
  const length = Math.hypot(east, north, 1);
  let light = 0;
  for (const { from, share } of LIGHTS) {
    const [toEast, toNorth] = [Math.sin(radians(from)), Math.cos(radians(from))];
    // The surface's normal is (-east, -north, 1).
    const flat = (-east * toEast - north * toNorth) * Math.cos(altitude);
    light += share * ((flat + Math.sin(altitude)) / length);
  }
  const shade = Math.tanh(1.6 * (light - Math.sin(altitude)));
  return Math.sign(shade) * Math.max(0, Math.abs(shade) - NOISE);
}

/** Elevation of each pixel, metres, the sea 0; smooth, so that slopes have no steps at the grid's nodes. */
function mercatorHeights({ width, height, west, south, step, values }: ElevationGrid) {
  const heights = new Float32Array(SIDE * SIDE);
  const node = (column: number, row: number) =>
    Math.max(0, values[clampTo(row, height) * width + (((column % width) + width) % width)]!);
  for (let y = 0; y < SIDE; y++) {
    const row = (latOf(y + 0.5) - south) / step;
    const [rows, rowWeights] = [Math.floor(row) - 1, splineWeights(row - Math.floor(row))];
    for (let x = 0; x < SIDE; x++) {
      const column = (((x + 0.5) / SIDE) * 360 - 180 - west) / step;
      const [columns, weights] = [
        Math.floor(column) - 1,
        splineWeights(column - Math.floor(column)),
      ];
      let sum = 0;
      for (let j = 0; j < 4; j++) {
        for (let i = 0; i < 4; i++)
          sum += rowWeights[j]! * weights[i]! * node(columns + i, rows + j);
      }
      heights[y * SIDE + x] = sum;
    }
  }
  return heights;
}

/** Weights of four nodes for a place between the middle two: Catmull and Rom's cubic, which passes through the nodes. */
function splineWeights(t: number): readonly [number, number, number, number] {
  const [t2, t3] = [t * t, t * t * t];
  return [
    (-t3 + 2 * t2 - t) / 2,
    (3 * t3 - 5 * t2 + 2) / 2,
    (-3 * t3 + 4 * t2 + t) / 2,
    (t3 - t2) / 2,
  ];
}

/** Share of land of each pixel, 0 to 1. */
function landShares({ width, height, values }: Raster<Uint8Array>): Float32Array {
  const shares = new Float32Array(SIDE * SIDE);
  for (let y = 0; y < SIDE; y++) {
    const [top, bottom] = [latOf(y), latOf(y + 1)].map((lat) => ((90 - lat) / 180) * height);
    for (let x = 0; x < SIDE; x++) {
      const [left, right] = [(x / SIDE) * width, ((x + 1) / SIDE) * width];
      let [land, all] = [0, 0];
      for (let row = Math.floor(top!); row < Math.max(bottom!, Math.floor(top!) + 1); row++) {
        for (let column = Math.floor(left); column < right; column++) {
          all++;
          if (values[clampTo(row, height) * width + column] !== 0) land++;
        }
      }
      shares[y * SIDE + x] = land / all;
    }
  }
  return shares;
}

/** Shadows from the darkest on, nothing in the middle, then light. */
function paletteOf(): Rgba[] {
  return Array.from({ length: 2 * STEPS + 1 }, (_, i): Rgba => {
    const [red, green, blue] = i < STEPS ? SHADOW : LIGHT;
    return [red, green, blue, Math.round((255 * Math.abs(i - STEPS)) / STEPS)];
  });
}

/** The same picture at half the size; each pixel is the mean of four. */
function halved(shades: Uint8Array, side: number): Uint8Array {
  const half = side / 2;
  return Uint8Array.from({ length: half * half }, (_, i) => {
    const at = 2 * Math.floor(i / half) * side + 2 * (i % half);
    const four = shades[at]! + shades[at + 1]! + shades[at + side]! + shades[at + side + 1]!;
    return Math.round(four / 4);
  });
}

function cutTiles(shades: Uint8Array, z: number, palette: readonly Rgba[]): Tile[] {
  const count = 2 ** z;
  return Array.from({ length: count * count }, (_, i): Tile => {
    const [x, y] = [i % count, Math.floor(i / count)];
    const part = new Uint8Array(RELIEF_TILE * RELIEF_TILE);
    for (let row = 0; row < RELIEF_TILE; row++) {
      const from = ((y * RELIEF_TILE + row) * count + x) * RELIEF_TILE;
      part.set(shades.subarray(from, from + RELIEF_TILE), row * RELIEF_TILE);
    }
    return { z, x, y, bytes: writePng(RELIEF_TILE, part, palette) };
  });
}

/** Latitude of a row of pixels, counted from the upper edge of Mercator's map. */
function latOf(y: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / SIDE))) * 180) / Math.PI;
}

function clamp(y: number): number {
  return clampTo(y, SIDE);
}

function clampTo(index: number, count: number): number {
  return Math.min(count - 1, Math.max(0, index));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
