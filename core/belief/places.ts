import { PLACE_LEVELS } from "../contracts/place-levels.ts";
import type { HoldingPlace, Place, PlaceLevel } from "../contracts/prediction.ts";
import type { LandCells } from "../earth/land-cells.ts";
import { toPosition } from "../earth/lng-lat.ts";
import type { PlaceNames } from "../earth/place-names.ts";
import { pointOf } from "./points.ts";
import type { Posterior } from "./posterior.ts";

/** Places below this are not listed, whatever was asked for. */
const LEAST_PROBABILITY = 1e-4;

interface Level {
  /** The places of the level, by their number. */
  entries(names: PlaceNames): readonly { readonly id: string; readonly name: string }[];
  /**
   * The place of each land cell; numbers beyond the entries, or below 0, mean none. One kind of array for all levels: the
   * loop over cells and levels is compiled for it.
   */
  ofCells(cells: LandCells, names: PlaceNames): Int32Array;
  /** Name of what a place lies in. */
  within(names: PlaceNames, place: number): string | null;
}

const LEVELS: Readonly<Record<PlaceLevel, Level>> = {
  continent: {
    entries: ({ continents }) => continents,
    ofCells({ count, country }, { countries }) {
      const continents = Int32Array.from(countries, ({ continent }) => continent);
      const places = new Int32Array(count);
      for (let row = 0; row < count; row++) places[row] = continents[country[row]!] ?? -1;
      return places;
    },
    within: () => null,
  },
  country: {
    entries: ({ countries }) => countries,
    ofCells: ({ country }) => new Int32Array(country),
    within: ({ countries, continents }, place) =>
      continents[countries[place]!.continent]?.name ?? null,
  },
  division: {
    entries: ({ divisions }) => divisions,
    ofCells: ({ division }) => new Int32Array(division),
    within: ({ divisions, countries }, place) => countries[divisions[place]!.country]?.name ?? null,
  },
  city: {
    entries: ({ cities }) => cities,
    ofCells: ({ city }) => new Int32Array(city),
    within: ({ cities, countries }, place) => countries[cities[place]!.country]?.name ?? null,
  },
};

/** Places of all levels. */
export interface Places {
  /** The best of each level. */
  readonly best: Place[];
  /** Those that hold a land cell, the widest first. */
  readonly holding: HoldingPlace[];
}

/**
 * Summed probability of the places of each level.
 *
 * @param topK how many of each level are best
 * @param held the land cell whose own places are told, -1 for none
 */
export function placesOf(posterior: Posterior, names: PlaceNames, topK: number, held = -1): Places {
  const placesOfCells = placesByLevel(posterior.cells, names);
  const levels = PLACE_LEVELS.map((level) => {
    const places = placesOfCells[level];
    const sums = tally(LEVELS[level].entries(names).length);
    tallyUp(sums, posterior, places);
    return { level, places, sums };
  });
  const named = (level: PlaceLevel, place: number, sums: Tally) => {
    const { id, name } = LEVELS[level].entries(names)[place]!;
    const probability = Math.min(1, sums.mass[place]!);
    return { level, id, name, probability, within: LEVELS[level].within(names, place) };
  };
  return {
    best: levels.flatMap(({ level, sums }) =>
      heaviest(sums, topK).map((place): Place => {
        const at = toPosition(pointOf(posterior, sums.heaviestItem[place]!));
        return { ...named(level, place, sums), at };
      }),
    ),
    holding: levels.flatMap(({ level, places, sums }) => {
      const place = places[held] ?? -1;
      const isPlace = place >= 0 && place < LEVELS[level].entries(names).length;
      return isPlace ? [named(level, place, sums)] : [];
    }),
  };
}

/**
 * The land cells of a place; null when no place of the level has this id.
 *
 * @param id as in `Place`
 */
export function cellsOfPlace(
  { level, id }: Pick<Place, "level" | "id">,
  cells: LandCells,
  names: PlaceNames,
): (NamedPlace & { readonly rows: readonly number[] }) | null {
  const { entries, within } = LEVELS[level];
  const place = entries(names).findIndex((entry) => entry.id === id);
  if (place < 0) return null;
  const places = placesByLevel(cells, names)[level];
  const rows: number[] = [];
  for (let row = 0; row < cells.count; row++) {
    if (places[row] === place) rows.push(row);
  }
  const { name } = entries(names)[place]!;
  return { level, id, name, within: within(names, place), rows };
}

/** A place without what is believed of it. */
export type NamedPlace = Pick<Place, "level" | "id" | "name" | "within">;

interface Tally {
  readonly mass: Float64Array;
  readonly heaviestItem: Uint32Array;
  readonly heaviestMass: Float64Array;
}

function tally(size: number): Tally {
  return {
    mass: new Float64Array(size),
    heaviestItem: new Uint32Array(size),
    heaviestMass: new Float64Array(size),
  };
}

/** Places beyond the table (the "none" mark of a cell without one) are passed over. */
function tallyUp(
  { mass, heaviestItem, heaviestMass }: Tally,
  { cells, probability, fine }: Posterior,
  places: Int32Array,
): void {
  // Of fixed arrays and numbers alone: the loop over all land cells is compiled to little more than its additions.
  const [size, count] = [mass.length, cells.count];
  for (let row = 0; row < count; row++) {
    const place = places[row]!;
    if (place < 0 || place >= size) continue;
    const p = probability[row]!;
    mass[place]! += p;
    if (p > heaviestMass[place]!) {
      heaviestMass[place] = p;
      heaviestItem[place] = row;
    }
  }
  for (const [k, { row, probability: p }] of fine.entries()) {
    const place = places[row]!;
    if (place < 0 || place >= size) continue;
    mass[place]! += p;
    if (p > heaviestMass[place]!) {
      heaviestMass[place] = p;
      heaviestItem[place] = count + k;
    }
  }
}

type PlacesByLevel = Readonly<Record<PlaceLevel, Int32Array>>;

const known = new WeakMap<LandCells, { names: PlaceNames; places: PlacesByLevel }>();

/** The place of each land cell at every level, found once and kept in 1.4 MB. */
function placesByLevel(cells: LandCells, names: PlaceNames): PlacesByLevel {
  const found = known.get(cells);
  if (found?.names === names) return found.places;
  const of = (level: PlaceLevel) => LEVELS[level].ofCells(cells, names);
  const places = {
    continent: of("continent"),
    country: of("country"),
    division: of("division"),
    city: of("city"),
  };
  known.set(cells, { names, places });
  return places;
}

function heaviest({ mass }: Tally, topK: number): number[] {
  const listed: number[] = [];
  for (let place = 0; place < mass.length; place++) {
    if (mass[place]! >= LEAST_PROBABILITY) listed.push(place);
  }
  return listed.sort((a, b) => mass[b]! - mass[a]!).slice(0, topK);
}
