import type { Geography } from "../earth/geography.ts";
import { EARTH_RADIUS_KM, type LngLat, toUnitVector } from "../earth/lng-lat.ts";
import { atOnce, type Steps } from "../earth/steps.ts";
import { GEOSCORE_MAX, scoreShare } from "./geo-score.ts";
import { type CellPoints, cellPoints, type MassPoints, pointOf } from "./points.ts";
import type { Posterior } from "./posterior.ts";
import type { Ranking } from "./ranking.ts";
import { steadyBelief } from "./steady-belief.ts";

/** The one point that an answer means, and what is expected of it under the posterior. */
export interface BestPoint {
  readonly at: LngLat;
  /** GeoScore of a guess there, 0 to 5000. */
  readonly expectedScore: number;
  /** The truth is as likely nearer as further, km. */
  readonly expectedErrorKm: number;
}

/** The point of highest probability per km2: that of the cell. */
export function densestPoint(posterior: Posterior, ranking: Ranking): LngLat {
  return pointOf(posterior, ranking.items[0]!);
}

/** Groups of cells that are tried as guesses. */
const CANDIDATES = 200;
/** After so many the climb moves by less than 20 km in nine of ten answers. */
const SHIFTS = 12;
/** Cells that are tried as fine modes, the densest first. */
const FINE_CANDIDATES = 40;
/** Cells that are asked for the mass around a fine mode: those that hold nearly all of a gathered belief. */
const FINE_SOURCES = 3000;
/** Width of a fine mode, km. */
const FINE_KM = 25;
/** What the mass within a fine mode counts beside the expected score: next to nothing where the belief is wide. */
const FINE_WEIGHT = 0.1;

type Vector = readonly [x: number, y: number, z: number];

/**
 * The point that an answer means. It is chosen for the best expected GeoScore under a belief that is blurred and
 * flattened where it is spread (`steadyBelief`), plus a little for the mass that lies within 25 km: where the posterior
 * is gathered, that finds its fine mode, and where it is wide, a point that stays when the photo is cropped or saved again.
 * `docs/decisions/0016-one-best-point.md` has what was tried.
 *
 * @param densest a better point of the densest cell than its own, if one is known
 */
export function bestPoint(
  posterior: Posterior,
  ranking: Ranking,
  geography: Geography,
  densest: LngLat | null = null,
): BestPoint {
  return atOnce(bestPointSteps(posterior, ranking, geography, densest));
}

/** The same with pauses. */
export function* bestPointSteps(
  posterior: Posterior,
  ranking: Ranking,
  geography: Geography,
  densest: LngLat | null,
): Steps<BestPoint> {
  const steady = steadyBelief(posterior, geography);
  yield;
  const start = bestOf(heaviest(steady), steady);
  yield;
  const summit = climb(start, steady);
  const points = cellPoints(posterior, geography);
  const items = [nearest(summit, points), ...ranking.items.subarray(0, FINE_CANDIDATES)];
  const places = items.map((item) => ({
    at: pointOf(posterior, item),
    vector: itemVector(points, item),
  }));
  if (densest) places.push({ at: densest, vector: toUnitVector(densest) });
  const sources = ranking.items.subarray(0, FINE_SOURCES);
  let best = places[0]!;
  let bestWorth = -1;
  for (const place of places) {
    const worth =
      expectedShare(place.vector, steady) + FINE_WEIGHT * massAround(place.vector, points, sources);
    if (worth > bestWorth) [best, bestWorth] = [place, worth];
  }
  yield;
  return { at: best.at, ...outlook(best.vector, points) };
}

/** What is expected of a guess at a point. */
export function outlookAt(
  at: LngLat,
  posterior: Posterior,
  geography: Geography,
): Omit<BestPoint, "at"> {
  return outlook(toUnitVector(at), cellPoints(posterior, geography));
}

const BINS = 4096;

/** Expected GeoScore, and the median of the distance to the truth, in one pass over the cells. */
function outlook(at: Vector, { land, fine }: CellPoints): Omit<BestPoint, "at"> {
  const bins = new Float64Array(BINS + 1);
  const share = binned(at, land, bins) + binned(at, fine, bins);
  const half = bins.reduce((sum, mass) => sum + mass, 0) / 2;
  let bin = 0;
  let below = 0;
  while (bin < BINS && below + bins[bin]! < half) below += bins[bin++]!;
  const within = bins[bin]! > 0 ? (half - below) / bins[bin]! : 0;
  const chord = 2 * Math.min(1, (bin + within) / BINS) ** 2;
  return {
    expectedScore: Math.min(GEOSCORE_MAX, GEOSCORE_MAX * share),
    expectedErrorKm: 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, chord / 2)),
  };
}

/** Adds the mass at each distance to its bin; the share of the score that all of it expects. */
function binned(
  [x, y, z]: Vector,
  { count, vectors, masses }: MassPoints,
  bins: Float64Array,
): number {
  let share = 0;
  for (let i = 0; i < count; i++) {
    const mass = masses[i]!;
    if (mass === 0) continue;
    const dot = x * vectors[i * 3]! + y * vectors[i * 3 + 1]! + z * vectors[i * 3 + 2]!;
    share += mass * scoreShare(dot);
    const chord = Math.sqrt(Math.max(0, 2 - 2 * dot));
    // The square root gives near distances more bins: 0.1 km at the point, 12 km at the antipode.
    bins[Math.min(BINS, Math.floor(Math.sqrt(chord / 2) * BINS))]! += mass;
  }
  return share;
}

