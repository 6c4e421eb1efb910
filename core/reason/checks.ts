import { CLIMATE_NAMES, KOEPPEN } from "../contracts/hint-codes.ts";
import type { PlaceFinder } from "../contracts/hint-text.ts";
import type { Clue } from "../contracts/reasoning.ts";
import type { Geography } from "../earth/geography.ts";
import { SCRIPTS } from "./scripts.ts";

// What a clue says it speaks for, held against what is known of those places. That the thing is in the picture at all,
// nothing here can check.

/** What one check has found; null where it has nothing to hold against the clue. */
type Verdict = { readonly agrees: boolean; readonly words: string } | null;

/** Checks clues against the geodata. What it needs of each country is gathered when it is first needed. */
export function createClueChecks(
  geography: Pick<Geography, "cells" | "names">,
  finder: PlaceFinder,
): (clue: Clue) => Clue {
  const { names } = geography;
  let facts: readonly CountryFacts[] | null = null;
  const factsOf = (row: number) => (facts ??= countryFacts(geography))[row]!;

  return (clue) => {
    const rows = [...new Set(clue.for.flatMap((name) => countriesOf(name)))];
    if (rows.length === 0 || NEGATION.test(clue.seen)) return clue;
    const verdicts = [
      drivingVerdict(clue.seen, rows),
      scriptVerdict(clue.seen, rows),
      climateVerdict(clue, rows),
      gazetteerVerdict(clue, rows),
    ].filter((verdict) => verdict !== null);
    const decisive = verdicts.find(({ agrees }) => !agrees) ?? verdicts[0];
    return decisive === undefined
      ? clue
      : {
          ...clue,
          check: decisive.agrees ? "checked" : "contradicted",
          checkedBy: decisive.words,
        };
  };

  function countriesOf(name: string): number[] {
    return finder.places(name).flatMap(({ term }) => {
      if (term.kind === "country") return rowOf(term.id);
      if (term.kind === "division") return rowOf(term.id.split(".")[0]!);
      return [];
    });
  }

  function rowOf(id: string): number[] {
    const row = names.countries.findIndex((country) => country.id === id);
    return row < 0 ? [] : [row];
  }

  /** Agrees where all of the countries are so; contradicts where none is. */
  function verdictOf(
    rows: readonly number[],
    isSo: (row: number) => boolean,
    yes: string,
    no: string,
  ): Verdict {
    const fitting = rows.filter(isSo);
    if (fitting.length === rows.length) return { agrees: true, words: `${listed(rows)}: ${yes}.` };
    return fitting.length === 0 ? { agrees: false, words: `${listed(rows)}: ${no}.` } : null;
  }

  function listed(rows: readonly number[]): string {
    const shown = rows.slice(0, MOST_LISTED).map((row) => names.countries[row]!.name);
    return rows.length > MOST_LISTED ? `${shown.join(", ")} and others` : shown.join(", ");
  }

  function drivingVerdict(seen: string, rows: readonly number[]): Verdict {
    const side = drivingSideIn(seen);
    if (side === null) return null;
    const known = rows.filter((row) => factsOf(row).drivingSide !== null);
    if (known.length === 0) return null;
    const isSo = (row: number) => factsOf(row).drivingSide === side;
    const other = side === "left" ? "right" : "left";
    return verdictOf(known, isSo, `traffic keeps ${side}`, `traffic keeps ${other}`);
  }

  function scriptVerdict(seen: string, rows: readonly number[]): Verdict {
    const found = SCRIPTS.filter(({ pattern }) => pattern.test(seen));
    // Two scripts on one sign are for foreigners, or of two peoples.
    if (found.length !== 1) return null;
    const { name, countries: codes } = found[0]!;
    const isSo = (row: number) => codes.includes(names.countries[row]!.id);
    return verdictOf(rows, isSo, `written in ${name}`, `not written in ${name}`);
  }

  function climateVerdict({ kind, seen }: Clue, rows: readonly number[]): Verdict {
    if (kind !== "nature") return null;
    const words = seen.toLowerCase();
    const found = Object.keys(CLIMATE_NAMES).filter((name) =>
      new RegExp(`\\b${name}\\b`).test(words),
    );
    if (found.length !== 1) return null;
    const classes = CLIMATE_NAMES[found[0]!]!;
    const hasIt = (row: number, least: number) => {
      const { climates } = factsOf(row);
      const share = KOEPPEN.reduce(
        (sum, code, i) =>
          classes.some((beginning) => code.startsWith(beginning)) ? sum + climates[i]! : sum,
        0,
      );
      return share > least;
    };
    const none = rows.every((row) => !hasIt(row, 0));
    if (none) return { agrees: false, words: `${listed(rows)}: no ${found[0]} climate.` };
    const having = `${listed(rows)}: has a ${found[0]} climate`;
    return rows.every((row) => hasIt(row, CLIMATE_SHARE))
      ? { agrees: true, words: `${having}.` }
      : null;
  }

  /** Names of cities that were read, where they lie: towns share names, so that one elsewhere contradicts nothing. */
  function gazetteerVerdict({ kind, seen }: Clue, rows: readonly number[]): Verdict {
    if (kind !== "text") return null;
    for (const [, name] of seen.matchAll(QUOTED)) {
      for (const row of rows) {
        const city = finder.city(`${name}, ${names.countries[row]!.id}`);
        if (city) return { agrees: true, words: `${city.words} is a place of that name.` };
      }
    }
    return null;
  }
}

