import type { Polygon } from "geojson";
import type { PriorName } from "../../core/prediction.ts";

/** What a person knows beforehand: either countries by ISO code or one drawn area. */
export type Hint =
  | { readonly kind: "countries"; readonly codes: readonly string[] }
  | { readonly kind: "area"; readonly area: Area };

/** An area in `[-180, 180]`; one that reaches over the antimeridian has two polygons. */
export type Area =
  | Polygon
  | { readonly type: "MultiPolygon"; readonly coordinates: Polygon["coordinates"][] };

/** Where a hint goes: cells inside are the only ones kept, or the ones left out. */
export type HintSide = "within" | "exclude";

/** All that is asked about a photo besides the photo. */
export interface Question {
  readonly prior: PriorName;
  readonly within: Hint | null;
  readonly exclude: Hint | null;
}

export const PLAIN_QUESTION: Question = { prior: "photos", within: null, exclude: null };

/** Regions that the page can show; also what it asks for. */
export const MASSES = [0.5, 0.8, 0.9, 0.95] as const;
export type Mass = (typeof MASSES)[number];

/** More cells than this make the map slow and add nothing that can be seen. */
const MAX_CELLS = 5000;
const TOP_K = 5;

/** The question as the service's query string; also its identity, since equal questions give equal text. */
export function toQuery(question: Question): string {
  const query = new URLSearchParams({
    top_k: String(TOP_K),
    prior: question.prior,
    regions: MASSES.join(","),
    max_cells: String(MAX_CELLS),
  });
  if (question.within) query.set("within", hintText(question.within));
  if (question.exclude) query.set("exclude", hintText(question.exclude));
  return query.toString();
}

/** The same question without what the person added. */
export function withoutHints(question: Question): Question {
  return { ...question, within: null, exclude: null };
}

export function hasHints(question: Question): boolean {
  return question.within !== null || question.exclude !== null;
}

/** The question with one more country on a side; a drawn area on that side makes room for it. */
export function withCountry(question: Question, side: HintSide, code: string): Question {
  const codes = countriesOf(question[side]);
  if (codes.includes(code)) return question;
  return { ...question, [side]: { kind: "countries", codes: [...codes, code] } };
}

export function withoutCountry(question: Question, side: HintSide, code: string): Question {
  const codes = countriesOf(question[side]).filter((other) => other !== code);
  return { ...question, [side]: codes.length > 0 ? { kind: "countries", codes } : null };
}

/** The question with a drawn area on a side, instead of whatever hint was there. */
export function withArea(question: Question, side: HintSide, area: Area): Question {
  return { ...question, [side]: { kind: "area", area } };
}

export function countriesOf(hint: Hint | null): readonly string[] {
  return hint?.kind === "countries" ? hint.codes : [];
}

function hintText(hint: Hint): string {
  return hint.kind === "countries" ? [...hint.codes].sort().join(",") : JSON.stringify(hint.area);
}
