import { GEOSCORE_MAX } from "../../belief/geo-score.ts";
import type { PlaceLevel } from "../../contracts/prediction.ts";
import type { LngLat } from "../../earth/lng-lat.ts";
import { COLUMNS, findColumn, findPredicted, plainName } from "./columns.ts";
import {
  type ReadingOptions,
  type Stated,
  toCandidates,
  toCellSupport,
  topPoint,
} from "./stated-support.ts";
import type { Support } from "./support.ts";
import { toNumber } from "./table.ts";
import type { TailDocument } from "./tail.ts";
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
