import { distanceKm } from "../../earth/lng-lat.ts";
import type { PhotoScore } from "../scoring/photo-score.ts";
import { partOf, type Slice } from "./slices.ts";

/** Which photos of a run are wanted; what is null does not matter. */
export interface PhotoFilter {
  readonly part: { readonly by: Slice["by"]; readonly value: string } | null;
  /** Error of at least so many km, and of at most. */
  readonly fromKm: number | null;
  readonly toKm: number | null;
  /** Points of this run and another at least so far apart, km; photos that one of them has no point for are left out. */
  readonly apart: { readonly other: readonly PhotoScore[]; readonly km: number } | null;
}

/** The photos that a filter lets pass, in their order. Photos without a position have no error to filter by. */
export function filterPhotos(
  scores: readonly PhotoScore[],
  { part, fromKm, toKm, apart }: PhotoFilter,
): PhotoScore[] {
  const others = new Map(apart?.other.map((score) => [score.id, score]));
  return scores.filter((score) => {
    if (part && partOf(score, part.by) !== part.value) return false;
    if (fromKm !== null && !(score.km !== null && score.km >= fromKm)) return false;
    if (toKm !== null && !(score.km !== null && score.km <= toKm)) return false;
    if (!apart) return true;
    const km = apartKm(score, others.get(score.id));
    return km !== null && km >= apart.km;
  });
}

/** How far the points of two runs are apart on a photo; null where one has none. */
export function apartKm(a: PhotoScore, b: PhotoScore | undefined): number | null {
  return a.estimate && b?.estimate ? distanceKm(a.estimate, b.estimate) : null;
}
