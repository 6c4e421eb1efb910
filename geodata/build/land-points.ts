import { latLngToCell } from "h3-js";
import { distanceKm, type LngLat } from "../../core/earth/lng-lat.ts";
import type { CellGrid } from "./cell-grid.ts";
import { readLandPolygons } from "./land-polygons.ts";
import type { Raster } from "./rasters.ts";

/**
 * A point on land in each cell: the centre if its pixel is land, else the land pixel of the cell nearest to it, else
 * (islets and shores too small for a pixel) the nearest town, else the nearest vertex of Natural Earth's 1:10m shore,
 * else the centre. All of them lie in the cell.
 */
export function findLandPoints(
  grid: CellGrid,
  pixels: Int32Array,
  landCover: Raster<Uint8Array>,
  towns: readonly { readonly lng: number; readonly lat: number }[],
): LngLat[] {
  const step = 360 / landCover.width;
  const points = new Map<number, LngLat>();
  grid.centres.forEach(([lng, lat], row) => {
    const x = Math.min(landCover.width - 1, Math.floor((lng + 180) / step));
    const y = Math.min(landCover.height - 1, Math.floor((90 - lat) / step));
    if (landCover.values[y * landCover.width + x] !== 0) points.set(row, [lng, lat]);
  });

  const offer = (
    nearest: Map<number, { km: number; point: LngLat }>,
    row: number,
    point: LngLat,
  ) => {
    if (row < 0 || points.has(row)) return;
    const km = distanceKm(point, grid.centres[row]!);
    if (km < (nearest.get(row)?.km ?? Number.POSITIVE_INFINITY)) nearest.set(row, { km, point });
  };
  const settle = (nearest: Map<number, { km: number; point: LngLat }>) => {
    for (const [row, { point }] of nearest) points.set(row, point);
  };
  const cellOf = ([lng, lat]: LngLat) =>
    grid.rowOf.get(latLngToCell(lat, lng, grid.resolution)) ?? -1;

  const onPixels = new Map<number, { km: number; point: LngLat }>();
  for (let i = 0; i < pixels.length; i++) {
    const row = pixels[i]!;
    if (row < 0 || landCover.values[i] === 0 || points.has(row)) continue;
    const point: LngLat = [
      -180 + ((i % landCover.width) + 0.5) * step,
      90 - (Math.floor(i / landCover.width) + 0.5) * step,
    ];
    // The pixel grid is filled in strides, so a corner pixel may be off by one cell: asked again here.
    if (cellOf(point) === row) offer(onPixels, row, point);
  }
  settle(onPixels);

  const inTowns = new Map<number, { km: number; point: LngLat }>();
  for (const { lng, lat } of towns) offer(inTowns, cellOf([lng, lat]), [lng, lat]);
  settle(inTowns);

  const onShores = new Map<number, { km: number; point: LngLat }>();
  for (const [lng, lat] of readLandPolygons("10m").flat(2))
    offer(onShores, cellOf([lng!, lat!]), [lng!, lat!]);
  settle(onShores);

  return grid.centres.map((centre, row) => points.get(row) ?? centre);
}
