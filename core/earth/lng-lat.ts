/** A position on the sphere: `[longitude, latitude]` in degrees, GeoJSON order (RFC 7946 §3.1.1). */
export type LngLat = readonly [lng: number, lat: number];

/** A position as it appears in documents, with its coordinates named; degrees. */
export interface Position {
  readonly lat: number;
  readonly lng: number;
}

/** Mean radius of the Earth (IUGG R1), the radius of every distance and area here. */
export const EARTH_RADIUS_KM = 6371.0088;

/** Area of the sphere of that radius. */
export const EARTH_AREA_KM2 = 4 * Math.PI * EARTH_RADIUS_KM ** 2;

const RADIANS = Math.PI / 180;

/** Great-circle distance by the haversine formula, stable for near and for antipodal points. */
export function distanceKm([lng1, lat1]: LngLat, [lng2, lat2]: LngLat): number {
  const sinLat = Math.sin(((lat2 - lat1) * RADIANS) / 2);
  const sinLng = Math.sin(((lng2 - lng1) * RADIANS) / 2);
  const h = sinLat * sinLat + Math.cos(lat1 * RADIANS) * Math.cos(lat2 * RADIANS) * sinLng * sinLng;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Longitude brought into [-180, 180). */
export function wrapLng(lng: number): number {
  return ((((lng + 180) % 360) + 360) % 360) - 180;
}

/** Unit vector of a position: x towards (0, 0), y towards (90 E, 0), z towards the north pole. */
export function toUnitVector([lng, lat]: LngLat): [x: number, y: number, z: number] {
  const cosLat = Math.cos(lat * RADIANS);
  return [
    cosLat * Math.cos(lng * RADIANS),
    cosLat * Math.sin(lng * RADIANS),
    Math.sin(lat * RADIANS),
  ];
}

/** Position in the direction of a vector of any length but zero. */
export function fromVector(x: number, y: number, z: number): LngLat {
  return [Math.atan2(y, x) / RADIANS, Math.atan2(z, Math.hypot(x, y)) / RADIANS];
}

/** The document form of a position, rounded to 5 decimals (about a metre). */
export function toPosition([lng, lat]: LngLat): Position {
  return { lat: roundDegrees(lat), lng: roundDegrees(lng) };
}

/** Degrees to 5 decimals, about a metre: finer digits are noise. */
export function roundDegrees(degrees: number): number {
  return Math.round(degrees * 1e5) / 1e5;
}
