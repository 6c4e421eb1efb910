import type { Feature, FeatureCollection, MultiLineString, Polygon, Position } from "geojson";
import type { CellProbability, Region } from "../../core/contracts/prediction.ts";
import { type OutlinedRegion, outlinedOf } from "../../core/contracts/prediction-parts.ts";
import { unwrappedRing } from "../../core/earth/cells.ts";
import type { Band } from "./bands.ts";

// From the prediction document to what the map draws. Rings may leave [-180, 180]: the map repeats the world.

export const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };

/** A filled hexagon with its band and probability. Its id is its rank, counted from 1; `rank` is counted from 0. */
export function cellFeature(
  { h3, probability }: CellProbability,
  rank: number,
  band: Band,
): Feature<Polygon> {
  const ring = unwrappedRing(h3).map(([lng, lat]) => [lng, lat]);
  return {
    type: "Feature",
    id: rank + 1,
    properties: { band, probability },
    geometry: { type: "Polygon", coordinates: [ring] },
  };
}

/**
 * Filled regions for the masses that the listed cells do not reach: a wide answer has more cells than a map can
 * carry, but its regions are complete. The widest comes first, to be painted over.
 */
export function regionFeatures(
  regions: readonly Region[],
  cells: readonly CellProbability[],
): FeatureCollection {
  const listed = massOf(cells);
  return bandFeatures(outlinedOf(regions).filter(({ mass }) => mass > listed));
}

/**
 * Filled regions that the listed cells make up. Cells of mixed resolution leave thin gaps between them, which their
 * regions have not.
 */
export function underlayFeatures(
  regions: readonly Region[],
  cells: readonly CellProbability[],
): FeatureCollection {
  const listed = massOf(cells);
  return bandFeatures(outlinedOf(regions).filter(({ mass }) => mass <= listed));
}

function massOf(cells: readonly CellProbability[]): number {
  return cells.reduce((sum, { probability }) => sum + probability, 0);
}

function bandFeatures(regions: readonly OutlinedRegion[]): FeatureCollection {
  return {
    type: "FeatureCollection",
    features: regions.toReversed().map(({ mass, geometry }, index) => ({
      type: "Feature",
      id: index + 1,
      properties: { band: Math.round(mass * 100) },
      geometry,
    })),
  };
}

/** The border of a region, without the cuts that GeoJSON makes along the antimeridian and the poles. */
export function regionOutline({ geometry }: OutlinedRegion): Feature<MultiLineString> {
  const lines = geometry.coordinates.flat().flatMap(withoutCuts);
  return {
    type: "Feature",
    properties: {},
    geometry: { type: "MultiLineString", coordinates: lines },
  };
}

function withoutCuts(ring: readonly Position[]): Position[][] {
  const lines: Position[][] = [];
  let line: Position[] = [];
  for (let i = 1; i < ring.length; i++) {
    const [from, to] = [ring[i - 1]!, ring[i]!];
    if (isCut(from, to)) {
      if (line.length > 1) lines.push(line);
      line = [];
    } else {
      if (line.length === 0) line.push(from);
      line.push(to);
    }
  }
  if (line.length > 1) lines.push(line);
  return lines;
}

function isCut([lng1, lat1]: Position, [lng2, lat2]: Position): boolean {
  const alongMeridian = Math.abs(lng1!) === 180 && lng1 === lng2;
  const alongPole = Math.abs(lat1!) === 90 && lat1 === lat2;
  return alongMeridian || alongPole;
}
