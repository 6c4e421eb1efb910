import { REASON_PARTS } from "../contracts/reason-shares.ts";
import type { Geography } from "../earth/geography.ts";
import { NONE } from "../earth/land-cells.ts";
import { nearestRow, rowHolding } from "../earth/land-rows.ts";
import { EARTH_RADIUS_KM, type Position, toUnitVector } from "../earth/lng-lat.ts";
import type { Steps } from "../earth/steps.ts";

/** A place that a model named, found on the map. */
export interface NamedPlace {
  /** Null where only a country is known. */
  readonly at: Position | null;
  /** Row of its country among the names, where there is no position; null for places that do not count: at sea, or unknown. */
  readonly country: number | null;
  /** Answers that named it, 1 or more. */
  readonly answers: number;
}

/** Widths of the normal densities around a named place, km: the first of `REASON_PARTS`. Their sum has a heavier tail than any of them. */
export const WIDTHS_KM = [25, 100, 400, 1600] as const;

const COUNTRY = REASON_PARTS.indexOf("country");
const INVENTED = REASON_PARTS.indexOf("invented");

/** Shares of `REASON_PARTS`, in their order; they sum to 1. */
export type Shares = readonly number[];

/** Places so far from the point of every land cell have no country. */
const SHORE_KM = 100;
/** From here on exp(-x) is next to nothing. */
const FAR = 40;
/** So little prior lies nowhere on land; it keeps a quotient finite. */
const LEAST_PRIOR = 1e-12;

/**
 * How much likelier the named places are where the truth is in a cell than where they are invented, by part: one array over
 * the land cells for each of `REASON_PARTS` but the last, which is 1 everywhere. Each has mean 1 under the prior, so that shares are
 * shares of belief: of a photo that tells nothing, `share` of the belief comes to lie in that part.
 *
 * Several places are averaged by the answers that named them: answers of one model about one photo repeat its errors, so
 * twenty that agree say no more than one. With a pause after each place.
 *
 * @param prior probability of each land cell; sums to 1
 */
export function* partsOf(
  places: readonly NamedPlace[],
  geography: Pick<Geography, "cells" | "vectors">,
  prior: Float32Array | Float64Array,
): Steps<readonly Float64Array[]> {
  const { cells, vectors } = geography;
  const parts = Array.from({ length: INVENTED }, () => new Float64Array(cells.count));
  const total = places.reduce((sum, { answers }) => sum + answers, 0);
  const own = new Float64Array(cells.count);
  for (const { at, country, answers } of places) {
    const weight = answers / total;
    const land = at === null ? country : countryAt(at, geography);
    const inCountry = land === null ? null : inside(cells.country, land, own);
    if (at === null && land === null) {
      for (const part of parts) addTo(part, own.fill(1), prior, weight);
      continue;
    }
    if (inCountry) addTo(parts[COUNTRY]!, own, prior, weight);
    for (const [k, widthKm] of WIDTHS_KM.entries()) {
      // Who names a country alone is as near as that.
      if (at !== null) around(at, widthKm, vectors, own);
      addTo(parts[k]!, own, prior, weight);
    }
    if (!inCountry) addTo(parts[COUNTRY]!, own, prior, weight);
    yield;
  }
  return parts;
}

/**
 * What named places say, by the shares of the parts: log likelihood per land cell, against that of an invented place.
 *
 * @param parts as `partsOf` makes them
 */
export function logLikelihoodFrom(parts: readonly Float64Array[], shares: Shares): Float64Array {
  const log = new Float64Array(parts[0]!.length).fill(shares[INVENTED]!);
  for (const [k, part] of parts.entries()) {
    const share = shares[k]!;
    if (share === 0) continue;
    for (let row = 0; row < log.length; row++) log[row]! += share * part[row]!;
  }
  for (let row = 0; row < log.length; row++) log[row] = Math.log(log[row]!);
  return log;
}

function around(
  { lat, lng }: Position,
  widthKm: number,
  vectors: Float64Array,
  own: Float64Array,
): void {
  const [x, y, z] = toUnitVector([lng, lat]);
  const sharpness = (EARTH_RADIUS_KM / widthKm) ** 2;
  for (let row = 0; row < own.length; row++) {
    const cosine = x * vectors[3 * row]! + y * vectors[3 * row + 1]! + z * vectors[3 * row + 2]!;
    const exponent = (1 - cosine) * sharpness;
    own[row] = exponent < FAR ? Math.exp(-exponent) : 0;
  }
}

/** Marks the cells of a country; null for one without cells. */
function inside(countries: Uint16Array, wanted: number, own: Float64Array): Float64Array | null {
  let isAny = false;
  for (let row = 0; row < own.length; row++) {
    const isIn = countries[row] === wanted;
    own[row] = Number(isIn);
    isAny ||= isIn;
  }
  return isAny ? own : null;
}

function addTo(
  part: Float64Array,
  own: Float64Array,
  prior: Float32Array | Float64Array,
  weight: number,
): void {
  let mass = 0;
  for (let row = 0; row < own.length; row++) mass += own[row]! * prior[row]!;
  const scale = weight / Math.max(mass, LEAST_PRIOR);
  for (let row = 0; row < part.length; row++) part[row]! += scale * own[row]!;
}

function countryAt(
  { lat, lng }: Position,
  { cells, vectors }: Pick<Geography, "cells" | "vectors">,
): number | null {
  const holding = rowHolding(cells, [lng, lat]);
  const row = holding >= 0 ? holding : nearestRow(vectors, [lng, lat], SHORE_KM);
  const country = row < 0 ? NONE : cells.country[row]!;
  return country === NONE ? null : country;
}
