import { bbox, booleanPointInPolygon, intersect } from "@turf/turf";
import type { Feature, MultiPolygon, Polygon, Position } from "geojson";
import type { LngLat } from "./lng-lat.ts";
import { lngRange, type Ring } from "./rings.ts";

// The only file in core that speaks to turf.

/** Whether a position lies in an area or on its border. */
export function areaHolds(area: Polygon | MultiPolygon, at: LngLat): boolean {
  return booleanPointInPolygon([...at], area);
}

/** West, south, east and north of an area, degrees. */
export function areaBounds(
  area: Polygon | MultiPolygon,
): [west: number, south: number, east: number, north: number] {
  const [west, south, east, north] = bbox(area);
  return [west!, south!, east!, north!];
}

/**
 * Polygons of unwrapped rings (the outer one first, from -180 degrees eastwards) as GeoJSON coordinates within
 * [-180, 180]: those that reach over the antimeridian are cut along it (RFC 7946 §3.1.9).
 */
export function cutAtAntimeridian(polygons: readonly Ring[][]): Position[][][] {
  return polygons.flatMap((rings) => {
    const coordinates = rings.map((ring) => ring.map(([lng, lat]) => [lng, lat]));
    if (lngRange(rings[0]!)[1] <= 180) return [coordinates];
    return [...partWithin(coordinates, -180, 0), ...partWithin(coordinates, 180, -360)];
  });
}

function partWithin(coordinates: Position[][], west: number, shift: number): Position[][][] {
  const window = polygon([
    [
      [west, -90],
      [west + 360, -90],
      [west + 360, 90],
      [west, 90],
      [west, -90],
    ],
  ]);
  const part = intersect({
    type: "FeatureCollection",
    features: [polygon(coordinates), window],
  })?.geometry;
  if (part == null) return [];
  const polygons = part.type === "Polygon" ? [part.coordinates] : part.coordinates;
  return polygons.map((rings) => rings.map((ring) => ring.map((at) => [at[0]! + shift, at[1]!])));
}

function polygon(coordinates: Position[][]): Feature<Polygon> {
  return { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates } };
}
