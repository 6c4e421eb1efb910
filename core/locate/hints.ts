import type { Likelihood } from "../belief/likelihood.ts";
import { GraticuleError } from "../contracts/errors.ts";
import type { Area, Hint } from "../contracts/options.ts";
import { areaBounds, areaTest } from "../earth/areas.ts";
import { cellId, cellsTouching } from "../earth/cells.ts";
import type { Geography } from "../earth/geography.ts";
import { findCell } from "../earth/land-cells.ts";
import type { LngLat } from "../earth/lng-lat.ts";
import { cutArea } from "./hint-areas.ts";

/** What a person knows beforehand, as evidence: its logarithms are 0 where it allows a land cell, -Infinity elsewhere. */
export interface HintEvidence extends Likelihood {
  /** Whether the hints allow a point of a finer cell under an allowed land cell. */
  allows(at: LngLat): boolean;
}

/**
 * Keeps what is `within` (any of its countries or areas) and drops what is in `exclude`, by the cells' points. A land
 * cell on the border of a small area to keep is kept, since a part of it fits; its finer cells are judged by their own
 * points.
 */
export function hintEvidence(
  within: Hint | null,
  exclude: Hint | null,
  geography: Geography,
): HintEvidence | null {
  const keep = within && matcher(within, geography);
  const drop = exclude && matcher(exclude, geography);
  if (!keep && !drop) return null;
  const { cells } = geography;
  const log = new Float64Array(cells.count);
  for (let row = 0; row < cells.count; row++) {
    const kept = !keep || isNamed(keep, cells.country[row]!, row) || keep.touched[row] === 1;
    const dropped = drop && isNamed(drop, cells.country[row]!, row);
    if (!kept || dropped) log[row] = -Infinity;
  }
  const allows = (at: LngLat) =>
    (!keep || keep.areas.length === 0 || keep.countries.size > 0 || holds(keep.areas, at)) &&
    (!drop || !holds(drop.areas, at));
  return { name: "hints", weight: 1, log, allows };
}

function isNamed({ countries, inside }: Matcher, country: number, row: number): boolean {
  return countries.has(country) || inside[row] === 1;
}

/** Areas up to this many degrees wide are laid over the cells with their borders. */
const SMALL_DEGREES = 10;

interface Matcher {
  readonly countries: ReadonlySet<number>;
  /** Whether a position lies in each of the areas. */
  readonly areas: readonly ((at: LngLat) => boolean)[];
  /** 1 per land cell whose point lies in an area. */
  readonly inside: Uint8Array;
  /** 1 per land cell that touches a small area. */
  readonly touched: Uint8Array;
}

function matcher(hint: Hint, { cells, names }: Geography): Matcher | null {
  if (hint.countries.length === 0 && hint.areas.length === 0) return null;
  const countries = new Set(
    hint.countries.map((code) => {
      const country = names.countries.findIndex(({ id }) => id === code);
      if (country >= 0) return country;
      throw new GraticuleError(
        "hint_invalid",
        `"${code}" is no country or territory that we know: use ISO 3166-1 alpha-2 codes such as FR or BR.`,
      );
    }),
  );
  const inside = new Uint8Array(cells.count);
  const touched = new Uint8Array(cells.count);
  const cut = hint.areas.map(cutArea);
  const areas = cut.map(areaTest);
  for (const [i, area] of cut.entries()) {
    const isIn = areas[i]!;
    const [west, south, east, north] = areaBounds(area);
    for (let row = 0; row < cells.count; row++) {
      const [lng, lat] = [cells.lng[row]!, cells.lat[row]!];
      if (lng < west || lng > east || lat < south || lat > north) continue;
      if (isIn([lng, lat])) inside[row] = 1;
    }
    // Along the border of a wide area a cell more or less is nothing; of a small one it may be all there is.
    if (east - west > SMALL_DEGREES || north - south > SMALL_DEGREES) continue;
    for (const name of touching(area, cells.resolution)) {
      const row = findCell(cells, cellId(name));
      if (row >= 0) touched[row] = 1;
    }
  }
  return { countries, areas, inside, touched };
}

function touching(area: Area, resolution: number): Set<string> {
  try {
    return cellsTouching(area, resolution);
  } catch (cause) {
    throw new GraticuleError(
      "hint_invalid",
      "An area of the hint cannot be laid over the map: give closed rings that do not cross themselves, longitude first.",
      { cause },
    );
  }
}

function holds(areas: Matcher["areas"], at: LngLat): boolean {
  return areas.some((isIn) => isIn(at));
}
