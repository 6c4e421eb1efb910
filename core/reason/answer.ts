import {
  CLUE_KINDS,
  type Clue,
  MOST_CLUES,
  MOST_NAME_LETTERS,
  MOST_SENTENCE_LETTERS,
} from "../contracts/reasoning.ts";
import { type Position, toPosition } from "../earth/lng-lat.ts";
import { jsonIn } from "./json.ts";

// A model's answer, whatever it wrote, to places and clues within bounds. What it says of itself, of settings or of
// addresses is text that nobody follows.

/** A place as a model names it. */
export interface NamedCandidate {
  readonly at: Position | null;
  /** Of the place, the widest last: `Lyon, France`. */
  readonly name: string | null;
  /** Of its country alone, where it says so. */
  readonly country: string | null;
}

export interface ReadAnswer {
  readonly candidates: readonly NamedCandidate[];
  readonly clues: readonly Clue[];
  /** What in it could not be used, in words. */
  readonly faults: readonly string[];
}

/** Candidates of one answer: who names more names none. */
const MOST_IN_ANSWER = 10;
const MOST_NODES = 2000;
const MOST_DEPTH = 8;

/** Reads tolerantly; never throws. */
export function readAnswer(text: string): ReadAnswer {
  const candidates: NamedCandidate[] = [];
  const clues: Clue[] = [];
  const faults: string[] = [];
  const values = jsonIn(text);
  for (const entry of objectsIn(values)) {
    const clue = clueOf(entry);
    if (clue) clues.push(clue);
    const candidate = clue ? null : candidateOf(entry, faults);
    if (candidate) candidates.push(candidate);
  }
  if (candidates.length === 0 && faults.length === 0) {
    const at = positionInProse(text, faults);
    if (at) candidates.push({ at, name: null, country: null });
  }
  if (candidates.length === 0 && clues.length === 0 && faults.length === 0) {
    faults.push(
      values.length === 0 ? "An answer names no place." : "An answer has JSON without a place.",
    );
  }
  return {
    candidates: candidates.slice(0, MOST_IN_ANSWER),
    clues: clues.slice(0, MOST_CLUES),
    faults,
  };
}

type Entry = Readonly<Record<string, unknown>>;

/** Every object in a value, the outer before the inner; bounded, whatever is nested in what. */
function objectsIn(values: readonly unknown[]): Entry[] {
  const found: Entry[] = [];
  let nodes = 0;
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== "object" || value === null || depth > MOST_DEPTH) return;
    nodes += 1;
    if (nodes > MOST_NODES) return;
    if (!Array.isArray(value)) found.push(value as Entry);
    for (const inner of Object.values(value)) visit(inner, depth + 1);
  };
  visit(values, 0);
  return found;
}

const KEYS = {
  lat: ["latitude", "lat"],
  lng: ["longitude", "lng", "lon", "long"],
  both: ["coordinates", "coordinate", "gps", "location", "position"],
  name: ["city", "town", "place", "name", "region", "state", "division", "country"],
  country: ["country"],
} as const;

function candidateOf(entry: Entry, faults: string[]): NamedCandidate | null {
  const lat = numberAt(entry, KEYS.lat);
  const lng = numberAt(entry, KEYS.lng);
  const pair = pairAt(entry);
  const parts = KEYS.name
    .map((key) => wordAt(entry, key))
    .filter((part): part is string => part !== null);
  const name = parts.length === 0 ? null : clip([...new Set(parts)].join(", "), MOST_NAME_LETTERS);
  const country = wordAt(entry, "country");
  const [first, second] = lat !== null && lng !== null ? [lat, lng] : (pair ?? [null, null]);
  const isPlace = first !== null || country !== null || wordAt(entry, "city") !== null;
  if (!isPlace) return null;
  const at = first === null || second === null ? null : positionOf(first, second, faults);
  return at === null && name === null ? null : { at, name, country };
}

