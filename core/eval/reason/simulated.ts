import type { Geography } from "../../earth/geography.ts";
import { NONE } from "../../earth/land-cells.ts";
import { distanceKm, type Position } from "../../earth/lng-lat.ts";
import type { City } from "../../earth/place-names.ts";

// Stand-ins for a multimodal model whose quality is known, since it is made: they measure what becomes of answers, and tell
// nothing of any real model.

/** What a made model gets right, of photos; the rest of 1 is a city of another country on the same continent. */
export interface Quality {
  /** The nearest city of the true country. */
  readonly city: number;
  /** Any other city of the true country. */
  readonly country: number;
  /** Any city of the world, whatever the photo. */
  readonly invented: number;
  /** Answers that say the same as the first about a photo; the others are drawn anew. */
  readonly repeated: number;
}

/** Names the true country of 60 % of photos, the city of 30 %, and invents 20 %. */
export const FAIR: Quality = { city: 0.3, country: 0.3, invented: 0.2, repeated: 0.7 };
/** Always invents, and never contradicts itself. */
export const LIAR: Quality = { city: 0, country: 0, invented: 1, repeated: 1 };

/** Who answers where a photo was taken, a number of times. */
export type SimulatedModel = (
  truth: Position,
  country: number,
  answers: number,
) => readonly Position[];

/** @param uniform seeded numbers in [0, 1) */
export function createSimulated(
  { names }: Pick<Geography, "names">,
  quality: Quality,
  uniform: () => number,
): SimulatedModel {
  const inhabited = names.cities.filter(({ population }) => population > 0);
  const one = (truth: Position, country: number): Position => {
    const at = uniform();
    const own = inhabited.filter((city) => city.country === country);
    if (own.length > 0 && at < quality.city) return nearestTo(truth, own);
    if (own.length > 0 && at < quality.city + quality.country) return drawn(own, uniform);
    if (at < quality.city + quality.country + quality.invented) return drawn(inhabited, uniform);
    const continent = names.countries[country]?.continent;
    const near = inhabited.filter(
      (city) => city.country !== country && names.countries[city.country]!.continent === continent,
    );
    return drawn(near.length > 0 ? near : inhabited, uniform);
  };
  return (truth, country, answers) => {
    const first = one(truth, country);
    return Array.from({ length: answers }, (_, i) =>
      i === 0 || uniform() < quality.repeated ? first : one(truth, country),
    );
  };
}

/** Row of the country of a land cell, or -1. */
export function countryOfRow({ cells }: Pick<Geography, "cells">, row: number): number {
  const country = row < 0 ? NONE : cells.country[row]!;
  return country === NONE ? -1 : country;
}

/** By population: models name places that are written about. */
function drawn(cities: readonly City[], uniform: () => number): Position {
  const total = cities.reduce((sum, { population }) => sum + population, 0);
  let left = uniform() * total;
  const found = cities.find(({ population }) => {
    left -= population;
    return left < 0;
  });
  const { lat, lng } = found ?? cities.at(-1)!;
  return { lat, lng };
}

function nearestTo(truth: Position, cities: readonly City[]): Position {
  const kmTo = ({ lat, lng }: Position) => distanceKm([truth.lng, truth.lat], [lng, lat]);
  const { lat, lng } = cities.reduce((best, city) => (kmTo(city) < kmTo(best) ? city : best));
  return { lat, lng };
}
