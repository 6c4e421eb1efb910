import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Feature, FeatureCollection, MultiPolygon, Polygon, Position } from "geojson";
import { POLYGON_TO_CELLS_FLAGS, polygonToCellsExperimental } from "h3-js";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { clipToMeridians, extent, shift, unwrapPolygon } from "./rings.ts";

const resolve = createRequire(import.meta.url).resolve;

/** A JSON file of an npm package. */
export function readPackageJson<T>(path: string): T {
  return JSON.parse(readFileSync(resolve(path), "utf8")) as T;
}

/** The polygons of Natural Earth's land at a scale of 1:10m or 1:50m; rings may cross 180 degrees. */
export function readLandPolygons(scale: "10m" | "50m"): Position[][][] {
  const topology = readPackageJson<Topology<{ land: GeometryCollection }>>(
    `world-atlas/land-${scale}.json`,
  );
  const { features } = feature(topology, topology.objects.land) as FeatureCollection<
    Polygon | MultiPolygon
  >;
  return features.flatMap(polygonsOf);
}

/** The polygons of a feature, whether it has one or many. */
export function polygonsOf({ geometry }: Feature<Polygon | MultiPolygon>): Position[][][] {
  return geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
}

/** Ascending H3 indexes of the cells that land touches, however little. About 20 s at resolution 4. */
export function findLandCells(resolution: number): string[] {
  const cells = new Set<string>();
  for (const polygon of readLandPolygons("50m").flatMap(cutForH3))
    for (const cell of polygonToCellsExperimental(
      polygon as number[][][],
      resolution,
      POLYGON_TO_CELLS_FLAGS.containmentOverlapping,
      true,
    ))
      cells.add(cell);
  // At one resolution all indexes have 15 digits, so the order of the texts is the order of the numbers.
  return [...cells].sort();
}

/**
 * h3-js takes a polygon that is wider than half the Earth for its complement: what crosses 180 degrees is cut there,
 * Antarctica into quarters along meridians that its coast crosses only once.
 */
function cutForH3(polygon: Position[][]): Position[][][] {
  const flat = unwrapPolygon(polygon);
  const [west, east] = extent(flat[0]!);
  if (west >= -180 && east <= 180 && east - west < 300) return [polygon];
  const cuts = east - west < 300 ? [-540, -180, 180, 540] : [-180, -90, 0, 90, 180];
  return cuts
    .slice(1)
    .map((cut, i) => clipToMeridians(flat, cuts[i]!, cut))
    .filter((piece) => piece.length > 0)
    .map((piece) => piece.map((ring) => shift(ring, -360 * Math.round(middle(ring) / 360))));
}

function middle(ring: readonly Position[]): number {
  const [west, east] = extent(ring);
  return (west + east) / 2;
}
