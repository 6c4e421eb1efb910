import type { Position } from "../earth/lng-lat.ts";

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

/** Initial great-circle bearing from one position to another: degrees clockwise from north, [0, 360). */
export function bearing(from: Position, to: Position): number {
  const [lat1, lat2] = [radians(from.lat), radians(to.lat)];
  const east = radians(to.lng - from.lng);
  const y = Math.sin(east) * Math.cos(lat2);
  const x = Math.cos(lat1) * Math.sin(lat2) - Math.sin(lat1) * Math.cos(lat2) * Math.cos(east);
  return ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
}

/** The direction in which one sets out from one position to another: "north-east". */
export function compass(from: Position, to: Position): string {
  return COMPASS[Math.round(bearing(from, to) / 45) % COMPASS.length]!;
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
