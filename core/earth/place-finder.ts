import type { HintTerm } from "../contracts/hint.ts";
import type { NamedPlace, PlaceFinder } from "../contracts/hint-text.ts";
import { ALIASES, ALPHA_3, CONTINENT_ALIASES, SMALL_COUNTRIES } from "./country-aliases.ts";
import { NONE } from "./land-cells.ts";
import { editDistance, foldName } from "./name-folding.ts";
import type { City, PlaceNames } from "./place-names.ts";

/** Languages in whose names countries are found too. */
const LANGUAGES =
  "en de fr es it pt nl sv da nb fi is pl cs sk hu ro bg el ru uk sr hr sl lt lv et tr ar fa he hi bn ta th vi id ms ja ko zh zh-Hant sw ca eu".split(
    " ",
  );

/** Kinds of division that a name is found without: "Punjab" for "Punjab Province". */
const DIVISION_KIND =
  / (?:province|county|region|department|district|governorate|parish|oblast|krai|kray|republic|state|prefecture)$/;

const MOST_SUGGESTIONS = 3;
/** Names of so few letters are codes, of which many are one letter apart. */
const CODE_LENGTH = 3;

/** A finder over the names that ship. Its tables are made when a name is first asked for. */
export function createPlaceFinder(names: PlaceNames): PlaceFinder {
  const { continents, countries, divisions, cities } = names;
  const countryRow = new Map(countries.map(({ id }, row) => [id, row]));
  const country = lazily(() => countryTable(names));
  const foreign = lazily(foreignTable);
  const continent = lazily(
    () => new Map(continents.map(({ id, name }) => [foldName(name), [id]] as const)),
  );
  const division = lazily(() => {
    const table = new Map<string, number[]>();
    for (const [row, { id, name }] of divisions.entries()) {
      const folded = foldName(name);
      for (const key of new Set([folded, folded.replace(DIVISION_KIND, ""), foldName(id)])) {
        table.set(key, [...(table.get(key) ?? []), row]);
      }
    }
    return table;
  });
  const city = lazily(() => {
    const table = new Map<string, number[]>();
    for (const [row, { name }] of cities.entries()) {
      const folded = foldName(name);
      for (const key of new Set([folded, folded.replace(/ city$/, "")])) {
        table.set(key, [...(table.get(key) ?? []), row]);
      }
    }
    return table;
  });

  const countryPlace = (code: string): NamedPlace | null => {
    const row = countryRow.get(code);
    if (row !== undefined) {
      return { term: { kind: "country", id: code }, words: `${countries[row]!.name} (${code})` };
    }
    const small = SMALL_COUNTRIES[code];
    const name = englishName(code);
    if (!small) return null;
    const [lng, lat] = small.at;
    return { term: { kind: "near", lat, lng, km: small.km, name }, words: `${name} (${code})` };
  };
  const divisionPlace = (row: number): NamedPlace => {
    const { id, name, country: of } = divisions[row]!;
    return { term: { kind: "division", id }, words: `${name}, ${countries[of]!.name}` };
  };
  const countryCodes = (folded: string): readonly string[] =>
    country().get(folded) ?? ALIASES[folded] ?? foreign().get(folded) ?? [];
  const continentIds = (folded: string) =>
    continent().get(folded) ?? CONTINENT_ALIASES[folded] ?? [];
  const continentPlace = (id: string): NamedPlace => ({
    term: { kind: "continent", id } as HintTerm,
    words: continents.find((known) => known.id === id)?.name ?? id,
  });
  const divisionsIn = (name: string, context: string): number[] => {
    const within = countryCodes(foldName(context));
    return (division().get(foldName(name)) ?? []).filter((row) =>
      within.includes(countries[divisions[row]!.country]!.id),
    );
  };

  const places = (name: string): NamedPlace[] => {
    const folded = foldName(name);
    if (folded === "") return [];
    const byCountry = countryCodes(folded).flatMap((code) => countryPlace(code) ?? []);
    if (byCountry.length > 0) return byCountry;
    const byContinent = continentIds(folded);
    if (byContinent.length > 0) return byContinent.map(continentPlace);
    const [first, ...rest] = name.split(",");
    const rows =
      rest.length > 0 ? divisionsIn(first!, rest.join(",")) : (division().get(folded) ?? []);
    return rows.map(divisionPlace);
  };

  const findCity = (name: string) => {
    const [first, ...context] = name.split(",").map(foldName);
    const rows = (city().get(first!) ?? []).filter((row) =>
      context.every((part) => liesIn(cities[row]!, part)),
    );
    const [best] = rows.sort((a, b) => cities[b]!.population - cities[a]!.population);
    if (best !== undefined) return placeOf(cities[best]!);
    // Countries too small for a cell are towns.
    const [small] = context.length === 0 ? places(name) : [];
    return small?.term.kind === "near"
      ? { lat: small.term.lat, lng: small.term.lng, name: small.term.name!, words: small.words }
      : null;
  };
  const liesIn = ({ division: row, country: of }: City, part: string) =>
    countryCodes(part).includes(countries[of]!.id) ||
    (row !== NONE &&
      (division().get(part)?.includes(row) ||
        divisions[row]!.id.endsWith(`.${part.toUpperCase()}`)));
  const placeOf = ({ lat, lng, name, country: of }: City) => ({
    lat,
    lng,
    name,
    words: `${name}, ${countries[of]!.name}`,
  });

  return {
    places,
    city: findCity,
    suggest(name) {
      const wanted = foldName(name).slice(0, 60);
      if (wanted.length < 2) return [];
      const most = Math.max(1, Math.floor(wanted.length / 3));
      const found: { readonly distance: number; readonly place: NamedPlace }[] = [];
      const look = (known: string, weight: number, placeOf: () => NamedPlace | null) => {
        if (Math.abs(known.length - wanted.length) > most) return;
        const distance = editDistance(wanted, known, most);
        const place = distance <= most ? placeOf() : null;
        if (place) found.push({ distance: distance + weight, place });
      };
      for (const table of [country(), new Map(Object.entries(ALIASES))]) {
        for (const [known, codes] of table) {
          const isCode = known.length <= CODE_LENGTH;
          if (isCode && known[0] !== wanted[0]) continue;
          look(known, isCode ? 0.9 : 0, () => countryPlace(codes[0]!));
        }
      }
      for (const [known, [id]] of continent()) look(known, 0, () => continentPlace(id!));
      for (const [known, rows] of division()) look(known, 0.4, () => divisionPlace(rows[0]!));
      const byWords = new Map<string, NamedPlace>();
      for (const { place } of found.sort((a, b) => a.distance - b.distance)) {
        if (!byWords.has(place.words)) byWords.set(place.words, place);
      }
      return [...byWords.values()].slice(0, MOST_SUGGESTIONS);
    },
  };
}

