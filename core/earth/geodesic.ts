import { distanceKm, EARTH_RADIUS_KM, fromVector, type LngLat, toUnitVector } from "./lng-lat.ts";
import { normaliseTurn, type Ring, unwrap } from "./rings.ts";

const PATH_STEPS = 128;
const MOST_DASHES = 100;
const CIRCLE_STEPS = 128;

/** Points of the shortest path between two positions, both ends included; longitudes run on over 180 degrees. */
export function geodesic(from: LngLat, to: LngLat, steps = PATH_STEPS): LngLat[] {
  const a = toUnitVector(from);
  const b = toUnitVector(to);
  const dot = Math.max(-1, Math.min(1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2]));
  const angle = Math.acos(dot);
  // Equal points have no path, antipodes have all of them: a straight line in degrees is as good as any.
  if (Math.sin(angle) < 1e-9) return [from, to];
  let previous = from[0];
  return Array.from({ length: steps + 1 }, (_, i): LngLat => {
    const p = Math.sin((1 - i / steps) * angle);
    const q = Math.sin((i / steps) * angle);
    const [lng, lat] = fromVector(p * a[0] + q * b[0], p * a[1] + q * b[1], p * a[2] + q * b[2]);
    previous = lng + 360 * Math.round((previous - lng) / 360);
    return [previous, lat];
  });
}

/** The shortest path as dashes about as long as the gaps between them, in degrees of arc; one at each end. */
export function dashes(from: LngLat, to: LngLat, degrees: number): LngLat[][] {
  const arc = (distanceKm(from, to) / EARTH_RADIUS_KM) * (180 / Math.PI);
  const pairs = Math.min(MOST_DASHES, Math.round(arc / degrees / 2));
  const path = geodesic(from, to, 2 * pairs + 1);
  return path.slice(1).flatMap((end, i) => (i % 2 === 0 ? [[path[i]!, end]] : []));
}

/** A circle on the sphere as a closed ring for a map that repeats the world; along the pole where it holds one. */
export function circleRing([lng, lat]: LngLat, radiusKm: number): Ring {
  const centre = toUnitVector([lng, lat]);
  const angle = Math.min(Math.PI, radiusKm / EARTH_RADIUS_KM);
  const [along, up] = [(lng * Math.PI) / 180, (lat * Math.PI) / 180];
  const east = [-Math.sin(along), Math.cos(along), 0] as const;
  const north = [
    -Math.sin(up) * Math.cos(along),
    -Math.sin(up) * Math.sin(along),
    Math.cos(up),
  ] as const;
  const points = Array.from({ length: CIRCLE_STEPS }, (_, i): LngLat => {
    const turn = (i / CIRCLE_STEPS) * 2 * Math.PI;
    const [x, y, z] = [0, 1, 2].map(
      (k) =>
        Math.cos(angle) * centre[k]! +
        Math.sin(angle) * (Math.cos(turn) * east[k]! + Math.sin(turn) * north[k]!),
    );
    return fromVector(x!, y!, z!);
  });
  return normaliseTurn(unwrap(points));
}
