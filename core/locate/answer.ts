import { ABSTENTION_MASS, abstentionOf } from "../belief/abstention.ts";
import { bestPointSteps, densestPoint, outlookAt } from "../belief/best-point.ts";
import { type Places, placesOf } from "../belief/places.ts";
import { informationBits, type Posterior } from "../belief/posterior.ts";
import { massOf, type Ranking } from "../belief/ranking.ts";
import { credibleSets, regionCellSteps, regionSizes, regionSteps } from "../belief/regions.ts";
import type { PredictionOptions } from "../contracts/options.ts";
import { placeTitle } from "../contracts/place-levels.ts";
import type { CellProbability, PlaceLevel, Prediction, Region } from "../contracts/prediction.ts";
import { cellAt, cellCentre, cellName } from "../earth/cells.ts";
import type { Geography } from "../earth/geography.ts";
import type { LandCells } from "../earth/land-cells.ts";
import { nearestRow, rowHolding } from "../earth/land-rows.ts";
import { type LngLat, toPosition } from "../earth/lng-lat.ts";
import { atOnce, type Steps } from "../earth/steps.ts";

/** The part of a prediction document that follows from the posterior. */
export type Answer = Pick<
  Prediction,
  | "version"
  | "prior"
  | "best"
  | "densest"
  | "places"
  | "regions"
  | "cells"
  | "otherMass"
  | "abstained"
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
  /** The densest point, where more is known of it than the cells say. */
  readonly densest?: LngLat | null;
  /** How far the land cells are from the prior, bits, where that is known. */
  readonly informationBits?: number;
  /** The point that the answer means, where something else than the posterior has chosen it. */
  readonly chosen?: LngLat | null;
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
  return atOnce(answerSteps(posteriors, geography, options, finest));
}

/** The same, with a pause after each of its long parts, so that a server may attend to others. */
export function* answerSteps(
  posteriors: Posteriors,
  geography: Geography,
  options: PredictionOptions,
  finest: number,
): Steps<Answer> {
  const { land, shown, ranking, prior, densest = null, chosen = null } = posteriors;
  const cells = cellsOf(shown, ranking, options.maxCells);
  const listed = cells.reduce((sum, { probability }) => sum + probability, 0);
  yield;
  const point = chosen
    ? { at: chosen, ...outlookAt(chosen, shown, geography) }
    : yield* bestPointSteps(shown, ranking, geography, densest);
  yield;
  const places = placesShown(land, shown, geography, options.topK, finest, point.at);
  yield;
  const finestPlace = places.holding.at(-1);
  const sets = credibleSets(shown, ranking, [...options.regions, ABSTENTION_MASS]);
  const half = sets.find(({ mass }) => mass === ABSTENTION_MASS)!;
  const bits = posteriors.informationBits ?? informationBits(land.probability, prior);
  const abstained = abstentionOf(bits, half);
  const asked = sets.filter(({ mass }) => options.regions.includes(mass));
  const regions = yield* regionsAs(options.geometry);
  yield;
  return {
    version: 2,
    prior: options.prior,
    best: {
      ...toPosition(point.at),
      expectedScore: Math.round(point.expectedScore),
      expectedErrorKm: roundKm(point.expectedErrorKm),
      placeName: finestPlace ? placeTitle(finestPlace) : null,
      places: places.holding,
    },
    ...(options.densest && { densest: toPosition(densest ?? densestPoint(shown, ranking)) }),
    places: places.best,
    regions,
    cells,
    otherMass: Math.max(0, 1 - listed),
    abstained,
  };

  function* regionsAs(geometry: PredictionOptions["geometry"]): Steps<Region[]> {
    if (geometry === "outline") return yield* regionSteps(shown, ranking, asked, geography);
    if (geometry === "cells") return yield* regionCellSteps(shown, ranking, asked);
    return regionSizes(asked);
  }
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
  { names, vectors }: Geography,
  topK: number,
  finest: number,
  point: LngLat | null = null,
): Places {
  const held = point ? rowAt(point, land.cells, vectors) : -1;
  if (finest >= land.cells.resolution) return placesOf(shown, names, topK, held);
  const isNamed = ({ level }: { readonly level: PlaceLevel }) => isLevelShown(level, finest);
  const places = placesOf(land, names, topK, held);
  return {
    holding: places.holding.filter(isNamed),
    best: places.best.filter(isNamed).map((place) => {
      const { lat, lng } = place.at;
      return { ...place, at: toPosition(cellCentre(cellAt([lng, lat], finest))) };
    }),
  };
}

/** The land cell that holds a point, or of one at sea the nearest. */
function rowAt(point: LngLat, cells: LandCells, vectors: Float64Array): number {
  const row = rowHolding(cells, point);
  return row >= 0 ? row : nearestRow(vectors, point);
}

/** Kilometres to three digits: more would claim too much. */
function roundKm(km: number): number {
  return Number(km.toPrecision(3));
}
