import type { HintTerm } from "../../core/contracts/hint.ts";
import { CLIMATE_NAMES } from "../../core/contracts/hint-codes.ts";
import { NO_NAMES, type PlaceFinder, readTerm } from "../../core/contracts/hint-text.ts";
import { termWords } from "../../core/contracts/hint-words.ts";
import { foldName } from "../../core/earth/name-folding.ts";
import type { PlaceNames } from "../../core/earth/place-names.ts";

/** Something that a hint can be made of, as it is offered. */
export interface HintOption {
  readonly terms: readonly HintTerm[];
  readonly words: string;
  /** What it is, where the words alone do not tell. */
  readonly kind: string;
  /** Whether it is a guess at what was meant, since nothing is called so. */
  readonly isGuess?: boolean;
}

const MOST = 8;
const CITY_KM = 50;

/** Phrases that are offered when one of their words is typed. */
const PHRASES = [
  "within 20 km of the sea",
  "more than 100 km from the sea",
  "above 1500 m",
  "below 200 m",
  "drives on the left",
  "drives on the right",
  ...Object.keys(CLIMATE_NAMES).map((name) => `${name} climate`),
];

/** What a typed text may mean: what it says in full first, then what begins like it, else what was perhaps meant. */
export function hintOptions(
  text: string,
  names: PlaceNames | null,
  finder: PlaceFinder,
): HintOption[] {
  const wanted = foldName(text);
  if (wanted === "") return [];
  const options = [...saidInFull(text, finder), ...phrasesWith(wanted)];
  if (names) options.push(...placesWith(wanted, names));
  const found = distinct(options);
  return found.length > 0 ? found : distinct(perhapsMeant(text, finder));
}

function saidInFull(text: string, finder: PlaceFinder): HintOption[] {
  const known = finder.places(text);
  if (known.length > 0) return known.map(({ term, words }) => ({ terms: [term], words, kind: "" }));
  try {
    const terms = readTerm(text, finder);
    const words = terms.map((term) => termWords(term, (_, id) => id)).join(" or ");
    return terms.length > 0 ? [{ terms, words, kind: "" }] : [];
  } catch {
    return [];
  }
}

function phrasesWith(wanted: string): HintOption[] {
  return PHRASES.filter((phrase) => startsWord(phrase, wanted)).map((phrase) => ({
    terms: readTerm(phrase, NO_NAMES),
    words: phrase,
    kind: "",
  }));
}

function placesWith(wanted: string, names: PlaceNames): HintOption[] {
  const { continents, countries, divisions, cities } = names;
  const ranked: { readonly rank: number; readonly option: () => HintOption }[] = [];
  const offer = (name: string, level: number, option: () => HintOption) => {
    const folded = foldName(name);
    if (folded.startsWith(wanted)) ranked.push({ rank: level, option });
    else if (startsWord(folded, wanted)) ranked.push({ rank: level + 0.5, option });
  };
  for (const { id, name } of continents) {
    offer(name, 0, () => ({
      terms: [{ kind: "continent", id } as HintTerm],
      words: name,
      kind: "continent",
    }));
  }
  for (const { id, name } of countries) {
    offer(name, 0.1, () => ({ terms: [{ kind: "country", id }], words: name, kind: id }));
  }
  if (wanted.length > 1) {
    for (const { id, name, country } of divisions) {
      offer(name, 1, () => ({
        terms: [{ kind: "division", id }],
        words: name,
        kind: countries[country]!.name,
      }));
    }
    const largest = cities
      .filter(({ name }) => foldName(name).startsWith(wanted))
      .sort((a, b) => b.population - a.population)
      .slice(0, 2);
    for (const { name, lat, lng, country } of largest) {
      ranked.push({
        rank: 1.2,
        option: () => ({
          terms: [{ kind: "near", lat, lng, km: CITY_KM, name }],
          words: `within ${CITY_KM} km of ${name}`,
          kind: countries[country]!.name,
        }),
      });
    }
  }
  return ranked.sort((a, b) => a.rank - b.rank).map(({ option }) => option());
}

function perhapsMeant(text: string, finder: PlaceFinder): HintOption[] {
  return finder
    .suggest(text)
    .map(({ term, words }) => ({ terms: [term], words, kind: "", isGuess: true }));
}

function startsWord(text: string, wanted: string): boolean {
  return text.startsWith(wanted) || text.includes(` ${wanted}`);
}

function distinct(options: readonly HintOption[]): HintOption[] {
  const byTerms = new Map(options.toReversed().map((each) => [JSON.stringify(each.terms), each]));
  return [...byTerms.values()].toReversed().slice(0, MOST);
}
