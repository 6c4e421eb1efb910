import { type LngLat, roundDegrees } from "./lng-lat.ts";
import { lngRange, type Ring, signedArea } from "./rings.ts";

// The map of the world is a rectangle from (-180, -90) to (180, 90). A ring that crosses the antimeridian falls into
// chains that enter and leave this rectangle at its sides. Rings have what they enclose on their left, so from where a
// chain leaves, the border runs along the rectangle, counterclockwise, to the next place where a chain enters. That
// holds for sets of any kind: in two parts, with holes, around a pole or around both.

const MERIDIAN = 180;
const POLE = 90;
const NORTH_WEST: LngLat = [-MERIDIAN, POLE];
const NORTH_EAST: LngLat = [MERIDIAN, POLE];
const SOUTH_WEST: LngLat = [-MERIDIAN, -POLE];
const SOUTH_EAST: LngLat = [MERIDIAN, -POLE];

/** How far around the rectangle, counterclockwise from its south-east corner: the east side is 0 to 180. */
const WHOLE_WAY = 4 * POLE;
const NORTH = 2 * POLE;

/**
 * The polygons within [-180, 180] of an area whose rings are unrolled and have the area on their left, cut along the
 * antimeridian as RFC 7946 §3.1.9 asks. Each polygon has its outer ring first, counterclockwise; holes run clockwise.
 * Nearly linear in the number of corners.
 */
export function cutAtAntimeridian(rings: readonly Ring[]): Ring[][] {
  const whole: Ring[] = [];
  const chains: Ring[] = [];
  for (const ring of rings) {
    const [west, east] = lngRange(ring);
    const start = ring[0]![0];
    const turn = 360 * Math.floor((west + MERIDIAN) / 360);
    if (east <= turn + MERIDIAN && start === ring.at(-1)![0]) whole.push(shifted(ring, -turn));
    else chains.push(...chainsOf(ring));
  }
  const simple = [...whole, ...joined(chains).flatMap(simpleRings)];
  const outers = simple.filter((ring) => signedArea(ring) > 0);
  const holes = simple.filter((ring) => signedArea(ring) < 0);
  // What has only holes is all the rest of the Earth.
  if (outers.length === 0) {
    outers.push([SOUTH_WEST, SOUTH_EAST, NORTH_EAST, NORTH_WEST, SOUTH_WEST]);
  }
  if (outers.length === 1) return [[...outers, ...holes]];
  return outers.map((outer) => [outer, ...holes.filter((hole) => holds(outer, hole[0]!))]);
}

function shifted(ring: Ring, degrees: number): Ring {
  return degrees === 0 ? ring : ring.map(([lng, lat]): LngLat => [lng + degrees, lat]);
}

/** The parts of a ring on each turn of the world, each moved to [-180, 180] and running from side to side. */
function chainsOf(ring: Ring): Ring[] {
  const turnOf = (lng: number) => Math.floor((lng + MERIDIAN) / 360);
  const chains: Ring[] = [];
  let turn = turnOf(ring[0]![0]);
  let chain: Ring = [[ring[0]![0] - 360 * turn, ring[0]![1]]];
  for (let i = 1; i < ring.length; i++) {
    const [from, to] = [ring[i - 1]!, ring[i]!];
    const step = turnOf(to[0]) > turn ? 1 : -1;
    while (turn !== turnOf(to[0])) {
      const meridian = 360 * (step > 0 ? turn : turn - 1) + MERIDIAN;
      const lat = from[1] + ((meridian - from[0]) / (to[0] - from[0])) * (to[1] - from[1]);
      chain.push([step * MERIDIAN, lat]);
      chains.push(chain);
      chain = [[-step * MERIDIAN, lat]];
      turn += step;
    }
    chain.push([to[0] - 360 * turn, to[1]]);
  }
  // The walk began somewhere in its first chain, which is the end of the last.
  const [first, ...others] = chains;
  return first ? [...others, [...chain, ...first.slice(1)]] : [];
}

/** Chains closed along the rectangle, each followed by the one that begins next after its end. */
function joined(chains: readonly Ring[]): Ring[] {
  const starts = chains
    .map((chain, k) => ({ way: wayTo(chain[0]!), k }))
    .sort((a, b) => a.way - b.way);
  const isFree = chains.map(() => true);

  /** The next free chain from a place on, or null when all are taken. */
  function nextFrom(way: number): { k: number; way: number } | null {
    const found = starts.findIndex((start) => start.way >= way);
    for (let i = 0; i < starts.length; i++) {
      const at = (found < 0 ? 0 : found) + i;
      const start = starts[at % starts.length]!;
      const isLapped = found < 0 || at >= starts.length;
      if (isFree[start.k]) return { k: start.k, way: start.way + (isLapped ? WHOLE_WAY : 0) };
    }
    return null;
  }

  const rings: Ring[] = [];
  for (const { k: first } of starts) {
    if (!isFree[first]) continue;
    const ring: Ring = [];
    let k = first;
    do {
      ring.push(...chains[k]!);
      const end = wayTo(chains[k]!.at(-1)!);
      const next = nextFrom(end)!;
      isFree[next.k] = false;
      ring.push(...cornersBetween(end, next.way));
      k = next.k;
    } while (k !== first);
    rings.push(ring.map(([lng, lat]): LngLat => [lng, roundDegrees(lat)]));
  }
  return rings;
}

function wayTo([lng, lat]: LngLat): number {
  return lng > 0 ? lat + POLE : NORTH + POLE - lat;
}

/** Corners of the rectangle on the way from one place to another. */
function cornersBetween(from: number, to: number): LngLat[] {
  const corners: [number, LngLat, LngLat][] = [
    [NORTH, NORTH_EAST, NORTH_WEST],
    [WHOLE_WAY, SOUTH_WEST, SOUTH_EAST],
    [WHOLE_WAY + NORTH, NORTH_EAST, NORTH_WEST],
  ];
  return corners.flatMap(([way, a, b]) => (from <= way && way < to ? [a, b] : []));
}

/** An open ring as closed ones that are nowhere twice, without those that enclose nothing. */
function simpleRings(ring: Ring): Ring[] {
  const rings: Ring[] = [];
  const path: Ring = [];
  const keys: string[] = [];
  const places = new Map<string, number>();
  for (const at of [...ring, ring[0]!]) {
    const key = String(at);
    const before = places.get(key);
    if (before !== undefined) {
      const loop = path.splice(before);
      for (const left of keys.splice(before)) places.delete(left);
      if (loop.length > 2) rings.push([...loop, loop[0]!]);
    }
    places.set(key, path.length);
    path.push(at);
    keys.push(key);
  }
  return rings;
}

/** Whether a ring goes around a position: the parity of its edges west of it. */
function holds(ring: Ring, [lng, lat]: LngLat): boolean {
  let inside = false;
  for (let i = 1; i < ring.length; i++) {
    const [x0, y0] = ring[i - 1]!;
    const [x1, y1] = ring[i]!;
    if (y0 > lat !== y1 > lat && lng < x0 + ((lat - y0) / (y1 - y0)) * (x1 - x0)) inside = !inside;
  }
  return inside;
}
