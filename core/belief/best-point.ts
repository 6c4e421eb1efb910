import type { Geography } from "../earth/geography.ts";
import { EARTH_RADIUS_KM, type LngLat } from "../earth/lng-lat.ts";
import { GEOSCORE_MAX, scoreShare } from "./geo-score.ts";
import { type MassPoints, massGroups, massPoints, pointOf } from "./points.ts";
import type { Posterior } from "./posterior.ts";
import type { Ranking } from "./ranking.ts";

export interface ScorePoint {
  readonly at: LngLat;
  /** Expected GeoScore of a guess at the point, 0 to 5000. */
  readonly expectedScore: number;
}

/** The most likely point: that of the cell of highest density. */
export function modePoint(posterior: Posterior, ranking: Ranking): LngLat {
  return pointOf(posterior, ranking.items[0]!);
}

/** Cells of less mass do not pull: all together they hold less than a hundredth. */
const LEAST_PULL = 1e-7;
/** Heaviest groups of cells that are tried as guesses. */
const CANDIDATES = 64;
const GROUP_SHIFTS = 8;
const CELL_SHIFTS = 2;

type Vector = readonly [x: number, y: number, z: number];

/**
 * The point of the land cells with the best expected GeoScore, sum of p(cell) * score(distance to cell). The score
 * falls off over 1,500 km, so the field is smooth: the heaviest groups of cells are tried, the best is climbed from
 * by mean shift over all cells, and the cell point nearest to the summit is compared with the mode.
 */
export function scorePoint(
  posterior: Posterior,
  ranking: Ranking,
  geography: Geography,
): ScorePoint {
  const points = massPoints(posterior, geography);
  const groups = massGroups(posterior, points, geography);
  const heaviest = Array.from({ length: groups.count }, (_, group) => group)
    .sort((a, b) => groups.masses[b]! - groups.masses[a]!)
    .slice(0, CANDIDATES);
  const tried = heaviest.map((group) => vectorAt(groups, group));
  const summit = climb(climb(bestOf(tried, groups), groups, GROUP_SHIFTS), points, CELL_SHIFTS);
  const candidates = [nearest(summit, points), ranking.items[0]!];
  const shares = candidates.map((item) => expectedShare(vectorAt(points, item), points));
  const best = shares[0]! >= shares[1]! ? 0 : 1;
  return {
    at: pointOf(posterior, candidates[best]!),
    expectedScore: Math.min(GEOSCORE_MAX, GEOSCORE_MAX * shares[best]!),
  };
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

function bestOf(candidates: readonly Vector[], points: MassPoints): Vector {
  let best = candidates[0]!;
  let bestShare = -1;
  for (const candidate of candidates) {
    const share = expectedShare(candidate, points);
    if (share > bestShare) [best, bestShare] = [candidate, share];
  }
  return best;
}

/** Below this distance a point's pull is held constant: the kernel has a cusp at 0. */
const CUSP_KM = 5;

/** Mean shift for the kernel exp(-d / scale): each point pulls with its share of the score over its distance. */
function climb(start: Vector, { count, vectors, masses }: MassPoints, shifts: number): Vector {
  let [x, y, z] = start;
  for (let shift = 0; shift < shifts; shift++) {
    let [sumX, sumY, sumZ] = [0, 0, 0];
    for (let i = 0; i < count; i++) {
      if (masses[i]! < LEAST_PULL) continue;
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

/** The nearest point that has mass. */
function nearest([x, y, z]: Vector, { count, vectors, masses }: MassPoints): number {
  let best = 0;
  let bestDot = -2;
  for (let i = 0; i < count; i++) {
    const dot = x * vectors[i * 3]! + y * vectors[i * 3 + 1]! + z * vectors[i * 3 + 2]!;
    if (dot > bestDot && masses[i]! >= LEAST_PULL) [best, bestDot] = [i, dot];
  }
  return best;
}

function vectorAt({ vectors }: MassPoints, i: number): Vector {
  return [vectors[i * 3]!, vectors[i * 3 + 1]!, vectors[i * 3 + 2]!];
}