const MOST_LISTED = 3;
/** Share of a country's land that a climate must have for a clue of it to be said to agree. */
const CLIMATE_SHARE = 0.05;
const NEGATION = /\b(?:not|no|without|absence|lack|unlike)\b|n't\b/i;
const QUOTED = /["'“”„«»‘’]([\p{L}][\p{L}\p{M} .-]{2,40})["'“”„«»‘’]/gu;

/** Which side traffic is said to keep; null where nothing, or both, is said. A steering wheel is on the other side. */
function drivingSideIn(seen: string): "left" | "right" | null {
  if (/of the (?:picture|photo|image|frame)/i.test(seen)) return null;
  const said = [
    ...seen.matchAll(
      /\b(?:driv(?:e|es|en|ing)|traffic|keeps?)\b(?: (?:is|are|flows?|moves?|runs?))? (?:to |on )?(?:the )?(left|right)\b(?!-hand drive)/gi,
    ),
    ...seen.matchAll(/\b(left|right)-hand traffic\b/gi),
  ].map(([, side]) => side!.toLowerCase());
  const [side] = said;
  if (said.some((other) => other !== side)) return null;
  return side === "left" || side === "right" ? side : null;
}

interface CountryFacts {
  readonly drivingSide: "left" | "right" | null;
  /** Share of its land of each Koeppen-Geiger class. */
  readonly climates: readonly number[];
}

function countryFacts({ cells, names }: Pick<Geography, "cells" | "names">): CountryFacts[] {
  const sides = names.countries.map(() => [0, 0, 0]);
  const climates = names.countries.map(() => KOEPPEN.map(() => 0));
  const areas = new Float64Array(names.countries.length);
  for (let row = 0; row < cells.count; row++) {
    const country = cells.country[row]!;
    if (country >= areas.length) continue;
    const land = cells.areaKm2[row]! * cells.landFraction[row]!;
    areas[country]! += land;
    sides[country]![cells.drivingSide[row]!]! += land;
    const climate = cells.climate[row]!;
    if (climate > 0) climates[country]![climate - 1]! += land;
  }
  return names.countries.map((_, row) => {
    const [, left = 0, right = 0] = sides[row]!;
    return {
      drivingSide: left === right ? null : left > right ? "left" : "right",
      climates: climates[row]!.map((area) => area / Math.max(areas[row]!, 1e-9)),
    };
  });
}
