import { distanceKm, type LngLat, toUnitVector } from "../../earth/lng-lat.ts";

/** Nearest of many points. */
export interface NearestPoint {
  /** Distance to the nearest point, km. */
  km(place: LngLat): number;
  nearest(place: LngLat): LngLat;
}

/** Points sorted by latitude, so that a search looks no farther north and south than the nearest found so far. */
export function createNearestPoint(points: readonly LngLat[]): NearestPoint {
  const sorted = [...points].sort((a, b) => a[1] - b[1]);
  const lats = Float64Array.from(sorted, ([, lat]) => lat);
  const vectors = new Float64Array(sorted.length * 3);
  sorted.forEach((point, i) => {
    vectors.set(toUnitVector(point), i * 3);
  });

  function nearest(place: LngLat): LngLat {
    const [x, y, z] = toUnitVector(place);
    let best = 0;
    // Squared chord: keeps its digits where the dot product of near vectors has lost them.
    let least = Number.POSITIVE_INFINITY;
    const start = firstFrom(lats, place[1]);
    const visit = (i: number) => {
      const squared =
        (vectors[i * 3]! - x) ** 2 +
        (vectors[i * 3 + 1]! - y) ** 2 +
        (vectors[i * 3 + 2]! - z) ** 2;
      if (squared < least) [best, least] = [i, squared];
    };
    const isNear = (i: number) => (((lats[i]! - place[1]) * Math.PI) / 180) ** 2 * NARROW <= least;
    for (let i = start; i < lats.length && isNear(i); i++) visit(i);
    for (let i = start - 1; i >= 0 && isNear(i); i--) visit(i);
    return sorted[best]!;
  }

  return { nearest, km: (place) => distanceKm(nearest(place), place) };
}

/** A chord is at least 2 / pi of its arc: difference of latitude is an arc. */
const NARROW = (2 / Math.PI) ** 2;

function firstFrom(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
