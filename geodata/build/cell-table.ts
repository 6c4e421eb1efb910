import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import * as z from "zod";
import type { LandCells } from "../../core/earth/land-cells.ts";
import type { LandMask } from "../../core/earth/land-mask.ts";
import type { PlaceNames } from "../../core/earth/place-names.ts";
import { joinAttributes, spreadClimate } from "./attributes.ts";
import { assignPixels, createCellGrid } from "./cell-grid.ts";
import { findAllWhereabouts } from "./countries.ts";
import type { Gazetteer } from "./geonames.ts";
import { findLandPoints } from "./land-points.ts";
import { findLandCells } from "./land-polygons.ts";
import { namePlaces } from "./places.ts";
import { spreadPopulation } from "./population.ts";
import type { Rasters } from "./rasters.ts";

/** H3 resolution of the table: cells of about 1,770 km2. */
export const RESOLUTION = 4;

/** The table of land cells with the names it points to. `log` hears what was found on the way. */
export function makeCellTable(
  ids: readonly string[],
  rasters: Rasters,
  gazetteer: Gazetteer,
  log: (line: string) => void,
): { cells: LandCells; names: PlaceNames } {
  const { landCover } = rasters;
  const grid = createCellGrid(RESOLUTION, ids);
  const pixels = assignPixels(grid, landCover.width, landCover.height);
  log(`${grid.cells.length} cells, ${Math.round(sum(grid.areaKm2)).toLocaleString("en")} km2`);

  const attributes = joinAttributes(grid, pixels, rasters);
  const noClimate = attributes.climate.filter((zone) => zone === 0).length;
  spreadClimate(grid, attributes.climate);
  const stillNone = attributes.climate.filter((zone) => zone === 0).length;
  log(`climate: ${noClimate - stillNone} cells take a neighbour's, ${stillNone} have none`);

  const { population, lost } = spreadPopulation(
    grid,
    pixels,
    landCover,
    rasters.population,
    gazetteer.places,
  );
  log(
    `population: ${Math.round(sum(population)).toLocaleString("en")}, ${Math.round(lost)} outside all cells`,
  );

  const points = findLandPoints(grid, pixels, landCover, gazetteer.places);
  const whereabouts = findAllWhereabouts(points);
  const { names, country, division, city } = namePlaces(points, whereabouts, gazetteer);
  log(
    `names: ${names.countries.length} countries, ${names.divisions.length} divisions, ${names.cities.length} cities`,
  );

  return {
    names,
    cells: {
      resolution: RESOLUTION,
      count: grid.cells.length,
      ids: BigUint64Array.from(grid.cells, (cell) => BigInt(`0x${cell}`)),
      areaKm2: grid.areaKm2,
      lng: Float32Array.from(points, ([lng]) => lng),
      lat: Float32Array.from(points, ([, lat]) => lat),
      country,
      division,
      city,
      population: Float32Array.from(population, toThreeDigits),
      drivingSide: Uint8Array.from(whereabouts, (w) => w.drivingSide),
      neighbours: grid.neighbours,
      ...attributes,
    },
  };
}

/** The list of land cells beside the rasters if there is one, else computed from world-atlas. */
export function listLandCells(folder: string): string[] {
  const path = join(folder, `land_h3_res${RESOLUTION}.json.gz`);
  if (!existsSync(path)) return findLandCells(RESOLUTION);
  const listed: unknown = JSON.parse(gunzipSync(readFileSync(path)).toString("utf8"));
  return z.array(z.string()).parse(listed).sort();
}

/** One bit for every pixel whose land cover is not water. */
export function makeLandMask({ landCover }: Rasters): LandMask {
  const bits = new Uint8Array(Math.ceil(landCover.values.length / 8));
  landCover.values.forEach((igbp, i) => {
    if (igbp !== 0) bits[i >> 3]! |= 1 << (i & 7);
  });
  return { width: landCover.width, height: landCover.height, bits };
}

/** Finer digits of an estimate are noise, and noise does not compress. */
function toThreeDigits(value: number): number {
  return Number(value.toPrecision(3));
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
