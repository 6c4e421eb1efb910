import type { LngLat } from "./lng-lat.ts";

/** A closed ring: its last position repeats the first. Longitudes may leave [-180, 180] while unwrapped. */
export type Ring = LngLat[];

/** Latitude of the pole edge of rings that hold a pole. */
const POLE = 90;

/**
 * Closes a ring of positions and lifts it off the antimeridian: each longitude is moved by whole turns to lie
 * within 180 degrees of the one before. A ring that winds around a pole (two cells at each H3 resolution, and
 * Antarctica) does not meet its start again: it ends whole turns away from it, at the same latitude.
 */
export function unroll(positions: readonly LngLat[]): Ring {
  if (!jumps(positions)) return [...positions, positions[0]!];
  const ring: Ring = [];
  let previous = positions[0]![0];
  for (const [lng, lat] of [...positions, positions[0]!]) {
    previous = lng + 360 * Math.round((previous - lng) / 360);
    ring.push([previous, lat]);
  }
  return ring;
}

/** As `unroll`, but a ring that winds around a pole is closed along that pole. */
export function unwrap(positions: readonly LngLat[]): Ring {
  const ring = unroll(positions);
  return ring[0]![0] === ring.at(-1)![0] ? ring : closedAlongPole(ring);
}

/** Whether a ring of positions crosses the antimeridian anywhere. */
function jumps(positions: readonly LngLat[]): boolean {
  let previous = positions.at(-1)![0];
  for (const [lng] of positions) {
    if (Math.abs(lng - previous) > 180) return true;
    previous = lng;
  }
  return false;
}

/**
 * A ring that winds once around a pole, as the band between it and the pole's edge of the map. The band begins at the
 * antimeridian, so that it never has to be cut.
 */
function closedAlongPole(ring: Ring): Ring {
  const turn = ring.at(-1)![0] - ring[0]![0];
  const meridian = 180 + 360 * Math.floor((Math.max(ring[0]![0], ring.at(-1)![0]) - 180) / 360);
  const crossing = ring.findIndex(([lng], i) => {
    const next = ring[i + 1]?.[0] ?? lng;
    return Math.min(lng, next) <= meridian && meridian <= Math.max(lng, next);
  });
  const [from, to] = [ring[crossing]!, ring[crossing + 1]!];
  const lat = from[1] + ((meridian - from[0]) / (to[0] - from[0])) * (to[1] - from[1]);
  const pole = meanLat(ring) > 0 ? POLE : -POLE;
  return [
    [meridian, lat],
    ...ring.slice(crossing + 1),
    ...ring.slice(1, crossing + 1).map((at): LngLat => [at[0] + turn, at[1]]),
    [meridian + turn, lat],
    [meridian + turn, pole],
    [meridian, pole],
    [meridian, lat],
  ];
}

/** Twice the signed planar area in square degrees: positive when the ring runs counterclockwise. */
export function signedArea(ring: Ring): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const [x0, y0] = ring[i - 1]!;
    const [x1, y1] = ring[i]!;
    sum += x0 * y1 - x1 * y0;
  }
  return sum;
}

/** Western and eastern limits of a ring. */
export function lngRange(ring: Ring): [west: number, east: number] {
  let west = Infinity;
  let east = -Infinity;
  for (const [lng] of ring) {
    if (lng < west) west = lng;
    if (lng > east) east = lng;
  }
  return [west, east];
}

/** The ring moved by whole turns so that its western limit lies in [-180, 180). */
export function normaliseTurn(ring: Ring): Ring {
  const turns = Math.floor((lngRange(ring)[0] + 180) / 360);
  return turns === 0 ? ring : ring.map(([lng, lat]) => [lng - 360 * turns, lat]);
}

function meanLat(ring: Ring): number {
  return ring.reduce((sum, [, lat]) => sum + lat, 0) / ring.length;
}
