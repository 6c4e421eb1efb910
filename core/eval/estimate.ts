import { cellCentre } from "../cells.ts";
import { GEOSCORE_MAX } from "../geo-score.ts";
import type { LandCells } from "../land-cells.ts";
import type { LngLat } from "../lng-lat.ts";
import type { PlaceLevel } from "../prediction.ts";
import { ancestorName, type CellAreas, resolutionOf } from "./cell-areas.ts";
import { COLUMNS, findColumn, findPredicted, plainName } from "./columns.ts";
import { TIE } from "./rank.ts";
import type { CellSupport, Support } from "./support.ts";
import { toNumber } from "./table.ts";
import { fromTailDocument, type TailDocument } from "./tail.ts";
import { isPosition, positionFault } from "./truth.ts";

/** What a system says of one photo, in one form whoever wrote it. */
export interface Estimate {
  /** As the file writes it; it may name the photo with or without folder and ending. */
  readonly id: string;
  /** The most likely point: what accuracy is measured at. */
  readonly at: LngLat;
  /** The point of best expected GeoScore, where the system names one. */
  readonly scoreAt: LngLat | null;
  readonly support: Support;
  /** Summed probability of places; null where the system names none. */
  readonly places: readonly PlaceShare[] | null;
  /** Whether the system would rather not answer; null where it does not say. */
  readonly abstained: boolean | null;
  /** 0 to 1, any scale: photos are sorted by it for risk against coverage. */
  readonly confidence: number | null;
  readonly model: string | null;
}

export interface PlaceShare {
  readonly level: PlaceLevel;
  readonly id: string;
  readonly probability: number;
}

/** A line that holds no estimate: the photo counts as a miss. */
export interface Failure {
  readonly id: string;
  /** `unreadable`: the system could not read the photo. `invalid`: we cannot read the system. */
  readonly kind: "unreadable" | "invalid";
  readonly detail: string;
}

export interface ReadingOptions {
  readonly areas: CellAreas;
  readonly cells: LandCells;
  /** Whether probabilities that do not sum to 1 are divided by their sum instead of refused. */
  readonly normalise: boolean;
}

/** Probabilities may miss 1 by this much: files round. */
const SUM_TOLERANCE = 1e-3;

/** The photo that a document names, as text or whole number; null if it names none. */
export function idOf(document: unknown): string | null {
  if (typeof document !== "object" || document === null) return null;
  const named = Object.entries(document).filter(
    ([, value]) => typeof value === "string" || Number.isSafeInteger(value),
  );
  const at = findColumn(
    named.map(([key]) => key),
    COLUMNS.id,
  );
  return at < 0 ? null : String(named[at]![1]);
}

/** The id stands first in the lines that `eval predict` writes: no need to parse all of them. */
const OWN_HEAD = /^\{"id":"([^"\\]*)","file":/;

/** The same for a line of JSON; null for one that is none, too. */
export function idOfLine(line: string): string | null {
  const own = OWN_HEAD.exec(line)?.[1];
  if (own !== undefined) return own;
  try {
    return idOf(JSON.parse(line));
  } catch {
    return null;
  }
}

