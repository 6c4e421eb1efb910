import type { Polygon } from "geojson";
import type { HintTerm } from "../../core/contracts/hint.ts";
import { hintText } from "../../core/contracts/hint-words.ts";
import type { PriorName } from "../../core/contracts/priors.ts";

/** One thing that a person knows beforehand: any of its terms may be true. All hints hold. */
export type Hint = readonly HintTerm[];

/** An area in `[-180, 180]`; one that reaches over the antimeridian has two polygons. */
export type Area =
  | Polygon
  | { readonly type: "MultiPolygon"; readonly coordinates: Polygon["coordinates"][] };

/** Where a hint goes: cells inside are the only ones kept, or the ones left out. */
export type HintSide = "within" | "exclude";
export const SIDES: readonly HintSide[] = ["within", "exclude"];

/** All that is asked about a photo besides the photo. */
export interface Question {
  readonly prior: PriorName;
  readonly within: readonly Hint[];
  readonly exclude: readonly Hint[];
}

export const PLAIN_QUESTION: Question = { prior: "photos", within: [], exclude: [] };

/** Regions that the page can show; also what it asks for. */
export const MASSES = [0.5, 0.8, 0.9, 0.95] as const;
export type Mass = (typeof MASSES)[number];

/** More cells than this make the map slow and add nothing that can be seen. */
const MAX_CELLS = 5000;
/** Cells of 87,000 km2 for what the photo changed: 2,000 of them are all the land. */
const CHANGES_RESOLUTION = 2;
const TOP_K = 5;

/** The question as the service's query string; also its identity, since equal questions give equal text. */
export function toQuery(question: Question): string {
  const query = new URLSearchParams({
    top_k: String(TOP_K),
    prior: question.prior,
    regions: MASSES.join(","),
    geometry: "outline",
    max_cells: String(MAX_CELLS),
    changes: String(CHANGES_RESOLUTION),
  });
  for (const side of SIDES) {
    for (const text of question[side].map(sortedText).sort()) query.append(side, text);
  }
  return query.toString();
}

/** Terms in one order, so that the same hint is the same text. */
function sortedText(hint: Hint): string {
  return hintText(hint.toSorted((a, b) => (hintText([a]) < hintText([b]) ? -1 : 1)));
}

/** The same question without what the person added. */
export function withoutHints(question: Question): Question {
  return { ...question, within: [], exclude: [] };
}

export function hasHints(question: Question): boolean {
  return SIDES.some((side) => question[side].length > 0);
}

/** The question with one more hint; what says the same, or its opposite, is dropped first. */
export function withHint(
  question: Question,
  side: HintSide,
  ...terms: readonly HintTerm[]
): Question {
  const text = hintText(terms);
  const others = (each: HintSide) => question[each].filter((hint) => hintText(hint) !== text);
  const cleared = { ...question, within: others("within"), exclude: others("exclude") };
  return { ...cleared, [side]: [...cleared[side], terms] };
}

/** A hint with further places that may be true instead. */
export function withAlternative(
  question: Question,
  side: HintSide,
  hint: Hint,
  ...terms: readonly HintTerm[]
): Question {
  const known = new Set(hint.map((term) => hintText([term])));
  const added = terms.filter((term) => !known.has(hintText([term])));
  return {
    ...question,
    [side]: question[side].map((each) => (each === hint ? [...each, ...added] : each)),
  };
}

/** A hint with one place less; without the last it is gone. */
export function withoutTerm(
  question: Question,
  side: HintSide,
  hint: Hint,
  term: HintTerm,
): Question {
  const left = hint.filter((each) => each !== term);
  return {
    ...question,
    [side]: question[side].flatMap((each) =>
      each === hint ? (left.length > 0 ? [left] : []) : [each],
    ),
  };
}

/** A hint that keeps leaves out instead, and the other way round. */
export function turned(question: Question, side: HintSide, hint: Hint): Question {
  const other = side === "within" ? "exclude" : "within";
  return {
    ...question,
    [side]: question[side].filter((each) => each !== hint),
    [other]: [...question[other], hint],
  };
}

/** Countries that the hints of a side name. */
export function countriesOf(question: Question | null, side: HintSide): string[] {
  const terms = question?.[side].flat() ?? [];
  return terms.flatMap((term) => (term.kind === "country" ? [term.id] : []));
}

/** Areas that the hints of a side draw. */
export function areasOf(question: Question | null, side: HintSide): Area[] {
  const terms = question?.[side].flat() ?? [];
  return terms.flatMap((term) => (term.kind === "area" ? [term.area as Area] : []));
}

/** More cells than this, over all photos of an album, are more than a device wants to hold. */
const MAX_ALBUM_CELLS = 250_000;

/** What is asked of the answers of so many photos that are solved together, as a query string. */
export function toAlbumQuery(photos: number): string {
  const cells = Math.min(MAX_CELLS, Math.floor(MAX_ALBUM_CELLS / Math.max(1, photos)));
  return new URLSearchParams({
    top_k: String(TOP_K),
    regions: MASSES.join(","),
    geometry: "outline",
    max_cells: String(cells),
    changes: String(CHANGES_RESOLUTION),
  }).toString();
}

/** Asks for what a photo tells by itself, and for little else. */
export function toLookQuery(prior: PriorName): string {
  return new URLSearchParams({
    top_k: "1",
    prior,
    regions: "0.5",
    geometry: "none",
    max_cells: "0",
    look: "on",
  }).toString();
}
