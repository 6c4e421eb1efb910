import { GEOSCORE_MAX } from "../../belief/geo-score.ts";
import { PLACE_LEVELS } from "../../contracts/place-levels.ts";
import type { PlaceLevel } from "../../contracts/prediction.ts";
import type { LngLat } from "../../earth/lng-lat.ts";
import { COLUMNS, findPredicted } from "./columns.ts";
import { type Fields, fieldsOf, idInBroken, idOf } from "./document.ts";
import {
  type ReadingOptions,
  type Stated,
  toCandidates,
  toCellSupport,
  topPoint,
} from "./stated-support.ts";
import type { Support } from "./support.ts";
import { toNumber } from "./table.ts";
import { isPosition, positionFault } from "./truth.ts";

/** What a system says of one photo, in one form whoever wrote it. */
export interface Estimate {
  /** As the file writes it; it may name the photo with or without folder and ending. */
  readonly id: string;
  /** The one point that the answer means: what accuracy and GeoScore are measured at. */
  readonly at: LngLat;
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

/** One line of `predictions.jsonl`. Throws when the line names no photo at all, so that nothing is lost silently. */
export function readPredictionLine(line: string, options: ReadingOptions): Estimate | Failure {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
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
  const document = fieldsOf(parsed);
  const id = idOf(document);
  if (document === null || id === null) {
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

function toEstimate(id: string, document: Fields, options: ReadingOptions): Estimate {
  const best = fieldsOf(document.best);
  const given = pointOf(best) ?? (hasPosition(document) ? document : null);
  const { support, confidence } = readSupport(document, given, options);
  return {
    id,
    at: given ? readPosition(given) : topPoint(support, options),
    support,
    places: readPlaces(document.places),
    abstained: document.abstained === undefined ? null : Boolean(document.abstained),
    confidence: statedConfidence(document, fieldsOf(best?.score) ?? best) ?? confidence,
    model: readModel(document.model),
  };
}

/** The point of a document: `best` itself, or what version 1 wrote there, the point of best expected score first. */
function pointOf(best: Fields | null): unknown {
  if (best === null) return null;
  return hasPosition(best) ? best : (best.score ?? best.mode ?? null);
}

function readSupport(document: Fields, given: unknown, options: ReadingOptions): Stated {
  const { cells, candidates, otherMass, tail } = document;
  if (Array.isArray(cells) && cells.length > 0) {
    const listed = cells.map(fieldsOf);
    const support = toCellSupport(
      listed.map((cell) => String(cell?.h3)),
      listed.map((cell) => cell?.probability),
      otherMass,
      options,
      tail,
    );
    return { support, confidence: support.probabilities.reduce((a, b) => Math.max(a, b), 0) };
  }
  if (Array.isArray(candidates) && candidates.length > 0) {
    return toCandidates(
      candidates.map(readPosition),
      candidates.map((candidate) => fieldsOf(candidate)?.probability),
      options,
    );
  }
  if (given) return { support: { kind: "point", at: readPosition(given) }, confidence: null };
  throw new Error("has neither a position (lat, lon), nor candidates, nor cells");
}

function statedConfidence(document: Fields, score: Fields | null): number | null {
  if (typeof document.confidence === "number") return document.confidence;
  return typeof score?.expectedScore === "number" ? score.expectedScore / GEOSCORE_MAX : null;
}

function readModel(model: unknown): string | null {
  const named = fieldsOf(model);
  if (named) return `${named.name} ${named.version}`;
  return model === undefined || model === null ? null : String(model);
}

/** Places whose level or probability is none are passed over: no figure is made of them. */
function readPlaces(places: unknown): PlaceShare[] | null {
  if (!Array.isArray(places) || places.length === 0) return null;
  return places.flatMap((place: unknown): PlaceShare[] => {
    const { level: given, id, probability } = fieldsOf(place) ?? {};
    const level = PLACE_LEVELS.find((known) => known === given);
    const share = numberOf(probability);
    if (level === undefined || typeof id !== "string" || share === null) return [];
    return [{ level, id, probability: share }];
  });
}

function hasPosition(document: Fields): boolean {
  return findPredicted(Object.keys(document), COLUMNS.lat) >= 0 && !("h3" in document);
}

function readPosition(position: unknown): LngLat {
  const fields = fieldsOf(position) ?? {};
  const keys = Object.keys(fields);
  const [lat, lng] = [COLUMNS.lat, COLUMNS.lng].map(
    (names) => fields[keys[findPredicted(keys, names)] ?? ""],
  );
  const [north, east] = [numberOf(lat), numberOf(lng)];
  if (north !== null && east !== null && isPosition(north, east)) return [east, north];
  throw new Error(positionFault(lat, lng));
}

/** A JSON number, or the text of one; null for anything else. */
function numberOf(value: unknown): number | null {
  const number = typeof value === "string" ? toNumber(value) : value;
  return typeof number === "number" && !Number.isNaN(number) ? number : null;
}

function messageOf(error: unknown): string {
  if (typeof error === "string") return error;
  const { message, detail, code } = fieldsOf(error) ?? {};
  return String(message ?? detail ?? code ?? "the photo could not be read");
}
