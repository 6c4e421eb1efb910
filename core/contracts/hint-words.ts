import type { HintTerm } from "./hint.ts";
import { CLIMATE_NAMES } from "./hint-codes.ts";

/** The name of a continent, country or division. */
export type NameOf = (kind: "continent" | "country" | "division", id: string) => string;

/** A term as a person says it, after "only" or "not": `Sweden`, `within 20 km of the sea`. */
export function termWords(term: HintTerm, nameOf: NameOf): string {
  switch (term.kind) {
    case "continent":
    case "country":
    case "division":
      return nameOf(term.kind, term.id);
    case "area":
      return "the drawn area";
    case "near":
      return `within ${number(term.km)} km of ${term.name ?? `${term.lat}, ${term.lng}`}`;
    case "sea":
      return `${rangeWords(term, "km", ["within", "more than"])} ${term.from === null ? "of" : "from"} the sea`;
    case "elevation":
      return rangeWords(term, "m", ["below", "above"]);
    case "climate":
      return climateWords(term.code);
    case "driving":
      return `where traffic keeps ${term.side}`;
  }
}

/** A hint as a person says it: its terms joined by "or". */
export function hintWords(hint: readonly HintTerm[], nameOf: NameOf): string {
  const words = [...new Set(hint.map((term) => termWords(term, nameOf)))];
  const most = 4;
  if (words.length > most)
    return `${words.slice(0, most).join(", ")} or ${words.length - most} more`;
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} or ${words.at(-1)}` : words.join();
}

/** A hint as it is written in a request: what reads back as the same. */
export function hintText(hint: readonly HintTerm[]): string {
  const areas = hint.flatMap((term) => (term.kind === "area" ? [term.area] : []));
  const texts = hint.filter(({ kind }) => kind !== "area").map(termText);
  if (areas.length > 1) {
    const features = areas.map((geometry) => ({ type: "Feature", properties: {}, geometry }));
    texts.push(JSON.stringify({ type: "FeatureCollection", features }));
  } else if (areas[0]) {
    texts.push(JSON.stringify(areas[0]));
  }
  return texts.join(",");
}

/** A term as it is written in a request: what reads back as the same. */
export function termText(term: HintTerm): string {
  switch (term.kind) {
    case "country":
      return term.id;
    case "continent":
    case "division":
      return `${term.kind}:${term.id}`;
    case "area":
      return JSON.stringify(term.area);
    case "near": {
      const { lat, lng, km, name } = term;
      return ["near:", [lat, lng, km, ...(name ? [name.replaceAll(",", " ")] : [])].join("/")].join(
        "",
      );
    }
    case "sea":
    case "elevation":
      if (term.from === null) return `${term.kind}:<${term.to}`;
      return term.to === null
        ? `${term.kind}:>${term.from}`
        : `${term.kind}:${term.from}-${term.to}`;
    case "climate":
      return `climate:${term.code}`;
    case "driving":
      return `driving:${term.side}`;
  }
}

function rangeWords(
  { from, to }: { readonly from: number | null; readonly to: number | null },
  unit: string,
  [below, above]: readonly [string, string],
): string {
  if (from === null) return `${below} ${number(to ?? 0)} ${unit}`;
  return to === null
    ? `${above} ${number(from)} ${unit}`
    : `${number(from)} to ${number(to)} ${unit}`;
}

/** The name that means exactly this code, with the code: `mediterranean climate (Cs)`. */
function climateWords(code: string): string {
  const named = Object.entries(CLIMATE_NAMES).find(([, codes]) => codes.join() === code);
  return named ? `${named[0]} climate (${code})` : `climate ${code}`;
}

function number(value: number): string {
  return value.toLocaleString("en");
}
