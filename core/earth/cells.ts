import type { MultiPolygon, Polygon, Position } from "geojson";
import {
  cellArea,
  cellsToMultiPolygon,
  cellToBoundary,
  cellToChildren,
  cellToLatLng,
  cellToParent,
  getResolution,
  isValidCell,
  latLngToCell,
  POLYGON_TO_CELLS_FLAGS,
  polygonToCellsExperimental,
  UNITS,
} from "h3-js";
import { cutAtAntimeridian } from "./antimeridian.ts";
import { densified } from "./densify.ts";
import { EARTH_RADIUS_KM, type LngLat, roundDegrees } from "./lng-lat.ts";
import { normaliseTurn, type Ring, unroll, unwrap } from "./rings.ts";

// The only file that speaks to h3-js, and so the only one in core where latitude comes first.

/** H3 index in documents: 15 hexadecimal digits. */
export type CellName = string;

/** H3 index as a number, the form that tables hold. */
export function cellId(name: CellName): bigint {
  return BigInt(`0x${name}`);
}

/** H3 index as documents write it. */
export function cellName(id: bigint): CellName {
  return id.toString(16);
}

export function isCell(name: string): boolean {
  return isValidCell(name);
}

export function cellResolution(name: CellName): number {
  return getResolution(name);
}

/** The cell that holds a position. */
export function cellAt([lng, lat]: LngLat, resolution: number): CellName {
  return latLngToCell(lat, lng, resolution);
}

export function cellCentre(name: CellName): LngLat {
  const [lat, lng] = cellToLatLng(name);
  return [lng, lat];
}

/** Corners counterclockwise, not closed: 5 to 10 of them, longitudes in [-180, 180]. */
export function cellBoundary(name: CellName): LngLat[] {
  return cellToBoundary(name).map(([lat, lng]) => [lng, lat]);
}

/** True spherical area with R = 6371.0088 km (h3-js itself rounds to R = 6371.0072). */
export function cellAreaKm2(name: CellName): number {
  return cellArea(name, UNITS.rads2) * EARTH_RADIUS_KM ** 2;
}

/** The cells one resolution finer that the hierarchy puts under a cell: 7, or 6 under a pentagon. */
export function cellChildren(name: CellName): CellName[] {
  return cellToChildren(name, getResolution(name) + 1);
}

export function cellAncestor(name: CellName, resolution: number): CellName {
  return cellToParent(name, resolution);
}

/** All cells of a resolution that touch an area. */
export function cellsTouching(area: Polygon | MultiPolygon, resolution: number): Set<CellName> {
  const polygons = area.type === "Polygon" ? [area.coordinates] : area.coordinates;
  const flag = POLYGON_TO_CELLS_FLAGS.containmentOverlapping;
  return new Set(
    polygons.flatMap((rings) => polygonToCellsExperimental(rings, resolution, flag, true)),
  );
}

/** Outlines of a set of cells of one resolution: polygons of raw rings, the outer one first. */
export function cellsOutline(names: readonly CellName[]): LngLat[][][] {
  return cellsToMultiPolygon([...names], true) as [number, number][][][];
}

/** The cell as one closed ring for a map that repeats the world: it may reach beyond 180 degrees, or along a pole. */
export function unwrappedRing(name: CellName): Ring {
  return normaliseTurn(unwrap(cellBoundary(name)));
}

/** The cell as GeoJSON that is valid everywhere: cut at the antimeridian (RFC 7946 §3.1.9), closed along the poles. */
export function cellPolygon(name: CellName): Polygon | MultiPolygon {
  const corners = cellBoundary(name).map(([lng, lat]): LngLat => {
    return [roundDegrees(lng), roundDegrees(lat)];
  });
  const parts = cutAtAntimeridian([densified(unroll(corners))]) as unknown as Position[][][];
  return parts.length === 1
    ? { type: "Polygon", coordinates: parts[0]! }
    : { type: "MultiPolygon", coordinates: parts };
}