/** Countries by code, alpha-3 code and English name. */
function countryTable({ countries }: PlaceNames): Map<string, readonly string[]> {
  const table = new Map<string, readonly string[]>();
  for (const entry of ALPHA_3) {
    const [code, alpha3] = [entry.slice(0, 2), entry.slice(2)];
    for (const key of [code, alpha3, englishName(code)]) table.set(foldName(key), [code]);
  }
  for (const { id, name } of countries) {
    table.set(foldName(id), [id]);
    table.set(foldName(name), [id]);
  }
  return table;
}

/** Countries by their names in the languages of CLDR; a name that two share in different languages means either. */
function foreignTable(): Map<string, readonly string[]> {
  const table = new Map<string, readonly string[]>();
  for (const language of LANGUAGES) {
    const spoken = new Intl.DisplayNames([language], { type: "region", fallback: "none" });
    for (const entry of ALPHA_3) {
      const code = entry.slice(0, 2);
      const name = spoken.of(code);
      if (!name) continue;
      const folded = foldName(name);
      const known = table.get(folded) ?? [];
      if (folded !== "" && !known.includes(code)) table.set(folded, [...known, code]);
    }
  }
  return table;
}

function englishName(code: string): string {
  return new Intl.DisplayNames(["en"], { type: "region" }).of(code) ?? code;
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
