import { bbox } from "@turf/turf";
import type { MultiPolygon, Polygon, Position } from "geojson";
import type { LngLat } from "./lng-lat.ts";

// The only file in core that speaks to turf.

/** West, south, east and north of an area, degrees. */
export function areaBounds(
  area: Polygon | MultiPolygon,
): [west: number, south: number, east: number, north: number] {
  const [west, south, east, north] = bbox(area);
  return [west!, south!, east!, north!];
}

/**
 * Whether positions lie in an area or on its border. Turf's answers (test/core/earth/areas.test.ts), but each position is compared with
 * the few edges that share its band of latitude only: hints ask for all land cells.
 */
export function areaTest(area: Polygon | MultiPolygon): (at: LngLat) => boolean {
  const polygons = area.type === "Polygon" ? [area.coordinates] : area.coordinates;
  const tests = polygons.map(polygonTest);
  return (at) => tests.some((test) => test(at));
}

/** More bands than this only cost memory. */
const MOST_BANDS = 2048;

/** Even-odd rule over the edges of all rings, with the border inside. */
function polygonTest(rings: readonly Position[][]): (at: LngLat) => boolean {
  const edges = rings.flatMap((ring) =>
    ring.slice(1).map(([x1, y1], i) => [ring[i]![0]!, ring[i]![1]!, x1!, y1!] as const),
  );
  const south = edges.reduce((least, [, y0]) => Math.min(least, y0), Infinity);
  const north = edges.reduce((most, [, y0]) => Math.max(most, y0), -Infinity);
  const count = Math.min(MOST_BANDS, edges.length);
  const bandAt = (lat: number) =>
    Math.min(count - 1, Math.floor(((lat - south) / (north - south || 1)) * count));
  const bands = Array.from({ length: count }, (): (typeof edges)[number][] => []);
  for (const edge of edges) {
    const [low, high] = [bandAt(Math.min(edge[1], edge[3])), bandAt(Math.max(edge[1], edge[3]))];
    for (let band = low; band <= high; band++) bands[band]!.push(edge);
  }

  return ([lng, lat]) => {
    if (!(lat >= south && lat <= north)) return false;
    let isInside = false;
    for (const [x0, y0, x1, y1] of bands[bandAt(lat)]!) {
      if ((y0 > lat && y1 > lat) || (y0 < lat && y1 < lat)) continue;
      const crossing = y0 === y1 ? x0 : x0 + ((lat - y0) / (y1 - y0)) * (x1 - x0);
      const isOnEdge = y0 === y1 ? (lng - x0) * (lng - x1) <= 0 : lng === crossing;
      if (isOnEdge) return true;
      if (y0 > lat !== y1 > lat && lng < crossing) isInside = !isInside;
    }
    return isInside;
  };
}
