import type { Position as GeoPosition, MultiPolygon } from "geojson";
import type { LngLat, Position } from "../../core/earth/lng-lat.ts";

/** South-west and north-east corners; the east may lie beyond 180 where the box reaches over the antimeridian. */
export type Bounds = readonly [southWest: LngLat, northEast: LngLat];

/** The inhabited world, as the first view shows it. */
export const WORLD: Bounds = [
  [-170, -56],
  [190, 76],
];

/** Mercator stretches beyond use here. */
const MAX_LAT = 82;
/** A box wider than this is the whole world for all a map can show. */
const MAX_WIDTH = 300;
/** From half the Earth on, a narrow screen shows the middle of a box only: let the likeliest place be there. */
const HALF_TURN = 180;
/** A box is never tighter than this: a single cell wants its surroundings. */
const MIN_SPAN = 0.6;

type Interval = [west: number, east: number];

/**
 * The smallest box around a shape that is cut at the antimeridian (RFC 7946): its longitudes leave out the widest
 * empty arc of the circle, so Fiji or Chukotka give a narrow box around 180 degrees and not the whole world.
 *
 * @param centre longitude that shapes around more than half the Earth have in their middle
 */
export function boundsOf(
  { coordinates }: Pick<MultiPolygon, "coordinates">,
  centre?: number,
): Bounds | null {
  const outers = coordinates.map(([outer]) => outer!);
  const intervals = outers.map(lngInterval);
  const arc = smallestArc(intervals);
  if (!arc) return null;
  const lats = outers.flatMap((ring) => ring.map(([, lat]) => lat!));
  const south = lats.reduce((a, b) => Math.min(a, b), 90);
  const north = lats.reduce((a, b) => Math.max(a, b), -90);
  const [west, east] = arc;
  if (centre !== undefined && east - west > HALF_TURN)
    return [
      [centre - HALF_TURN, clampLat(south)],
      [centre + HALF_TURN, clampLat(north)],
    ];
  if (east - west > MAX_WIDTH)
    return [
      [WORLD[0][0], clampLat(south)],
      [WORLD[1][0], clampLat(north)],
    ];
  return widened([
    [west, clampLat(south)],
    [east, clampLat(north)],
  ]);
}

/** Degrees of a side that best points are shown in at least: they are hardly ever known to the street. */
const LEAST_SIDE = 6;
/** Web maps end here. */
const MOST_LAT = 85;

/** A box around best points, as above; those that lie close together have their surroundings about them. Null for none. */
export function boundsOfPoints(points: readonly Position[]): Bounds | null {
  const box = boundsOf({ coordinates: points.map(({ lat, lng }) => [[[lng, lat]]]) });
  if (points.length === 0 || !box) return null;
  const [[west, south], [east, north]] = box;
  const x = Math.max(0, LEAST_SIDE - (east - west)) / 2;
  const y = Math.max(0, LEAST_SIDE - (north - south)) / 2;
  return [
    [west - x, Math.max(-MOST_LAT, south - y)],
    [east + x, Math.min(MOST_LAT, north + y)],
  ];
}

/** The shortest arc that holds all intervals, given within [-180, 180]; its east may exceed 180. */
function smallestArc(intervals: readonly Interval[]): Interval | null {
  const sorted = [...intervals].sort(([a], [b]) => a - b);
  const first = sorted[0];
  if (!first) return null;
  let reach = first[1];
  // The gap from the easternmost reach, over the antimeridian, back to the first interval.
  let gap = { width: -1, from: 0, to: 0 };
  for (const [west, east] of sorted) {
    if (west - reach > gap.width) gap = { width: west - reach, from: reach, to: west };
    reach = Math.max(reach, east);
  }
  const around = first[0] + 360 - reach;
  if (around >= gap.width) return [first[0], reach];
  return [gap.to, gap.from + 360];
}

function lngInterval(ring: readonly GeoPosition[]): Interval {
  let west = Infinity;
  let east = -Infinity;
  for (const [lng] of ring) {
    west = Math.min(west, lng!);
    east = Math.max(east, lng!);
  }
  return [west, east];
}

function widened([[west, south], [east, north]]: Bounds): Bounds {
  const x = Math.max(0, (MIN_SPAN - (east - west)) / 2);
  const y = Math.max(0, (MIN_SPAN - (north - south)) / 2);
  return [
    [west - x, south - y],
    [east + x, north + y],
  ];
}

function clampLat(lat: number): number {
  return Math.max(-MAX_LAT, Math.min(MAX_LAT, lat));
}
