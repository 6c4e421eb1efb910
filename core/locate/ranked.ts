import { coarsen } from "../../core/belief/coarsening.ts";
import type { Likelihood } from "../../core/belief/likelihood.ts";
import type { Posterior } from "../../core/belief/posterior.ts";
import { refine } from "../../core/belief/refinement.ts";
import { sharesOf, weigh } from "../../core/belief/weighing.ts";
import type { PredictionOptions } from "../../core/contracts/options.ts";
import type { EvidenceShare } from "../../core/contracts/prediction.ts";
import { type LngLat, type Position, toPosition } from "../../core/earth/lng-lat.ts";
import type { Engine } from "../../core/locate/engine.ts";
import type { GalleryScores } from "../../core/locate/gallery.ts";
import type { HintEvidence } from "../../core/locate/hints.ts";
import { galleryMode, rankByGallery } from "./gallery-locate.ts";

/** Scores turned into posteriors: what an answer is made from. */
export interface Ranked {
  readonly land: Posterior;
  /** Land cells as if there were no hints. */
  readonly unhinted: Posterior;
  /** Refined, or coarsened where the operator caps the detail. */
  readonly shown: Posterior;
  readonly prior: Float64Array;
  /** How far each evidence moved the belief; null where none was weighed. */
  readonly evidence: readonly EvidenceShare[] | null;
  /** A better most likely point than a cell's, if there is one. */
  readonly mode: LngLat | null;
  /** The gallery's best points, where they were ranked. */
  readonly points: readonly (Position & { readonly probability: number })[] | null;
}

/** Refinement stops here, at cells of 5 km2: no model of today tells more. */
const FINEST_REFINEMENT = 7;

/** Ranks the land cells and splits the heaviest. */
export async function rankCells(
  engine: Engine,
  vector: Float32Array,
  likelihoods: readonly Likelihood[],
  hints: HintEvidence | null,
  options: PredictionOptions,
  finest: number,
): Promise<Ranked> {
  const { geography, scale, doubt } = engine;
  const prior = engine.prior(options.prior);
  const grounds = { cells: geography.cells, prior, doubt, likelihoods, hints };
  const weighed = weigh(grounds);
  const { land } = weighed;
  const evidence = [...sharesOf(grounds, weighed)];
  const ranked = { ...weighed, prior: prior.probability, evidence, points: null };
  if (finest < geography.cells.resolution) {
    return { ...ranked, shown: coarsen(land, finest), mode: null };
  }
  const allows = hints ? { allows: hints.allows } : {};
  const shown = await refine(land, geography, {
    score: (sites) => engine.seer.at(vector, sites),
    scale,
    finest: Math.min(finest, FINEST_REFINEMENT),
    ...allows,
  });
  const { gallery, manifest } = engine;
  const source = manifest.prior;
  if (!gallery || !showsPoints(finest) || !("mix" in source))
    return { ...ranked, shown, mode: null };
  const mode = await galleryMode(shown, {
    gallery,
    mix: source.mix,
    vector,
    scale,
    prior: prior.probability,
    scorePoint: async (name, at) => (await engine.seer.at(vector, [{ name, at }]))[0]!,
    ...allows,
  });
  return { ...ranked, shown, mode };
}

/** GeoCLIP's own ranking: of the gallery's points, whose probabilities are summed by cell. */
export async function rankPoints(
  { geography, manifest, prior }: Engine,
  gallery: GalleryScores,
  vector: Float32Array,
  topK: number,
  finest: number,
): Promise<Ranked> {
  const { cells } = geography;
  const { logitScale } = manifest;
  const { land, top } = await rankByGallery(gallery, vector, logitScale, cells, topK);
  const shown = finest < cells.resolution ? coarsen(land, finest) : land;
  const ranked = {
    land,
    unhinted: land,
    shown,
    prior: prior("photos").probability,
    evidence: null,
  };
  if (!showsPoints(finest)) return { ...ranked, mode: null, points: null };
  const points = top.map(({ at, probability }) => ({ ...toPosition(at), probability }));
  return { ...ranked, mode: top[0]!.at, points };
}

/** The gallery's points lie closer than any cell's centre; a capped answer must not show them. */
function showsPoints(finest: number): boolean {
  return finest >= FINEST_REFINEMENT;
}
