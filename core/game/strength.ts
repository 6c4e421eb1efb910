import { scoreShare } from "../belief/geo-score.ts";
import type { CellProbability, Prediction } from "../contracts/prediction.ts";
import { cellAreaKm2, cellCentre } from "../earth/cells.ts";
import { fromVector, type Position, toPosition, toUnitVector } from "../earth/lng-lat.ts";

/** How strong the model plays: it is cooled by nothing, or its belief is flattened by a temperature. */
export const STRENGTHS = ["full", "strong", "fair", "weak"] as const;
export type Strength = (typeof STRENGTHS)[number];

/** Densities are raised to 1 / temperature: at 1 the model plays what it believes, the higher the vaguer. */
export const TEMPERATURES: Readonly<Record<Strength, number>> = {
  full: 1,
  strong: 2,
  fair: 4,
  weak: 10,
};

/** Cells that are weighed; those beyond hold next to nothing of a prediction that tells anything. */
const MOST_CELLS = 3000;
/** Cells that are tried as guesses. */
const MOST_CANDIDATES = 150;

/**
 * The point that the model plays at a strength. At full strength it is the prediction's own; below, the listed
 * cells' densities are flattened (prior and likelihood alike) and the best of their centres is found by trying.
 */
export function pointAtStrength(
  prediction: Pick<Prediction, "best" | "cells">,
  strength: Strength,
): Position {
  const { lat, lng } = prediction.best;
  if (strength === "full" || prediction.cells.length === 0) return { lat, lng };
  const cells = flattened(prediction.cells.slice(0, MOST_CELLS), TEMPERATURES[strength]);
  const stride = Math.max(1, Math.floor(cells.length / MOST_CANDIDATES));
  const candidates = cells.filter((_, i) => i % stride === 0);
  let best = candidates[0]!;
  let bestScore = -1;
  for (const candidate of candidates) {
    const score = expectedShare(candidate, cells);
    if (score > bestScore) [best, bestScore] = [candidate, score];
  }
  return toPosition(fromVector(best.x, best.y, best.z));
}

interface WeightedCell {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly weight: number;
}

function flattened(cells: readonly CellProbability[], temperature: number): WeightedCell[] {
  return cells.map(({ h3, probability }) => {
    const areaKm2 = cellAreaKm2(h3);
    const [x, y, z] = toUnitVector(cellCentre(h3));
    return { x, y, z, weight: areaKm2 * (probability / areaKm2) ** (1 / temperature) };
  });
}

function expectedShare(at: WeightedCell, cells: readonly WeightedCell[]): number {
  let sum = 0;
  for (const { x, y, z, weight } of cells) {
    sum += weight * scoreShare(x * at.x + y * at.y + z * at.z);
  }
  return sum;
}
