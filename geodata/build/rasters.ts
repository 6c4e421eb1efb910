import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { fromArrayBuffer } from "geotiff";

/** A global equirectangular grid, row 0 in the north, column 0 at 180 W. */
export interface Raster<T extends Uint8Array | Float32Array> {
  readonly width: number;
  readonly height: number;
  readonly values: T;
}

/** Elevation at the nodes of a regular grid, metres, the sea negative. */
export interface ElevationGrid {
  /** Nodes along a parallel, east from `west`. */
  readonly width: number;
  /** Nodes along a meridian, north from `south`. */
  readonly height: number;
  readonly west: number;
  readonly south: number;
  /** Degrees between nodes. */
  readonly step: number;
  readonly values: Float32Array;
}

/** The four sources that npm does not have. */
export interface Rasters {
  /** IGBP class 0 (water) to 16 at 0.05 degrees: MCD12C1 2019. */
  readonly landCover: Raster<Uint8Array>;
  /** People per half-degree cell in 2020, 0 where there is no data: GPW v4.11. */
  readonly population: Raster<Float32Array>;
  /** Koeppen-Geiger class 1 to 31, 32 ocean, at 100 seconds of arc: Rubel et al. */
  readonly climate: Raster<Uint8Array>;
  /** ETOPO20. */
  readonly elevation: ElevationGrid;
}

const FILES = {
  landCover: "landcover/MCD12C1.A2019001.006.tif",
  population: "population/gpw_v4_population_count_rev11_2020_30_min.tif",
  climate: "koppen/koppen_rubel2016_100s_uint8.tif",
} as const;

/** South of this parallel there is nothing but ice, degrees. */
const SOLID_ICE_LAT = -86;

/** Reads all rasters of the folder; throws when one is missing or has another size than documented. */
export async function readRasters(folder: string): Promise<Rasters> {
  const landCover = await readTiff(join(folder, FILES.landCover), 7200, 3600);
  const population = await readTiff(join(folder, FILES.population), 720, 360);
  const climate = await readTiff(join(folder, FILES.climate), 12960, 6480);
  return {
    landCover: { ...landCover, values: closePole(landCover.values as Uint8Array, landCover.width) },
    population: {
      ...population,
      // No data is -3.4e38.
      values: (population.values as Float32Array).map((people) => Math.max(0, people)),
    },
    climate: { ...climate, values: climate.values as Uint8Array },
    elevation: await readEtopo20(join(folder, "dem")),
  };
}

/** MCD12C1 has a hole of "water" around the south pole, an artefact of its projection: there is ice (IGBP 15). */
function closePole(classes: Uint8Array, width: number): Uint8Array {
  const firstRow = Math.round(((90 - SOLID_ICE_LAT) / 360) * width);
  return classes.map((igbp, i) => (igbp === 0 && i >= firstRow * width ? 15 : igbp));
}

async function readTiff(path: string, width: number, height: number) {
  const file = await readFile(path);
  const buffer = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
  const image = await (await fromArrayBuffer(buffer as ArrayBuffer)).getImage();
  if (image.getWidth() !== width || image.getHeight() !== height)
    throw new Error(
      `${path}: got ${image.getWidth()} x ${image.getHeight()} pixels, expected ${width} x ${height}.`,
    );
  const [values] = (await image.readRasters()) as unknown as [Uint8Array | Float32Array];
  return { width, height, values };
}

/** ETOPO20 is text: 540 rows from the south, 1,081 columns from 20 E, of which the last repeats the first. */
async function readEtopo20(folder: string): Promise<ElevationGrid> {
  const numbers = async (name: string) =>
    gunzipSync(await readFile(join(folder, name)))
      .toString("ascii")
      .trim()
      .split(/\s+/)
      .map(Number);
  const [lngs, lats, heights] = [
    await numbers("etopo20lons.gz"),
    await numbers("etopo20lats.gz"),
    await numbers("etopo20data.gz"),
  ];
  if (heights.length !== lngs.length * lats.length)
    throw new Error(
      `ETOPO20: got ${heights.length} heights, expected ${lngs.length} x ${lats.length}.`,
    );
  return {
    width: lngs.length - 1,
    height: lats.length,
    west: lngs[0]!,
    south: lats[0]!,
    step: 1 / 3,
    values: Float32Array.from(heights.filter((_, i) => i % lngs.length !== lngs.length - 1)),
  };
}
