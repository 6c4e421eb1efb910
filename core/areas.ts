import { bbox, booleanPointInPolygon } from "@turf/turf";
import type { MultiPolygon, Polygon } from "geojson";
import type { LngLat } from "./lng-lat.ts";

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
