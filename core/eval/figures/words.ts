import { ATTRIBUTE_TABLES, type CellClasses, classesOfCells } from "../../belief/attributes.ts";
import type { Geography } from "../../earth/geography.ts";
import type { Truth } from "../reading/truth.ts";
import { landRowAt } from "../scoring/geocoder.ts";
import { type Interval, wilson } from "./intervals.ts";

/** How often the first word for an attribute was true. */
export interface WordRate {
  /** Photos whose class is known. */
  readonly photos: number;
  readonly right: number;
  /** Wilson, 95 %. */
  readonly interval: Interval;
  /** Share of the commonest true class: what a fixed word would reach. */
  readonly commonest: number;
}

/** @param pairs the word that was said and the true one, photo by photo */
export function wordRate(pairs: readonly (readonly [said: string, truth: string])[]): WordRate {
  const counts = new Map<string, number>();
  for (const [, truth] of pairs) counts.set(truth, (counts.get(truth) ?? 0) + 1);
  const hits = pairs.filter(([said, truth]) => said === truth).length;
  const photos = pairs.length;
  return {
    photos,
    right: photos === 0 ? 0 : hits / photos,
    interval: wilson(hits, photos),
    commonest: photos === 0 ? 0 : Math.max(...counts.values()) / photos,
  };
}

/** What a country decides: known of photos with a country only, where all of its cells agree. */
const OF_COUNTRY: readonly string[] = ["drive"];

/** The true class of an attribute for a photo; null where it is not known. */
export function createTrueWords(
  geography: Geography,
): (attribute: string, truth: Truth) => string | null {
  const { cells, names } = geography;
  const tables = new Map(
    Object.entries(ATTRIBUTE_TABLES).map(([name, { classes }]) => {
      const ofCells = classesOfCells({ name, classes }, cells)!;
      const shared = OF_COUNTRY.includes(name) ? sharedByCountry(cells.country, ofCells) : null;
      return [name, { classes, ofCells, shared }] as const;
    }),
  );
  return (attribute, { at, country }) => {
    const table = tables.get(attribute);
    if (!table) return null;
    const row = at === null ? -1 : landRowAt(geography, at);
    const number = names.countries.findIndex(({ id }) => id === country);
    const own = at === null ? table.shared?.get(number) : table.ofCells[row];
    return table.classes[own ?? -1] ?? null;
  };
}

/** The class of each country whose cells have no other; -1 where they differ. */
function sharedByCountry(country: ArrayLike<number>, ofCells: CellClasses): Map<number, number> {
  const shared = new Map<number, number>();
  ofCells.forEach((own, row) => {
    if (own < 0) return;
    const known = shared.get(country[row]!);
    shared.set(country[row]!, known === undefined || known === own ? own : -1);
  });
  return shared;
}
