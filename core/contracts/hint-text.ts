import type { Area, Hint, HintTerm } from "./hint.ts";
import { readPhrase } from "./hint-phrase.ts";
import { quote } from "./quote.ts";

/** A place that a name may mean. */
export interface NamedPlace {
  readonly term: HintTerm;
  /** As a person reads it: `Georgia, United States`. */
  readonly words: string;
}

export interface NamedPoint {
  readonly lat: number;
  readonly lng: number;
  readonly name: string;
  /** As a person reads it: `Paris, France`. */
  readonly words: string;
}

/** Who knows places by their names, however they are written. */
export interface PlaceFinder {
  /** Every place that the name means; none for one that is not known, several for one that could mean either. */
  places(name: string): readonly NamedPlace[];
  /** Where the city of this name lies, the largest of several. */
  city(name: string): NamedPoint | null;
  /** What was perhaps meant by a name that is not known, the likeliest first, as it can be written. */
  suggest(name: string): readonly NamedPlace[];
}

/** Knows no names, but the codes of countries, which are read as they stand. */
export const NO_NAMES: PlaceFinder = {
  places: (name) => {
    const id = name.toUpperCase();
    return /^[A-Z]{2}$/.test(id) ? [{ term: { kind: "country", id }, words: id }] : [];
  },
  city: () => null,
  suggest: () => [],
};

/** Terms in one text. */
const MAX_TERMS = 250;
/** A name may hold so many commas: "Congo, Democratic Republic of the", "within 50 km of Portland, Maine, US". */
const MAX_PARTS = 4;

/**
 * One hint from one text: names, codes and phrases separated by commas, of which any may be true, and GeoJSON text as the last of them. What
 * they are made of is left to the schema. Throws Error that says what came and what was wanted.
 */
export function readHint(text: string, finder: PlaceFinder): Hint {
  const trimmed = text.trim();
  const json = trimmed.search(/[{[]/);
  if (json < 0) return readTerms(trimmed, finder);
  const areas = areasOf(parseJson(trimmed.slice(json)));
  const before = trimmed.slice(0, json).replace(/[\s,;]+$/, "");
  return [
    ...(before === "" ? [] : readTerms(before, finder)),
    ...areas.map((area): HintTerm => ({ kind: "area", area })),
  ];
}

function readTerms(text: string, finder: PlaceFinder): HintTerm[] {
  const split = text.split(/[,;\n]|\s+or\s+/i);
  const said = split.filter((part) => part.trim() !== "");
  const parts = said.length > 0 ? said : split.slice(0, 1);
  if (parts.length > MAX_TERMS) {
    throw new Error(`got ${parts.length} places in one hint, expected at most ${MAX_TERMS}`);
  }
  const terms: HintTerm[] = [];
  for (let next = 0; next < parts.length; ) {
    const { found, used } = longest(parts.slice(next, next + MAX_PARTS), finder);
    for (const term of found) {
      if (!terms.some((other) => JSON.stringify(other) === JSON.stringify(term))) terms.push(term);
    }
    next += used;
  }
  return terms;
}

/** The terms that as many of the first parts as possible mean together. */
function longest(
  parts: readonly string[],
  finder: PlaceFinder,
): { readonly found: readonly HintTerm[]; readonly used: number } {
  for (let used = parts.length; used > 0; used--) {
    const found = readTerm(parts.slice(0, used).join(","), finder);
    if (found.length > 0) return { found, used };
  }
  throw new Error(unknown(parts[0]!.trim(), finder));
}

/**
 * What one name, code or phrase means; nothing where it means nothing, several terms where any of them is meant.
 *
 * @throws Error for a name that could mean several places
 */
export function readTerm(text: string, finder: PlaceFinder): HintTerm[] {
  const said = text.trim();
  const phrase = readPhrase(said, (name) => finder.city(name));
  if (phrase.length > 0) return phrase;
  const places = finder.places(said);
  if (places.length > 1 && places.some(({ term }) => term.kind !== "continent")) {
    const either = places.map(({ words }) => words).join(" or ");
    throw new Error(`${quote(said)} could be ${either}: say which`);
  }
  return places.map(({ term }) => term);
}

const WANTED =
  'a country, continent or division by name or code (Sweden, SE, Europe, California), "within 50 km of Paris", "within 20 km of the sea", "above 1500 m", "mediterranean climate", "drives on the left", or a GeoJSON area';

function unknown(name: string, finder: PlaceFinder): string {
  const city = finder.city(name);
  if (city) {
    return `${quote(name)} is a city (${city.words}): write "within 50 km of ${name}" or the name of its country`;
  }
  const suggestions = finder.suggest(name);
  return suggestions.length > 0
    ? `got ${quote(name)}, which is no place that we know: did you mean ${suggestions.map(({ words }) => words).join(" or ")}?`
    : `got ${quote(name)}, expected ${WANTED}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error("the GeoJSON is malformed: it is not JSON, or cut short", { cause });
  }
}

/** The areas inside any GeoJSON object that has some. */
function areasOf(value: unknown): Area[] {
  const { type, geometry, features, coordinates } = Object(value) as Record<string, unknown>;
  switch (type) {
    case "Polygon":
    case "MultiPolygon":
      return [{ type, coordinates: withoutAltitude(coordinates) } as Area];
    case "Feature":
      return areasOf(geometry);
    case "FeatureCollection":
      if (Array.isArray(features) && features.length > 0) return features.flatMap(areasOf);
  }
  throw new Error(
    `got ${type === undefined ? "JSON without a type" : JSON.stringify(type).slice(0, 60)}, expected a GeoJSON Polygon, MultiPolygon, Feature or FeatureCollection with some`,
  );
}

/** Positions cut to longitude and latitude: GeoJSON allows a third number, which says nothing here. */
function withoutAltitude(coordinates: unknown): unknown {
  if (!Array.isArray(coordinates)) return coordinates;
  if (typeof coordinates[0] === "number") return coordinates.slice(0, 2);
  return coordinates.map(withoutAltitude);
}
