import { GEOSCORE_MAX, geoScore } from "../belief/geo-score.ts";
import {
  distanceKm,
  EARTH_AREA_KM2,
  EARTH_RADIUS_KM,
  type LngLat,
  type Position,
} from "../earth/lng-lat.ts";

/** A guess this near is perfect, as in GeoHub and geoguess-lite: 25 m. */
export const PERFECT_KM = 0.025;

/** Whole points for a distance: GeoScore rounded to the nearest point, and all 5000 within 25 m. */
export function pointsFor(km: number): number {
  return km <= PERFECT_KM ? GEOSCORE_MAX : Math.round(geoScore(km));
}

/** Points with thousands apart and a true minus: bets lose some. */
export function pointsNumber(points: number): string {
  return points.toLocaleString("en").replace("-", "\u2212");
}

/** The same with its unit: "1 point". */
export function pointsText(points: number): string {
  return `${pointsNumber(points)}\u00a0${Math.abs(points) === 1 ? "point" : "points"}`;
}

/** Great-circle distance between two positions of documents, km. */
export function kmBetween(a: Position, b: Position): number {
  return distanceKm(toLngLat(a), toLngLat(b));
}

export function toLngLat({ lng, lat }: Position): LngLat {
  return [lng, lat];
}

/** True area of a circle on the sphere, km2; half the circumference holds the whole Earth. */
export function circleAreaKm2(radiusKm: number): number {
  const angle = Math.min(Math.PI, radiusKm / EARTH_RADIUS_KM);
  // 1 - cos(x) loses all its digits for small circles; 2 sin^2(x / 2) is the same and does not.
  return Math.min(EARTH_AREA_KM2, EARTH_AREA_KM2 * Math.sin(angle / 2) ** 2);
}