/** A key and a text. */
const PAIRS = /"([^"\\]+)"\s*:\s*"((?:[^"\\]|\\.)*)"/g;

/** The photo that a line names which is no JSON: the first text under a name for ids. */
function idInBroken(line: string): string | null {
  for (const [, key, text] of line.matchAll(PAIRS)) {
    if (COLUMNS.id.some((name) => name === plainName(key!))) return text!;
  }
  return null;
}

/** One line of `predictions.jsonl`. Throws when the line names no photo at all, so that nothing is lost silently. */
export function readPredictionLine(line: string, options: ReadingOptions): Estimate | Failure {
  let document: Record<string, unknown>;
  try {
    document = JSON.parse(line) as Record<string, unknown>;
  } catch (cause) {
    const id = idInBroken(line);
    if (id === null) {
      throw new Error("it is not JSON, or cut short; expected one document a line", { cause });
    }
    const holdsNaN = /\bNaN\b|\bInfinity\b/.test(line);
    const detail = holdsNaN
      ? "holds NaN or Infinity, expected numbers"
      : "is not JSON, or cut short";
    return { id, kind: "invalid", detail };
  }
  const id = idOf(document);
  if (id === null) {
    throw new Error('it names no photo; expected its id or file name under "id"');
  }
  if (document.error !== undefined && document.error !== null) {
    return { id, kind: "unreadable", detail: messageOf(document.error) };
  }
  try {
    return toEstimate(id, document, options);
  } catch (error) {
    return { id, kind: "invalid", detail: (error as Error).message };
  }
}

export function isFailure(reading: Estimate | Failure): reading is Failure {
  return "kind" in reading;
}

/** A JSON number, or the text of one. */
type Loose = Readonly<Record<string, unknown>>;

function toEstimate(id: string, document: Loose, options: ReadingOptions): Estimate {
  const best = document.best as { mode?: Loose; score?: Loose } | undefined;
  const given = best?.mode ?? (hasPosition(document) ? document : null);
  const { support, confidence } = readSupport(document, given, options);
  const at = given ? readPosition(given) : topPoint(support, options);
  const model = document.model as { name?: string; version?: string } | string | undefined;
  return {
    id,
    at,
    scoreAt: best?.score ? readPosition(best.score) : null,
    support,
    places: readPlaces(document.places),
    abstained: document.abstained === undefined ? null : Boolean(document.abstained),
    confidence: statedConfidence(document, best?.score) ?? confidence,
    model: typeof model === "object" ? `${model.name} ${model.version}` : (model ?? null),
  };
}

/** Where the photo may be, and the probability of the first place in it; null where none is stated. */
interface Stated {
  readonly support: Support;
  readonly confidence: number | null;
}

function readSupport(document: Loose, given: Loose | null, options: ReadingOptions): Stated {
  const { cells, candidates } = document;
  if (Array.isArray(cells) && cells.length > 0) {
    const support = toCellSupport(
      cells.map((cell: Loose) => String(cell.h3)),
      cells.map((cell: Loose) => cell.probability as number),
      document.otherMass as number | undefined,
      options,
      document.tail as TailDocument | undefined,
    );
    return { support, confidence: support.probabilities.reduce((a, b) => Math.max(a, b), 0) };
  }
  if (Array.isArray(candidates) && candidates.length > 0) {
    return toCandidates(
      candidates.map((candidate: Loose) => readPosition(candidate)),
      candidates.map((candidate: Loose) => candidate.probability as number | undefined),
      options,
    );
  }
  if (given) return { support: { kind: "point", at: readPosition(given) }, confidence: null };
  throw new Error("has neither a position (lat, lon), nor candidates, nor cells");
}

/** Candidates, best first. Without probabilities the k-th weighs 1/k. */
export function toCandidates(
  points: readonly LngLat[],
  probabilities: readonly (number | undefined)[],
  { normalise }: Pick<ReadingOptions, "normalise">,
): Stated {
  const isRanked = probabilities.every((p) => p === undefined || p === null);
  const weights = isRanked ? points.map((_, i) => 1 / (i + 1)) : (probabilities as number[]);
  checkProbabilities(weights, isRanked || normalise ? Number.POSITIVE_INFINITY : 1);
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
  probabilities: readonly number[],
  given: number | undefined,
  { areas, cells, normalise }: ReadingOptions,
  tail?: TailDocument | null,
): CellSupport {
  checkProbabilities(probabilities, normalise ? Number.POSITIVE_INFINITY : 1);
  checkNames(names, areas);
  const sum = probabilities.reduce((total, p) => total + p, 0);
  let otherMass = given ?? Math.max(0, 1 - sum);
  let listed = probabilities;
  if (!(otherMass >= 0)) throw new Error(`has the otherMass ${given}, expected 0 to 1`);
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

function checkProbabilities(values: readonly number[], most: number): void {
  let sum = 0;
  for (const value of values) {
    if (!(typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY)) {
      throw new Error(`has the probability ${String(value)}, expected a number from 0 to 1`);
    }
    sum += value;
  }
  if (sum === 0) throw new Error("has no probability above 0");
  if (sum > most + SUM_TOLERANCE) {
    throw new Error(
      `has probabilities that sum to ${sum.toPrecision(4)}, expected 1 (--normalise divides by the sum)`,
    );
  }
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

function statedConfidence(document: Loose, score: Loose | undefined): number | null {
  if (typeof document.confidence === "number") return document.confidence;
  return typeof score?.expectedScore === "number" ? score.expectedScore / GEOSCORE_MAX : null;
}

function readPlaces(places: unknown): PlaceShare[] | null {
  if (!Array.isArray(places) || places.length === 0) return null;
  return places.map(({ level, id, probability }: PlaceShare) => ({ level, id, probability }));
}

function hasPosition(document: Loose): boolean {
  return findPredicted(Object.keys(document), COLUMNS.lat) >= 0 && !("h3" in document);
}

function readPosition(position: Loose): LngLat {
  const keys = Object.keys(position);
  const [lat, lng] = [COLUMNS.lat, COLUMNS.lng].map((names) => {
    const value = position[keys[findPredicted(keys, names)] ?? ""];
    return { value, number: typeof value === "string" ? toNumber(value) : value };
  });
  if (isPosition(lat!.number, lng!.number)) return [lng!.number as number, lat!.number as number];
  throw new Error(positionFault(lat!.value, lng!.value));
}

function messageOf(error: unknown): string {
  if (typeof error === "string") return error;
  const { message, detail, code } = error as Record<string, unknown>;
  return String(message ?? detail ?? code ?? "the photo could not be read");
}
