import { PLACE_LEVELS } from "../contracts/place-levels.ts";
import type { Place, PlaceLevel } from "../contracts/prediction.ts";
import { toPosition } from "../earth/lng-lat.ts";
import type { PlaceNames } from "../earth/place-names.ts";
import { pointOf, rowOf } from "./points.ts";
import type { Posterior } from "./posterior.ts";
import { massOf } from "./ranking.ts";

/** Places below this are not listed, whatever was asked for. */
const LEAST_PROBABILITY = 1e-4;

/** Summed probability of continents, countries, first-level divisions and cities: the best `topK` of each. */
export function placesOf(posterior: Posterior, names: PlaceNames, topK: number): Place[] {
  const levels = [
    tally(names.continents.length),
    tally(names.countries.length),
    tally(names.divisions.length),
    tally(names.cities.length),
  ] as const;
  const { country, division, city } = posterior.cells;
  const continent = Int8Array.from(names.countries, (entry) => entry.continent);
  const itemCount = country.length + posterior.fine.length;
  for (let item = 0; item < itemCount; item++) {
    const mass = massOf(posterior, item);
    if (mass === 0) continue;
    const row = rowOf(posterior, item);
    const land = country[row]!;
    add(levels[0], continent[land] ?? -1, mass, item);
    add(levels[1], land, mass, item);
    add(levels[2], division[row]!, mass, item);
    add(levels[3], city[row]!, mass, item);
  }
  return PLACE_LEVELS.flatMap((level, i) =>
    heaviest(levels[i]!, topK).map((place): Place => {
      const { id, name, within } = describe(names, level, place);
      const at = toPosition(pointOf(posterior, levels[i]!.heaviestItem[place]!));
      const probability = Math.min(1, levels[i]!.mass[place]!);
      return { level, id, name, probability, at, within };
    }),
  );
}

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
function add({ mass, heaviestItem, heaviestMass }: Tally, place: number, p: number, item: number) {
  if (place < 0 || place >= mass.length) return;
  mass[place]! += p;
  if (p > heaviestMass[place]!) {
    heaviestMass[place] = p;
    heaviestItem[place] = item;
  }
}

function heaviest({ mass }: Tally, topK: number): number[] {
  const listed: number[] = [];
  for (let place = 0; place < mass.length; place++) {
    if (mass[place]! >= LEAST_PROBABILITY) listed.push(place);
  }
  return listed.sort((a, b) => mass[b]! - mass[a]!).slice(0, topK);
}

function describe(names: PlaceNames, level: PlaceLevel, place: number) {
  switch (level) {
    case "continent":
      return { ...names.continents[place]!, within: null };
    case "country": {
      const { id, name, continent } = names.countries[place]!;
      return { id, name, within: names.continents[continent]?.name ?? null };
    }
    case "division": {
      const { id, name, country } = names.divisions[place]!;
      return { id, name, within: names.countries[country]?.name ?? null };
    }
    case "city": {
      const { id, name, country } = names.cities[place]!;
      return { id, name, within: names.countries[country]?.name ?? null };
    }
  }
}
