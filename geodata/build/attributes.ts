import { around } from "geokdbush";
import type { CellGrid } from "./cell-grid.ts";
import { createIndex } from "./geonames.ts";
import type { ElevationGrid, Raster } from "./rasters.ts";

/** IGBP class of urban and built-up land. */
const URBAN = 13;

/** Highest code of a climate on land; 32 is the ocean. */
const LAST_CLIMATE = 31;

/** No dry land lies lower than the shore of the Dead Sea, metres. */
const LOWEST_LAND_M = -430;

/** Land fraction from which a cell counts as away from the sea. */
const DRY_LAND = 0.95;

/** How far a cell may be whose climate an islet takes: in the Pacific the next one is far, but alike. */
const CLIMATE_REACH_KM = 1000;

/** The smallest land fraction, of a cell that only a shore or an islet smaller than a pixel touches. */
const LEAST_LAND = 0.001;

/** What the pixels of each cell add up to. */
export interface CellAttributes {
  readonly landFraction: Float32Array;
  readonly landCover: Uint8Array;
  readonly urbanFraction: Float32Array;
  readonly climate: Uint8Array;
  readonly elevationM: Int16Array;
}

/** Joins the rasters to the cells; `pixels` says in which cell's row each land cover pixel lies. */
export function joinAttributes(
  grid: CellGrid,
  pixels: Int32Array,
  rasters: {
    readonly landCover: Raster<Uint8Array>;
    readonly climate: Raster<Uint8Array>;
    readonly elevation: ElevationGrid;
  },
): CellAttributes {
  const { landCover, climate, elevation } = rasters;
  const count = grid.cells.length;
  const classes = new Uint16Array(count * 17);
  const zones = LAST_CLIMATE + 1;
  const climates = new Uint16Array(count * zones);
  const heights = new Float64Array(count);
  const sampler = createElevationSampler(elevation, landCover);
  const step = 360 / landCover.width;
  const climatePerPixel = climate.width / landCover.width;

  for (let i = 0; i < pixels.length; i++) {
    const row = pixels[i]!;
    if (row < 0) continue;
    const igbp = landCover.values[i]!;
    classes[row * 17 + igbp]!++;
    const [x, y] = [i % landCover.width, Math.floor(i / landCover.width)];
    const zone =
      climate.values[
        Math.floor((y + 0.5) * climatePerPixel) * climate.width +
          Math.floor((x + 0.5) * climatePerPixel)
      ]!;
    if (zone >= 1 && zone <= LAST_CLIMATE) climates[row * zones + zone]!++;
    // The climate map has its own shore line, so its land counts whether or not the land cover agrees.
    if (igbp === 0) continue;
    heights[row]! += sampler(-180 + (x + 0.5) * step, 90 - (y + 0.5) * step);
  }

  const found: CellAttributes = {
    landFraction: new Float32Array(count),
    landCover: new Uint8Array(count),
    urbanFraction: new Float32Array(count),
    climate: new Uint8Array(count),
    elevationM: new Int16Array(count),
  };
  for (let row = 0; row < count; row++) {
    const histogram = classes.subarray(row * 17, row * 17 + 17);
    const all = histogram.reduce((sum, n) => sum + n, 0);
    const land = all - histogram[0]!;
    found.landFraction[row] = Math.max(LEAST_LAND, all > 0 ? land / all : 0);
    found.landCover[row] = mostFrequent(histogram);
    found.urbanFraction[row] = land > 0 ? histogram[URBAN]! / land : 0;
    found.climate[row] = mostFrequent(climates.subarray(row * zones, (row + 1) * zones));
    if (land > 0) found.elevationM[row] = Math.round(heights[row]! / land);
  }
  clampElevations(grid, found.landFraction, found.elevationM);
  return found;
}

/** Gives cells with no climate of their own that of the nearest cell that has one, within `CLIMATE_REACH_KM`. */
export function spreadClimate(grid: CellGrid, climate: Uint8Array): void {
  const known = climate.slice();
  const index = createIndex(grid.centres.map(([lng, lat]) => ({ lng, lat })));
  grid.centres.forEach(([lng, lat], row) => {
    if (known[row] !== 0) return;
    const [nearest] = around(index, lng, lat, 1, CLIMATE_REACH_KM, (other) => known[other] !== 0);
    if (nearest !== undefined) climate[row] = known[nearest]!;
  });
}

/** Index of the largest count but the first, 0 if all are 0; the lower index wins a draw. */
function mostFrequent(histogram: Uint16Array): number {
  let best = 0;
  for (let i = 1; i < histogram.length; i++)
    if (histogram[i]! > (best === 0 ? 0 : histogram[best]!)) best = i;
  return best;
}

/**
 * Near the sea ETOPO20 still mixes in the sea floor, so only dry land in the midst of dry land (Turpan, the Caspian
 * lowland) counts as lower than the sea.
 */
function clampElevations(grid: CellGrid, landFraction: Float32Array, elevationM: Int16Array): void {
  const dry = (row: number) => row >= 0 && landFraction[row]! >= DRY_LAND;
  for (let row = 0; row < elevationM.length; row++) {
    const inland = dry(row) && grid.neighbours.subarray(row * 6, row * 6 + 6).every(dry);
    elevationM[row] = Math.max(inland ? LOWEST_LAND_M : 0, elevationM[row]!);
  }
}

/** Bilinear elevation that leaves out the nodes which lie in water, as far as any lies on land; metres. */
function createElevationSampler(
  elevation: ElevationGrid,
  landCover: Raster<Uint8Array>,
): (lng: number, lat: number) => number {
  const { width, height, west, south, step, values } = elevation;
  const dry = new Uint8Array(values.length);
  for (let i = 0; i < dry.length; i++) {
    const lng = west + (i % width) * step;
    const lat = south + Math.floor(i / width) * step;
    const x = Math.floor((((lng + 180) % 360) / 360) * landCover.width);
    const y = Math.min(landCover.height - 1, Math.floor(((90 - lat) / 180) * landCover.height));
    dry[i] = landCover.values[y * landCover.width + x] === 0 ? 0 : 1;
  }
  return (lng, lat) => {
    const x = ((lng - west + 720) % 360) / step;
    const y = Math.max(0, Math.min(height - 1, (lat - south) / step));
    const [x0, y0] = [Math.floor(x), Math.min(height - 2, Math.floor(y))];
    let [sum, weights, any, all] = [0, 0, 0, 0];
    for (let k = 0; k < 4; k++) {
      const [dx, dy] = [k & 1, k >> 1];
      const node = (y0 + dy) * width + ((x0 + dx) % width);
      const weight = Math.abs(1 - dx - (x - x0)) * Math.abs(1 - dy - (y - y0));
      sum += weight * dry[node]! * values[node]!;
      weights += weight * dry[node]!;
      any += weight * Math.max(0, values[node]!);
      all += weight;
    }
    return weights > 0 ? sum / weights : any / all;
  };
}