/** From here on exp(-x) is 0: most cells of a wide belief are that far away. */
const FAR = 746;

/** Mass around a point, each cell's by exp(-(d / 25 km)^2). */
function massAround([x, y, z]: Vector, { land, fine }: CellPoints, sources: Uint32Array): number {
  const width = (FINE_KM / EARTH_RADIUS_KM) ** 2;
  let sum = 0;
  for (const item of sources) {
    const { vectors, masses } = item < land.count ? land : fine;
    const i = item < land.count ? item : item - land.count;
    const dot = x * vectors[i * 3]! + y * vectors[i * 3 + 1]! + z * vectors[i * 3 + 2]!;
    const exponent = Math.max(0, 2 - 2 * dot) / width;
    if (exponent < FAR) sum += masses[i]! * Math.exp(-exponent);
  }
  return sum;
}

function heaviest(steady: MassPoints): Vector[] {
  return Array.from(steady.masses.keys())
    .sort((a, b) => steady.masses[b]! - steady.masses[a]!)
    .slice(0, CANDIDATES)
    .map((group) => vectorAt(steady, group));
}

/** Expected GeoScore of a guess as a share of the maximum. */
function expectedShare([x, y, z]: Vector, { count, vectors, masses }: MassPoints): number {
  let share = 0;
  for (let i = 0; i < count; i++) {
    const dot = x * vectors[i * 3]! + y * vectors[i * 3 + 1]! + z * vectors[i * 3 + 2]!;
    share += masses[i]! * scoreShare(dot);
  }
  return share;
}

/** What a tabulated share of the score may be off, twice (`scoreShare`). */
const SHARE_SLACK = 4e-5;

/**
 * The candidate of the best expected score. A score falls by exp(-d / scale), so that by the triangle inequality a place at a distance
 * d from one that was tried has at most exp(d / scale) times its score: most candidates need no look of their own.
 */
export function bestOf(candidates: readonly Vector[], points: MassPoints): Vector {
  const tried: { readonly at: Vector; readonly share: number }[] = [];
  let best = candidates[0]!;
  let bestShare = -1;
  for (const candidate of candidates) {
    const [x, y, z] = candidate;
    const isBeaten = tried.some(({ at, share }) => {
      const near = scoreShare(x * at[0] + y * at[1] + z * at[2]);
      return share + SHARE_SLACK < bestShare * (near - SHARE_SLACK);
    });
    if (isBeaten) continue;
    const share = expectedShare(candidate, points);
    tried.push({ at: candidate, share });
    if (share > bestShare) [best, bestShare] = [candidate, share];
  }
  return best;
}

/** Below this distance a point's pull is held constant: the kernel has a cusp at 0. */
const CUSP_KM = 50;

/** Mean shift for the kernel exp(-d / scale): each point pulls with its share of the score over its distance. */
function climb(start: Vector, { count, vectors, masses }: MassPoints): Vector {
  let [x, y, z] = start;
  for (let shift = 0; shift < SHIFTS; shift++) {
    let [sumX, sumY, sumZ] = [0, 0, 0];
    for (let i = 0; i < count; i++) {
      if (masses[i] === 0) continue;
      const px = vectors[i * 3]!;
      const py = vectors[i * 3 + 1]!;
      const pz = vectors[i * 3 + 2]!;
      const dot = x * px + y * py + z * pz;
      const chord = Math.sqrt(Math.max(0, 2 - 2 * dot));
      const pull = (masses[i]! * scoreShare(dot)) / Math.max(chord, CUSP_KM / EARTH_RADIUS_KM);
      sumX += pull * px;
      sumY += pull * py;
      sumZ += pull * pz;
    }
    const length = Math.hypot(sumX, sumY, sumZ);
    if (length === 0) break;
    [x, y, z] = [sumX / length, sumY / length, sumZ / length];
  }
  return [x, y, z];
}

/** Cells of less mass are not named as the best: all together they hold less than a hundredth. */
const LEAST_MASS = 1e-7;

/** The nearest item that has mass. */
function nearest([x, y, z]: Vector, { land, fine }: CellPoints): number {
  let best = 0;
  let bestDot = -2;
  for (const [{ count, vectors, masses }, first] of [
    [land, 0] as const,
    [fine, land.count] as const,
  ]) {
    for (let i = 0; i < count; i++) {
      const dot = x * vectors[i * 3]! + y * vectors[i * 3 + 1]! + z * vectors[i * 3 + 2]!;
      if (dot > bestDot && masses[i]! >= LEAST_MASS) [best, bestDot] = [first + i, dot];
    }
  }
  return best;
}

function itemVector({ land, fine }: CellPoints, item: number): Vector {
  return item < land.count ? vectorAt(land, item) : vectorAt(fine, item - land.count);
}

function vectorAt({ vectors }: MassPoints, i: number): Vector {
  return [vectors[i * 3]!, vectors[i * 3 + 1]!, vectors[i * 3 + 2]!];
}
