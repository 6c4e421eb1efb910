import type { LngLat } from "./lng-lat.ts";
import { lngRange, type Ring } from "./rings.ts";

const MERIDIAN = 180;

/**
 * A polygon of unwrapped rings (the outer one first, beginning in [-180, 180)) as polygons within [-180, 180], cut
 * along the antimeridian as RFC 7946 §3.1.9 asks. Linear in the number of corners: each ring falls into chains on
 * either side, and the ends of the chains are joined along the meridian, two by two in the order of their latitude.
 */
export function cutAtAntimeridian(polygon: readonly Ring[]): Ring[][] {
  if (lngRange(polygon[0]!)[1] <= MERIDIAN) return [[...polygon]];
  const west = side(polygon, (lng) => lng < MERIDIAN);
  const east = side(polygon, (lng) => lng >= MERIDIAN).map((rings) =>
    rings.map((ring) => ring.map(([lng, lat]): LngLat => [lng - 360, lat])),
  );
  return [...west, ...east];
}

function side(polygon: readonly Ring[], isHere: (lng: number) => boolean): Ring[][] {
  const parts = polygon.map((ring) => chainsOf(ring, isHere));
  const outers = joined(parts.flatMap(({ chains }) => chains));
  const holes = parts.flatMap(({ whole }) => whole);
  return outers.map((outer) => [outer, ...holes.filter((hole) => holds(outer, hole[0]!))]);
}

/** The parts of a ring on one side: chains from meridian to meridian, or the ring itself if it is all there. */
function chainsOf(ring: Ring, isHere: (lng: number) => boolean): { chains: Ring[]; whole: Ring[] } {
  const corners = ring.slice(0, -1);
  const count = corners.length;
  const starts = [...corners.keys()].filter(
    (i) => isHere(corners[i]![0]) && !isHere(corners[(i + count - 1) % count]![0]),
  );
  if (starts.length === 0) return { chains: [], whole: isHere(corners[0]![0]) ? [ring] : [] };
  const chains = starts.map((start) => {
    const chain: Ring = [crossing(corners[(start + count - 1) % count]!, corners[start]!)];
    let i = start;
    for (; isHere(corners[i]![0]); i = (i + 1) % count) chain.push(corners[i]!);
    chain.push(crossing(corners[(i + count - 1) % count]!, corners[i]!));
    return chain;
  });
  return { chains, whole: [] };
}

/** Where an edge meets the meridian. */
function crossing(from: LngLat, to: LngLat): LngLat {
  const t = (MERIDIAN - from[0]) / (to[0] - from[0]);
  return [MERIDIAN, Math.round((from[1] + t * (to[1] - from[1])) * 1e5) / 1e5];
}

/** Chains closed along the meridian. Inside and outside alternate there, so neighbouring ends belong together. */
function joined(chains: readonly Ring[]): Ring[] {
  const ends = chains
    .flatMap((chain, k) => [
      { lat: chain[0]![1], chain: k, isStart: true },
      { lat: chain.at(-1)![1], chain: k, isStart: false },
    ])
    .sort((a, b) => a.lat - b.lat);
  const next = new Map<number, number>();
  for (let i = 0; i + 1 < ends.length; i += 2) {
    const [a, b] = [ends[i]!, ends[i + 1]!];
    next.set((a.isStart ? b : a).chain, (a.isStart ? a : b).chain);
  }
  const rings: Ring[] = [];
  const used = new Set<number>();
  for (const first of chains.keys()) {
    if (used.has(first)) continue;
    const ring: Ring = [];
    for (let k: number | undefined = first; k !== undefined && !used.has(k); k = next.get(k)) {
      used.add(k);
      ring.push(...chains[k]!);
    }
    rings.push([...ring, ring[0]!]);
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
