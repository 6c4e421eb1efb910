import { EARTH_RADIUS_KM, type Position, wrapLng } from "../earth/lng-lat.ts";

const COMPASS = [
  "north",
  "north-east",
  "east",
  "south-east",
  "south",
  "south-west",
  "west",
  "north-west",
] as const;

/** From one position to another as a map shows it, the shorter way around the Earth. */
export interface Offset {
  /** "north-east": the direction of the straight line on the map (Mercator's, the rhumb line's). */
  readonly compass: (typeof COMPASS)[number];
  /** Kilometres to the east, along the parallel midway between both; west is negative. */
  readonly eastKm: number;
  /** Kilometres to the north; south is negative. */
  readonly northKm: number;
}

/**
 * Not the bearing of the shortest path, by which Tokyo lies north-east of Berlin and the map's north-west corner beckons to whoever
 * looks for it: people read directions off the map before them.
 */
export function offsetOf(from: Position, to: Position): Offset {
  const east = radians(wrapLng(to.lng - from.lng));
  const north = radians(to.lat - from.lat);
  const angle = Math.atan2(east, mercator(to.lat) - mercator(from.lat));
  const eighth = Math.round((angle / Math.PI) * 4);
  return {
    compass: COMPASS[(eighth + COMPASS.length) % COMPASS.length]!,
    eastKm: east * Math.cos(radians((from.lat + to.lat) / 2)) * EARTH_RADIUS_KM,
    northKm: north * EARTH_RADIUS_KM,
  };
}

/** Height of a latitude on Mercator's map, in radii of the Earth; the poles are as far up as makes no difference. */
function mercator(lat: number): number {
  const angle = radians(Math.max(-89.9, Math.min(89.9, lat)));
  return Math.asinh(Math.tan(angle));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
