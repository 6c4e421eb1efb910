import type { Position } from "geojson";

/**
 * world-atlas is spherical: a ring that crosses 180 degrees jumps from one side of the plane to the other, and Antarctica
 * has no seam at the pole. On a plane that paints a slab around the world. These functions lay rings out flat.
 */

/**
 * The polygon laid out flat: no step is longer than 180 degrees, so longitudes may leave [-180, 180]; a ring around a
 * pole is closed along it. Holes follow their outer ring.
 */
export function unwrapPolygon(polygon: readonly Position[][]): Position[][] {
  const [outer, ...holes] = polygon.map(unwrapRing);
  if (!outer) return [];
  const [west] = extent(outer);
  return [outer, ...holes.map((hole) => shift(hole, nearestTurn(hole, west)))];
}

/** The line laid out flat, in which no step is longer than 180 degrees. */
export function unwrapLine(line: readonly Position[]): Position[] {
  let turn = 0;
  return line.map(([lng, lat], i) => {
    const previous = i > 0 ? line[i - 1]![0]! : lng!;
    if (lng! - previous > 180) turn -= 360;
    else if (lng! - previous < -180) turn += 360;
    return [lng! + turn, lat!];
  });
}

/** The parts of a flat polygon between two meridians. Cuts run along the meridians, also across gaps between parts. */
export function clipToMeridians(polygon: Position[][], west: number, east: number): Position[][] {
  return polygon
    .map((ring) => clipRing(clipRing(ring, west, 1), east, -1))
    .filter((ring) => ring.length >= 4);
}

/** Westernmost and easternmost longitude. */
export function extent(ring: readonly Position[]): [west: number, east: number] {
  let [west, east] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [lng] of ring) {
    west = Math.min(west, lng!);
    east = Math.max(east, lng!);
  }
  return [west, east];
}

/** Moves a ring along the equator by whole turns. */
export function shift(ring: readonly Position[], degrees: number): Position[] {
  return ring.map(([lng, lat]) => [lng! + degrees, lat!]);
}

function unwrapRing(ring: Position[]): Position[] {
  const flat = unwrapLine(ring);
  const [first, last] = [flat[0]!, flat.at(-1)!];
  if (Math.abs(last[0]! - first[0]!) < 180) return flat;
  // It went once around the pole: three turns closed along the pole, of which the middle is kept.
  const pole = meanLat(ring) < 0 ? -90 : 90;
  const turn = (last[0]! > first[0]! ? flat : flat.reverse()).slice(0, -1);
  const turns = [...shift(turn, -360), ...turn, ...shift(turn, 360)];
  const [start, end] = [turns[0]![0]!, turns.at(-1)![0]!];
  const closed = [[start, pole], ...turns, [end, pole], [start, pole]];
  return clipRing(clipRing(closed, -180, 1), 180, -1);
}

/** Sutherland and Hodgman's clip against one meridian; keeps the east for side 1, the west for -1. */
function clipRing(ring: readonly Position[], meridian: number, side: 1 | -1): Position[] {
  const kept: Position[] = [];
  for (let i = 0; i + 1 < ring.length; i++) {
    const [a, b] = [ring[i]!, ring[i + 1]!];
    const [insideA, insideB] = [(a[0]! - meridian) * side >= 0, (b[0]! - meridian) * side >= 0];
    if (insideA) kept.push(a);
    if (insideA !== insideB) {
      const t = (meridian - a[0]!) / (b[0]! - a[0]!);
      kept.push([meridian, a[1]! + t * (b[1]! - a[1]!)]);
    }
  }
  if (kept.length > 0) kept.push(kept[0]!);
  return kept;
}

function nearestTurn(hole: readonly Position[], west: number): number {
  return Math.ceil((west - extent(hole)[0]) / 360) * 360;
}

function meanLat(ring: readonly Position[]): number {
  return ring.reduce((sum, p) => sum + p[1]!, 0) / ring.length;
}
