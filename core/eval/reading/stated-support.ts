import { cellCentre } from "../../earth/cells.ts";
import type { LandCells } from "../../earth/land-cells.ts";
import type { LngLat } from "../../earth/lng-lat.ts";
import { ancestorName, type CellAreas, resolutionOf } from "./cell-areas.ts";
import { type CellSupport, type Support, TIE } from "./support.ts";
import { fromTailDocument } from "./tail.ts";

export interface ReadingOptions {
  readonly areas: CellAreas;
  readonly cells: LandCells;
  /** Whether probabilities that do not sum to 1 are divided by their sum instead of refused. */
  readonly normalise: boolean;
}

/** Where the photo may be, and the probability of the first place in it; null where none is stated. */
export interface Stated {
  readonly support: Support;
  readonly confidence: number | null;
}

/** Probabilities may miss 1 by this much: files round. */
const SUM_TOLERANCE = 1e-3;

/** Candidates, best first. Without probabilities the k-th weighs 1/k. */
export function toCandidates(
  points: readonly LngLat[],
  probabilities: readonly unknown[],
  { normalise }: Pick<ReadingOptions, "normalise">,
): Stated {
  const isRanked = probabilities.every((p) => p === undefined || p === null);
  const weights = checkedProbabilities(
    isRanked ? points.map((_, i) => 1 / (i + 1)) : probabilities,
    isRanked || normalise ? Number.POSITIVE_INFINITY : 1,
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const kept = points.map((point, i) => ({ point, weight: weights[i]! / sum }));
  const positive = kept.filter(({ weight }) => weight > 0);
  if (!isRanked) positive.sort((a, b) => b.weight - a.weight);
  const support = {
    kind: "candidates" as const,
    points: positive.map(({ point }) => point),
    weights: positive.map(({ weight }) => weight),
  };
  // As it was stated: divided by the sum, a list of one would always be sure.
  const confidence = isRanked ? null : Math.max(...weights) / (normalise ? sum : 1);
  return { support, confidence };
}

/** Cells with probabilities, checked: real cells, each once, none inside another, and a sum of 1. */
export function toCellSupport(
  names: readonly string[],
  stated: readonly unknown[],
  given: unknown,
  { areas, cells, normalise }: ReadingOptions,
  tail?: unknown,
): CellSupport {
  const probabilities = checkedProbabilities(stated, normalise ? Number.POSITIVE_INFINITY : 1);
  checkNames(names, areas);
  const sum = probabilities.reduce((total, p) => total + p, 0);
  const rest = given ?? Math.max(0, 1 - sum);
  if (!(typeof rest === "number" && rest >= 0)) {
    throw new Error(`has the otherMass ${String(given)}, expected 0 to 1`);
  }
  let otherMass = rest;
  let listed = probabilities;
  if (Math.abs(sum + otherMass - 1) > SUM_TOLERANCE) {
    if (!normalise) {
      throw new Error(
        `has probabilities that sum to ${(sum + otherMass).toPrecision(4)} with otherMass, expected 1 (--normalise divides by the sum)`,
      );
    }
    listed = probabilities.map((p) => p / (sum + otherMass));
    otherMass /= sum + otherMass;
  } else if (given === undefined && otherMass < SUM_TOLERANCE / 1000) otherMass = 0;
  return {
    kind: "cells",
    names,
    probabilities: listed,
    otherMass,
    tail: tail ? fromTailDocument(tail, cells) : null,
  };
}

function checkedProbabilities(values: readonly unknown[], most: number): readonly number[] {
  let sum = 0;
  const checked = values.map((value) => {
    if (!(typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY)) {
      throw new Error(`has the probability ${String(value)}, expected a number from 0 to 1`);
    }
    sum += value;
    return value;
  });
  if (sum === 0) throw new Error("has no probability above 0");
  if (sum > most + SUM_TOLERANCE) {
    throw new Error(
      `has probabilities that sum to ${sum.toPrecision(4)}, expected 1 (--normalise divides by the sum)`,
    );
  }
  return checked;
}

function checkNames(names: readonly string[], areas: CellAreas): void {
  const known = new Set<string>();
  let present = 0;
  for (const name of names) {
    if (!areas.has(name)) throw new Error(`has the cell "${name}", which is no H3 index`);
    known.add(name);
    present |= 1 << resolutionOf(name);
  }
  if (known.size < names.length) throw new Error("lists a cell twice");
  const coarsest = Math.clz32(present & -present) ^ 31;
  for (const name of names) {
    for (let r = resolutionOf(name) - 1; r >= coarsest; r--) {
      if (present & (1 << r) && known.has(ancestorName(name, r))) {
        throw new Error(`lists the cell ${name} and its ancestor ${ancestorName(name, r)}`);
      }
    }
  }
}

/** The centre of the densest cell, of several that tie the first that is listed; or the first candidate. */
export function topPoint(support: Support, { areas }: Pick<ReadingOptions, "areas">): LngLat {
  if (support.kind === "point") return support.at;
  if (support.kind === "candidates") return support.points[0]!;
  let best = "";
  let bestDensity = -1;
  support.names.forEach((name, i) => {
    const density = support.probabilities[i]! / areas.of(name);
    if (density > bestDensity * (1 + TIE)) [best, bestDensity] = [name, density];
  });
  return cellCentre(best);
}
