import type { Position } from "../../core/earth/lng-lat.ts";

const KM_PER_DEGREE = 111.2;
const MAX_DECIMALS = 5;

/**
 * Decimals that a position deserves when it stands for an area: a step of the last digit stays within half the
 * radius of that area, and no finer.
 */
export function decimalsFor(areaKm2: number): number {
  const radiusKm = Math.sqrt(areaKm2 / Math.PI);
  const stepDegrees = radiusKm / 2 / KM_PER_DEGREE;
  if (!(stepDegrees > 0)) return MAX_DECIMALS;
  return Math.min(MAX_DECIMALS, Math.max(0, Math.ceil(-Math.log10(stepDegrees))));
}

/** "38.7° N, 9.1° W". */
export function formatPosition({ lat, lng }: Position, decimals: number): string {
  const north = `${Math.abs(lat).toFixed(decimals)}°\u00a0${lat < 0 ? "S" : "N"}`;
  const east = `${Math.abs(lng).toFixed(decimals)}°\u00a0${lng < 0 ? "W" : "E"}`;
  return `${north}, ${east}`;
}

/** "38.7, -9.1": what other maps' search boxes read. */
export function plainPosition({ lat, lng }: Position, decimals: number): string {
  return `${trim(lat, decimals)}, ${trim(lng, decimals)}`;
}

/** A plain link: nothing is asked of OpenStreetMap until a person follows it. */
export function openStreetMapUrl({ lat, lng }: Position, decimals: number): string {
  const [y, x] = [trim(lat, decimals), trim(lng, decimals)];
  const zoom = 4 + 3 * decimals;
  return `https://www.openstreetmap.org/?mlat=${y}&mlon=${x}#map=${Math.min(zoom, 16)}/${y}/${x}`;
}

function trim(degrees: number, decimals: number): string {
  return String(Number(degrees.toFixed(decimals)));
}
