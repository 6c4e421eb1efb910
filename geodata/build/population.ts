import type { CellGrid } from "./cell-grid.ts";
import type { Raster } from "./rasters.ts";

/**
 * People per km2 that a pixel is taken to hold before it is scaled, by IGBP class 0 to 16. Only the ratios within one
 * half-degree square matter. They are our judgement: built-up land as a dense suburb, cropland as farmed countryside,
 * ice next to empty.
 */
const TYPICAL_DENSITY = [
  0, 5, 15, 3, 15, 12, 12, 2, 20, 20, 12, 8, 90, 2500, 110, 0.01, 0.5,
] as const;

/** People per km2 over which the inhabitants of a town are spread. */
const TOWN_DENSITY = 6000;

const KM_PER_DEGREE = 111.195;

/** A town that draws people: its place and how many are said to live there. */
export interface Town {
  readonly lng: number;
  readonly lat: number;
  readonly population: number;
}

/**
 * People of each cell. GPW's half-degree squares are wider than a cell, so the people of each square are shared out among
 * its land pixels by land cover and by the towns of GeoNames (dasymetric mapping); every square keeps its total.
 * Returns also how many people found no cell.
 */
export function spreadPopulation(
  grid: CellGrid,
  pixels: Int32Array,
  landCover: Raster<Uint8Array>,
  people: Raster<Float32Array>,
  towns: readonly Town[],
): { population: Float64Array; lost: number } {
  const weights = weighPixels(landCover, pixels, towns);
  const population = new Float64Array(grid.cells.length);
  const perSide = landCover.width / people.width;
  let lost = 0;
  for (let square = 0; square < people.values.length; square++) {
    const total = people.values[square]!;
    if (total === 0) continue;
    const [left, top] = [
      (square % people.width) * perSide,
      Math.floor(square / people.width) * perSide,
    ];
    const members: number[] = [];
    for (let y = top; y < top + perSide; y++)
      for (let x = left; x < left + perSide; x++)
        if (pixels[y * landCover.width + x]! >= 0) members.push(y * landCover.width + x);
    const sum = members.reduce((s, pixel) => s + weights[pixel]!, 0);
    if (members.length === 0) lost += total;
    // No land pixel at all (an islet): shared out evenly over what lies in a land cell.
    for (const pixel of members)
      population[pixels[pixel]!]! += total * (sum > 0 ? weights[pixel]! / sum : 1 / members.length);
  }
  return { population, lost };
}

function weighPixels(
  landCover: Raster<Uint8Array>,
  pixels: Int32Array,
  towns: readonly Town[],
): Float32Array {
  const { width, height, values } = landCover;
  const step = 360 / width;
  const areaKm2 = (y: number) =>
    (step * KM_PER_DEGREE) ** 2 * Math.cos(((90 - (y + 0.5) * step) * Math.PI) / 180);
  const weights = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++)
    if (pixels[i]! >= 0)
      weights[i] = TYPICAL_DENSITY[values[i]! as 0]! * areaKm2(Math.floor(i / width));

  for (const { lng, lat, population } of towns) {
    const radiusKm = Math.sqrt(population / TOWN_DENSITY / Math.PI);
    const [x0, y0] = [Math.floor((lng + 180) / step), Math.floor((90 - lat) / step)];
    const reachY = Math.floor(radiusKm / KM_PER_DEGREE / step);
    const shrink = Math.cos((lat * Math.PI) / 180);
    const reachX = Math.floor(radiusKm / KM_PER_DEGREE / step / shrink);
    const covered: number[] = [];
    for (let y = Math.max(0, y0 - reachY); y <= Math.min(height - 1, y0 + reachY); y++)
      for (let x = x0 - reachX; x <= x0 + reachX; x++) {
        const pixel = y * width + ((x + width) % width);
        const apart = Math.hypot((x - x0) * shrink, y - y0) * step * KM_PER_DEGREE;
        if (apart <= radiusKm && pixels[pixel]! >= 0 && values[pixel] !== 0) covered.push(pixel);
      }
    // A harbour town's own pixel may be water: it still counts, if it lies in a land cell.
    if (covered.length === 0) covered.push(y0 * width + x0);
    for (const pixel of covered)
      if (pixels[pixel]! >= 0) weights[pixel]! += population / covered.length;
  }
  return weights;
}
