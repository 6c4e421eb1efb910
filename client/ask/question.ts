import type { Polygon } from "geojson";
import type { PriorName } from "../../core/contracts/priors.ts";

/** What a person knows beforehand: countries by ISO code and drawn areas; a place fits if any of them holds it. */
export interface Hint {
  readonly countries: readonly string[];
  readonly areas: readonly Area[];
}

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
  readonly within: Hint;
  readonly exclude: Hint;
}

const NO_HINT: Hint = { countries: [], areas: [] };

export const PLAIN_QUESTION: Question = { prior: "photos", within: NO_HINT, exclude: NO_HINT };

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
    max_cells: String(MAX_CELLS),
    changes: String(CHANGES_RESOLUTION),
  });
  for (const side of SIDES) {
    for (const text of hintTexts(question[side])) query.append(side, text);
  }
  return query.toString();
}

/** The same question without what the person added. */
export function withoutHints(question: Question): Question {
  return { ...question, within: NO_HINT, exclude: NO_HINT };
}

export function hasHints(question: Question): boolean {
  return SIDES.some((side) => hintTexts(question[side]).length > 0);
}

/** The question with one more country on a side; on the other side it would contradict itself and is dropped. */
export function withCountry(question: Question, side: HintSide, code: string): Question {
  const cleared = withoutCountry(withoutCountry(question, "within", code), "exclude", code);
  const hint = cleared[side];
  return { ...cleared, [side]: { ...hint, countries: [...hint.countries, code] } };
}

export function withoutCountry(question: Question, side: HintSide, code: string): Question {
  const hint = question[side];
  return {
    ...question,
    [side]: { ...hint, countries: hint.countries.filter((other) => other !== code) },
  };
}

export function withArea(question: Question, side: HintSide, area: Area): Question {
  const hint = question[side];
  return { ...question, [side]: { ...hint, areas: [...hint.areas, area] } };
}

export function withoutArea(question: Question, side: HintSide, area: Area): Question {
  const hint = question[side];
  return { ...question, [side]: { ...hint, areas: hint.areas.filter((other) => other !== area) } };
}

function hintTexts({ countries, areas }: Hint): string[] {
  const codes = countries.length > 0 ? [[...countries].sort().join(",")] : [];
  return [...codes, ...areas.map((area) => JSON.stringify(area))];
}
