import type { MultiPolygon, Polygon, Position } from "geojson";
import {
  cellArea,
  cellToBoundary,
  cellToChildren,
  cellToLatLng,
  cellToParent,
  cellToVertexes,
  compactCells,
  getResolution,
  isValidCell,
  latLngToCell,
  POLYGON_TO_CELLS_FLAGS,
  polygonToCellsExperimental,
  UNITS,
  vertexToLatLng,
} from "h3-js";
import { cutAtAntimeridian } from "./antimeridian.ts";
import { densified } from "./densify.ts";
import { EARTH_RADIUS_KM, type LngLat, roundDegrees, wrapLng } from "./lng-lat.ts";
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

/** The same cells with whole parents in place of all of their children, the coarsest first. Resolutions may be mixed. */
export function compacted(names: readonly CellName[]): CellName[] {
  const byResolution: CellName[][] = [];
  const put = (name: CellName) => {
    (byResolution[getResolution(name)] ??= []).push(name);
  };
  for (const name of names) put(name);
  // From the finest on: what is whole counts among the cells of its parent's resolution.
  for (let resolution = byResolution.length - 1; resolution > 0; resolution--) {
    const all = compactCells(byResolution[resolution] ?? []);
    byResolution[resolution] = all.filter((name) => getResolution(name) === resolution);
    for (const name of all) if (getResolution(name) < resolution) put(name);
  }
  return byResolution.flat();
}

/** All cells of a resolution that touch an area. */
export function cellsTouching(area: Polygon | MultiPolygon, resolution: number): Set<CellName> {
  const polygons = area.type === "Polygon" ? [area.coordinates] : area.coordinates;
  const flag = POLYGON_TO_CELLS_FLAGS.containmentOverlapping;
  return new Set(
    polygons.flatMap((rings) => polygonToCellsExperimental(rings, resolution, flag, true)),
  );
}

/** A side of a cell from corner to corner, and where H3 bends it: at the edges of its icosahedron. */
export interface CellSide {
  readonly from: LngLat;
  readonly bends: readonly LngLat[];
  readonly to: LngLat;
}

/** The sides of a cell counterclockwise: 6, or 5 of a pentagon. */
export function cellSides(name: CellName): CellSide[] {
  const boundary = cellBoundary(name);
  const isCorner = boundary.length === 6 ? () => true : cornerTest(name);
  const corners = boundary.flatMap((at, i) => (isCorner(at) ? [i] : []));
  return corners.map((corner, i) => {
    const next = corners[i + 1];
    const rest = next === undefined ? boundary.slice(0, corners[0]) : [];
    const bends = [...boundary.slice(corner + 1, next), ...rest];
    return { from: boundary[corner]!, bends, to: boundary[next ?? corners[0]!]! };
  });
}

/** Degrees within which two computations of one corner agree. */
const SAME_CORNER = 1e-9;

/** Whether a position of a boundary is a corner of the cell, and not a bend of a side. */
function cornerTest(name: CellName): (at: LngLat) => boolean {
  const corners = cellToVertexes(name)
    .filter(Boolean)
    .map((vertex) => vertexToLatLng(vertex));
  return ([lng, lat]) =>
    corners.some(
      ([y, x]) => Math.abs(y - lat) < SAME_CORNER && Math.abs(wrapLng(x - lng)) < SAME_CORNER,
    );
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
