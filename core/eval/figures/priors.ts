import { priorOf } from "../../belief/prior.ts";
import type { LandCells } from "../../earth/land-cells.ts";
import type { PhotoScore } from "../scoring/photo-score.ts";
import { outcomesOfRanking, type Reference, rankingOfCells } from "./baselines.ts";

/** Where people live, as a reference. */
export function peoplePrior(cells: LandCells): Reference {
  const weights = priorOf("population", cells, new Float64Array(cells.count));
  return referenceOf("prior: people", "where people live; no image", weights, cells);
}

/**
 * Where photos are taken, as a reference.
 *
 * @param owner name of the bundle that counted them
 * @param weights a weight per land cell
 */
export function photoPrior(owner: string, weights: Float64Array, cells: LandCells): Reference {
  const detail = `where photos are taken, as ${owner} has it; no image`;
  return referenceOf("prior: photos", detail, weights, cells);
}

function referenceOf(
  name: string,
  detail: string,
  weights: Float64Array,
  cells: LandCells,
): Reference {
  const ranking = rankingOfCells(weights, cells);
  const placesOf = (placed: readonly PhotoScore[]) => placed.map(({ truth }) => truth!);
  return { name, detail, outcomes: (placed) => outcomesOfRanking(ranking, placesOf(placed)) };
}
