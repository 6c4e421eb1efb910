import { ABSTENTION_MASS, abstentionOf } from "../belief/abstention.ts";
import { modePoint, scorePoint } from "../belief/best-point.ts";
import { placesOf } from "../belief/places.ts";
import { informationBits, type Posterior } from "../belief/posterior.ts";
import { massOf, type Ranking } from "../belief/ranking.ts";
import { credibleSets, regionsOf } from "../belief/regions.ts";
import type { PredictionOptions } from "../contracts/options.ts";
import type {
  CellProbability,
  Place,
  PlaceLevel,
  Prediction,
  Region,
} from "../contracts/prediction.ts";
import { cellAt, cellCentre, cellName } from "../earth/cells.ts";
import type { Geography } from "../earth/geography.ts";
import { type LngLat, toPosition } from "../earth/lng-lat.ts";

/** The part of a prediction document that follows from the posterior. */
export type Answer = Pick<
  Prediction,
  "prior" | "best" | "places" | "regions" | "cells" | "otherMass" | "abstained"
>;

export interface Posteriors {
  /** Over the land cells, as scored. */
  readonly land: Posterior;
  /** What is reported: the same refined, or coarsened for operators who cap the detail. */
  readonly shown: Posterior;
  /** Of what is shown. */
  readonly ranking: Ranking;
  /** Probability of each land cell. */
  readonly prior: Float64Array;
  /** The most likely point, where more is known of it than the cells say. */
  readonly mode?: LngLat | null;
}

/**
 * posterior -> answer.
 *
 * @param finest H3 resolution that nothing in the answer may be finer than
 */
export function answerOf(
  posteriors: Posteriors,
  geography: Geography,
  options: PredictionOptions,
  finest: number,
): Answer {
  const steps = answerSteps(posteriors, geography, options, finest);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, with a pause after each of its long parts, so that a server may attend to others. */
export function* answerSteps(
  { land, shown, ranking, prior, mode }: Posteriors,
  geography: Geography,
  options: PredictionOptions,
  finest: number,
): Generator<void, Answer> {
  const cells = cellsOf(shown, ranking, options.maxCells);
  const listed = cells.reduce((sum, { probability }) => sum + probability, 0);
  yield;
  const { at, expectedScore } = scorePoint(shown, ranking, geography);
  yield;
  const places = placesShown(land, shown, geography, options.topK, finest);
  const sets = credibleSets(shown, ranking, [...options.regions, ABSTENTION_MASS]);
  const half = sets.find(({ mass }) => mass === ABSTENTION_MASS)!;
  const abstained = abstentionOf(informationBits(land.probability, prior), half);
  const asked = sets.filter(({ mass }) => options.regions.includes(mass));
  const regions: Region[] = [];
  for (const region of regionsOf(shown, ranking, asked, geography)) {
    regions.push(region);
    yield;
  }
  return {
    prior: options.prior,
    best: {
      mode: toPosition(mode ?? modePoint(shown, ranking)),
      score: { ...toPosition(at), expectedScore: Math.round(expectedScore) },
    },
    places,
    regions,
    cells,
    otherMass: Math.max(0, 1 - listed),
    abstained,
  };
}

function cellsOf(posterior: Posterior, { items }: Ranking, most: number): CellProbability[] {
  const { cells, fine } = posterior;
  return Array.from(items.subarray(0, most), (item) => ({
    h3: item < cells.count ? cellName(cells.ids[item]!) : fine[item - cells.count]!.name,
    probability: massOf(posterior, item),
  }));
}

/** Coarsest resolutions at which divisions (about 180 km) and cities (about 60 km) are still named. */
const FINEST_WITHOUT: Readonly<Partial<Record<PlaceLevel, number>>> = { division: 1, city: 2 };

/** Whether answers may name places of a level where nothing may be finer than a resolution. */
export function isLevelShown(level: PlaceLevel, finest: number): boolean {
  return finest > (FINEST_WITHOUT[level] ?? -1);
}

/** Named places of an answer, no more finely than may be shown. */
export function placesShown(
  land: Posterior,
  shown: Posterior,
  { names }: Geography,
  topK: number,
  finest: number,
): Place[] {
  if (finest >= land.cells.resolution) return placesOf(shown, names, topK);
  return placesOf(land, names, topK)
    .filter(({ level }) => isLevelShown(level, finest))
    .map((place) => {
      const { lat, lng } = place.at;
      return { ...place, at: toPosition(cellCentre(cellAt([lng, lat], finest))) };
    });
}
