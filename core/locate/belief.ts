import { coarsen } from "../belief/coarsening.ts";
import type { Likelihood } from "../belief/likelihood.ts";
import type { Posterior } from "../belief/posterior.ts";
import { type Ranking, rankByDensity } from "../belief/ranking.ts";
import { refine } from "../belief/refinement.ts";
import { sharesOf, weigh } from "../belief/weighing.ts";
import type { PredictionOptions } from "../contracts/options.ts";
import type { EvidenceShare } from "../contracts/prediction.ts";
import { type LngLat, type Position, toPosition } from "../earth/lng-lat.ts";
import type { Engine } from "./engine.ts";
import type { GalleryScores } from "./gallery.ts";
import { galleryAnswer } from "./gallery-answer.ts";
import { galleryMode } from "./gallery-mode.ts";
import type { HintEvidence } from "./hints.ts";
import type { TakeTurn } from "./turns.ts";

/** What is asked, found to be sound before a photo is read. */
export interface Question {
  readonly options: PredictionOptions;
  readonly hints: HintEvidence | null;
}

/** What is known of a photo: numbers alone. */
export interface Told {
  /** Of the photo, by the engine's seer. */
  readonly vector: Float32Array;
  /** What each evidence says. */
  readonly likelihoods: readonly Likelihood[];
}

/** What is believed once a photo is seen: what an answer is made from. */
export interface Belief {
  readonly land: Posterior;
  /** Land cells as if there were no hints. */
  readonly unhinted: Posterior;
  /** Refined, or coarsened where the operator caps the detail. */
  readonly shown: Posterior;
  /** Of what is shown. */
  readonly ranking: Ranking;
  readonly prior: Float64Array;
  /** How far the land cells are from it, bits, where that was asked already. */
  readonly informationBits?: number;
  /** How far each evidence moved the belief; null where none was weighed. */
  readonly evidence: readonly EvidenceShare[] | null;
  /** A better densest point than a cell's, if there is one. */
  readonly densest: LngLat | null;
  /** The point that the answer means, where the gallery has chosen it. */
  readonly chosen: LngLat | null;
  /** The gallery's best points, where they were ranked. */
  readonly points: readonly (Position & { readonly probability: number })[] | null;
}

/** Refinement stops here, at cells of 5 km2: no model of today tells more. */
export const FINEST_REFINEMENT = 7;

/** Weighs what a photo has told over the land cells and splits the heaviest. */
export async function beliefOverCells(
  engine: Engine,
  { vector, likelihoods }: Told,
  { options, hints }: Question,
  finest: number,
  takeTurn: TakeTurn,
): Promise<Belief> {
  const { geography, doubt } = engine;
  const prior = engine.prior(options.prior);
  const grounds = { cells: geography.cells, prior, doubt, likelihoods, hints };
  const weighed = weigh(grounds);
  const evidence: EvidenceShare[] = [];
  for (const share of sharesOf(grounds, weighed)) {
    evidence.push(share);
    await takeTurn();
  }
  return detailed(
    engine,
    vector,
    { ...weighed, prior: prior.probability, evidence },
    hints,
    finest,
    takeTurn,
  );
}

/** What is believed of a photo once more is known than it has told: its vector splits the heaviest cells. */
export function beliefGiven(
  engine: Engine,
  vector: Float32Array,
  land: Posterior,
  { options, hints }: Question,
  finest: number,
  takeTurn: TakeTurn,
): Promise<Belief> {
  const prior = engine.prior(options.prior).probability;
  return detailed(
    engine,
    vector,
    { land, unhinted: land, prior, evidence: null },
    hints,
    finest,
    takeTurn,
  );
}

async function detailed(
  engine: Engine,
  vector: Float32Array,
  known: Pick<Belief, "land" | "unhinted" | "prior" | "informationBits" | "evidence">,
  hints: Question["hints"],
  finest: number,
  takeTurn: TakeTurn,
): Promise<Belief> {
  const { geography, scale } = engine;
  const { land } = known;
  const prior = { probability: known.prior };
  const belief = { ...known, chosen: null, points: null };
  if (finest < geography.cells.resolution) {
    return { ...belief, ...shownAs(coarsen(land, finest)), densest: null };
  }
  const allows = hints ? { allows: hints.allows } : {};
  const refined = await refine(land, geography, {
    async score(sites) {
      const cosines = await engine.seer.at(vector, sites);
      await takeTurn();
      return cosines;
    },
    scale,
    finest: Math.min(finest, FINEST_REFINEMENT),
    ...allows,
  });
  await takeTurn();
  const shown = shownAs(refined);
  const { gallery, manifest } = engine;
  const source = manifest.prior;
  if (!gallery || !showsPoints(finest) || !("mix" in source)) {
    return { ...belief, ...shown, densest: null };
  }
  const densest = await galleryMode(shown, {
    gallery,
    mix: source.mix,
    vector,
    scale,
    prior: prior.probability,
    scorePoint: async (name, at) => (await engine.seer.at(vector, [{ name, at }]))[0]!,
    ...allows,
  });
  return { ...belief, ...shown, densest };
}

function shownAs(shown: Posterior): Pick<Belief, "shown" | "ranking"> {
  return { shown, ranking: rankByDensity(shown) };
}

/** GeoCLIP's own answer: of the gallery's points, whose probabilities are summed by cell. */
export async function beliefOverGallery(
  { geography, manifest, prior }: Engine,
  gallery: GalleryScores,
  vector: Float32Array,
  topK: number,
  finest: number,
): Promise<Belief> {
  const { cells } = geography;
  const scores = await gallery.scoreAll(vector);
  const { posterior: land, top } = galleryAnswer(
    gallery.points,
    scores,
    manifest.logitScale,
    cells,
    topK,
  );
  const belief = {
    land,
    unhinted: land,
    ...shownAs(finest < cells.resolution ? coarsen(land, finest) : land),
    prior: prior("photos").probability,
    evidence: null,
  };
  if (!showsPoints(finest)) return { ...belief, densest: null, chosen: null, points: null };
  const points = top.map(({ at, probability }) => ({ ...toPosition(at), probability }));
  return { ...belief, densest: top[0]!.at, chosen: top[0]!.at, points };
}

/** The gallery's points lie closer than any cell's centre; a capped answer must not show them. */
function showsPoints(finest: number): boolean {
  return finest >= FINEST_REFINEMENT;
}
