import type { Feature, FeatureCollection, Position } from "geojson";
import { cutAtAntimeridian } from "../../core/earth/antimeridian.ts";
import { type LngLat, wrapLng } from "../../core/earth/lng-lat.ts";
import { normaliseTurn, signedArea, unwrap } from "../../core/earth/rings.ts";
import type { Area } from "../ask/question.ts";
import type { Bounds } from "./fit.ts";

/** Three decimals are a hundred metres: enough for a hand-drawn corner, and it keeps the request short. */
const DECIMALS = 3;
const MAX_LAT = 90;

/** The area between corners in the order they were set, cut at the antimeridian; null for fewer than three. */
export function areaOf(corners: readonly LngLat[]): Area | null {
  const rounded = corners.map(([lng, lat]): LngLat => [round(lng), round(clampLat(lat))]);
  // A double click sets the last corner twice.
  const distinct = rounded.filter(([lng, lat], i) => {
    const before = rounded[i - 1];
    return before?.[0] !== lng || before[1] !== lat;
  });
  if (distinct.length < 3) return null;
  const drawn = unwrap(distinct);
  const ring = normaliseTurn(signedArea(drawn) < 0 ? drawn.toReversed() : drawn);
  const parts = cutAtAntimeridian([ring]).map(([outer]) => outer!.map(toCoordinate));
  const [first] = parts;
  if (!first) return null;
  if (parts.length === 1) return { type: "Polygon", coordinates: [first] };
  return { type: "MultiPolygon", coordinates: parts.map((part) => [part]) };
}

/** A box as an area; one that goes around the world is no hint and gives null. */
export function areaOfBounds([[west, south], [east, north]]: Bounds): Area | null {
  if (east - west >= 359) return null;
  const [w, e, s, n] = [round(west), round(east), round(clampLat(south)), round(clampLat(north))];
  const start = wrapLng(w);
  const end = start + (e - w);
  if (end <= 180) return { type: "Polygon", coordinates: [box(start, s, end, n)] };
  return {
    type: "MultiPolygon",
    coordinates: [[box(start, s, 180, n)], [box(-180, s, round(end - 360), n)]],
  };
}

/** The corners set so far: points, and the line between them, closed once there are three. */
export function draftFeatures(corners: readonly LngLat[]): FeatureCollection {
  const points = corners.map(
    (corner): Feature => ({
      type: "Feature",
      properties: {},
      geometry: { type: "Point", coordinates: [...corner] },
    }),
  );
  if (corners.length < 2) return { type: "FeatureCollection", features: points };
  const path = corners.length > 2 ? unwrap(corners) : corners;
  const line: Feature = {
    type: "Feature",
    properties: {},
    geometry: { type: "LineString", coordinates: path.map(([lng, lat]) => [lng, lat]) },
  };
  return { type: "FeatureCollection", features: [line, ...points] };
}

function box(west: number, south: number, east: number, north: number): Position[] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

function toCoordinate([lng, lat]: LngLat): Position {
  return [round(lng), round(lat)];
}

function clampLat(lat: number): number {
  return Math.max(-MAX_LAT, Math.min(MAX_LAT, lat));
}

function round(degrees: number): number {
  return Number(degrees.toFixed(DECIMALS));
}