/** Degrees as they were written, latitude first: swapped back where only that is possible, refused where nothing is. */
function positionOf(lat: number, lng: number, faults: string[]): Position | null {
  if (lat === 0 && lng === 0) {
    faults.push("An answer says 0, 0, which models write that do not know.");
    return null;
  }
  const isRight = Math.abs(lat) <= 90 && Math.abs(lng) <= 180;
  if (isRight) return toPosition([lng, lat]);
  const isSwapped = Math.abs(lng) <= 90 && Math.abs(lat) <= 180;
  if (isSwapped) return toPosition([lat, lng]);
  faults.push("An answer has coordinates outside the Earth.");
  return null;
}

function numberAt(entry: Entry, keys: readonly string[]): number | null {
  for (const [key, value] of Object.entries(entry)) {
    if (!keys.includes(key.toLowerCase())) continue;
    const number = toDegrees(value);
    if (number !== null) return number;
  }
  return null;
}

/** 48.85, "48.85", "48.85° N", "2,35". */
function toDegrees(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string") return null;
  const match = /^\s*([-+]?\d{1,3}(?:[.,]\d+)?)\s*°?\s*([NSEWnsew])?\s*$/.exec(value);
  if (!match) return null;
  const degrees = Number(match[1]!.replace(",", "."));
  return /[SWsw]/.test(match[2] ?? "") ? -Math.abs(degrees) : degrees;
}

function pairAt(entry: Entry): [number, number] | null {
  for (const [key, value] of Object.entries(entry)) {
    if (!KEYS.both.some((known) => known === key.toLowerCase())) continue;
    if (Array.isArray(value) && value.length === 2) {
      const [first, second] = value.map(toDegrees) as [number | null, number | null];
      if (first !== null && second !== null) return [first, second];
    }
    if (typeof value === "string") {
      const found = pairInText(value);
      if (found) return found;
    }
  }
  return null;
}

const PAIR =
  /([-+]?\d{1,3}\.\d+)\s*°?\s*([NSns])?(?:\b|\s)[^\d+-]{0,20}([-+]?\d{1,3}\.\d+)(?!\d)\s*°?\s*([EWew]\b)?/;

function pairInText(text: string): [number, number] | null {
  const match = PAIR.exec(text);
  if (!match) return null;
  const [, first, northing = "", second, easting = ""] = match;
  const sign = (number: number, isBelow: boolean) => (isBelow ? -Math.abs(number) : number);
  return [sign(Number(first), /s/i.test(northing)), sign(Number(second), /w/i.test(easting))];
}

/** The last pair in free text: models come to their conclusion at its end. */
function positionInProse(text: string, faults: string[]): Position | null {
  const lines = text.slice(-4000).split("\n").reverse();
  for (const line of lines) {
    const pair = pairInText(line.slice(0, 500));
    if (pair) return positionOf(pair[0], pair[1], faults);
  }
  return null;
}

function wordAt(entry: Entry, wanted: string): string | null {
  for (const [key, value] of Object.entries(entry)) {
    if (key.toLowerCase() !== wanted || typeof value !== "string") continue;
    const text = clip(value, MOST_NAME_LETTERS);
    if (text !== "" && !/^(unknown|none|null|n\/a|uncertain|\?+)$/i.test(text)) return text;
  }
  return null;
}

function clueOf(entry: Entry): Clue | null {
  const kind = CLUE_KINDS.find((known) => known === entry.kind);
  const seen = typeof entry.seen === "string" ? clip(entry.seen, MOST_SENTENCE_LETTERS) : "";
  if (!kind || seen === "") return null;
  const { where, strength } = entry;
  return {
    kind,
    seen,
    where: typeof where === "string" && where.trim() !== "" ? clip(where, MOST_NAME_LETTERS) : null,
    for: namesOf(entry.for),
    against: namesOf(entry.against),
    strength: typeof strength === "number" ? Math.min(1, Math.max(0, strength || 0)) : 0.5,
    check: "unchecked",
    checkedBy: null,
  };
}

function namesOf(value: unknown): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values
    .filter((item): item is string => typeof item === "string")
    .map((item) => clip(item, MOST_NAME_LETTERS))
    .filter((item) => item !== "")
    .slice(0, 20);
}

/** One line of printable text of at most so many letters. */
function clip(text: string, most: number): string {
  return text
    .replace(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, most);
}
