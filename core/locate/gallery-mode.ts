import { pointOf, rowOf } from "../../core/belief/points.ts";
import type { Posterior } from "../../core/belief/posterior.ts";
import type { Ranking } from "../../core/belief/ranking.ts";
import type { BundleManifest, PriorMix } from "../../core/contracts/bundle.ts";
import { GraticuleError } from "../../core/contracts/errors.ts";
import type { PredictionOptions } from "../../core/contracts/options.ts";
import type { LngLat } from "../../core/earth/lng-lat.ts";
import { type GalleryScores, galleryRun } from "../../core/locate/gallery.ts";
import { likelierPoint } from "./gallery-answer.ts";

/**
 * GeoCLIP's own ranking: exactly its `predict`, which knows neither hints nor another prior than the gallery itself.
 *
 * @throws GraticuleError "parameter_invalid" for what that ranking cannot take
 */
export function checkRanking(
  { ranking, prior, within, exclude }: PredictionOptions,
  { name, prior: source }: Pick<BundleManifest, "name" | "prior">,
): void {
  if (ranking === "cells") return;
  const refuse = (problem: string) => {
    const detail = `ranking: ${problem}, or use ranking=cells`;
    const faults = [{ pointer: "query/ranking", detail }];
    return new GraticuleError("parameter_invalid", detail, { faults });
  };
  if (!("gallery" in source)) {
    throw refuse(
      `the bundle "${name}" has no gallery of points; choose one that has, like geoclip`,
    );
  }
  if (prior !== "photos") {
    throw refuse(`a gallery is ranked under its own density, got prior=${prior}; leave prior out`);
  }
  if (within.length + exclude.length > 0) {
    throw refuse("GeoCLIP's own ranking knows no hints; leave within and exclude out");
  }
}

/** What is needed to look for the most likely point among the gallery's. */
export interface ModeSearch {
  readonly gallery: GalleryScores;
  readonly mix: PriorMix;
  readonly vector: Float32Array;
  readonly scale: number;
  /** Prior of the land cells as it was used. */
  readonly prior: Float64Array;
  /** Cosine of the image vector with any point. */
  scorePoint(name: string, at: LngLat): Promise<number>;
  allows?(at: LngLat, row: number): boolean;
}

/** The point of the gallery that is more likely than the mode of the cells, or null. */
export async function galleryMode(
  { shown, ranking }: { readonly shown: Posterior; readonly ranking: Ranking },
  search: ModeSearch,
): Promise<LngLat | null> {
  const { gallery, mix, vector, scale, prior, scorePoint, allows } = search;
  const item = ranking.items[0]!;
  const row = rowOf(shown, item);
  const scores = await gallery.scoreCell(vector, row);
  if (scores.length === 0) return null;
  const at = pointOf(shown, item);
  const modeScore = await scorePoint(`mode-${at.join()}`, at);
  const galleryShare = Math.min(
    1,
    (mix.gallery * countOf(gallery, row)) /
      ((mix.gallery + mix.population + mix.land) * prior[row]! * gallery.points.total),
  );
  const found = likelierPoint(
    { points: gallery.points, row, scores, modeScore, galleryShare },
    scale,
    shown,
    ranking,
  );
  return found && (allows?.(found, row) ?? true) ? found : null;
}

/** Points of the file in a land cell. */
function countOf({ points }: GalleryScores, row: number): number {
  const [from, to] = galleryRun(points, row);
  return points.copies.subarray(from, to).reduce((sum, copies) => sum + copies, 0);
}
