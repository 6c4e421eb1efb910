import { fromVector, type LngLat, roundDegrees, toUnitVector } from "./lng-lat.ts";
import type { Ring } from "./rings.ts";

/** Degrees of longitude that an edge may span: then its straight line keeps areas to about a thousandth. */
const WIDEST = 5;

/** An edge that passes within a metre of a pole needs no more halvings than this. */
const MOST_HALVINGS = 20;

/**
 * An unrolled ring whose edges follow great circles. GeoJSON's edges are straight lines in degrees (RFC 7946 §3.1.1),
 * which is a great circle's shape nearly everywhere; near a pole, where an edge of a cell spans many degrees of
 * longitude, it takes positions in between. Both cells at an edge get the same ones.
 */
export function densified(ring: Ring): Ring {
  if (!ring.some(([lng], i) => i > 0 && isWide(ring[i - 1]![0], lng))) return ring;
  const dense: Ring = [ring[0]!];
  for (let i = 1; i < ring.length; i++) addEdge(dense, ring[i - 1]!, ring[i]!, MOST_HALVINGS);
  return dense;
}

function isWide(from: number, to: number): boolean {
  return Math.abs(to - from) > WIDEST;
}

/** Adds the positions of an edge after its first. */
function addEdge(ring: Ring, from: LngLat, to: LngLat, halvings: number): void {
  if (halvings === 0 || !isWide(from[0], to[0])) {
    ring.push(to);
    return;
  }
  const middle = between(from, to);
  addEdge(ring, from, middle, halvings - 1);
  addEdge(ring, middle, to, halvings - 1);
}

/** Halfway along the great circle, on the turn of the world that the edge is on. */
function between(from: LngLat, to: LngLat): LngLat {
  const [a, b] = [toUnitVector(from), toUnitVector(to)];
  const [lng, lat] = fromVector(a[0] + b[0], a[1] + b[1], a[2] + b[2]);
  const turns = Math.round(((from[0] + to[0]) / 2 - lng) / 360);
  return [roundDegrees(lng + 360 * turns), roundDegrees(lat)];
}
