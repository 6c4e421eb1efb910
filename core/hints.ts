import { areaHolds } from "./areas.ts";
import { cellId, cellsTouching } from "./cells.ts";
import { GraticuleError } from "./errors.ts";
import type { Geography } from "./geography.ts";
import { findCell } from "./land-cells.ts";
import type { LngLat } from "./lng-lat.ts";
import type { Hint } from "./options.ts";

/** What a person knows beforehand, as evidence over cells. */
export interface HintEvidence {
  /** Log likelihood per land cell: 0 where the hints allow it, -Infinity where they do not. */
  readonly evidence: Float64Array;
  /** Whether the hints allow a point of a finer cell under an allowed land cell. */
  allows(at: LngLat): boolean;
}

/**
 * Keeps what is `within` (any of its countries or areas) and drops what is in `exclude`. A land cell on the border of
 * an area is kept on either side, since a part of it fits; its finer cells are then judged by their own points.
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
  const evidence = new Float64Array(cells.count);
  for (let row = 0; row < cells.count; row++) {
    const kept = !keep || keep.countries.has(cells.country[row]!) || keep.touched.has(row);
    const dropped =
      drop &&
      (drop.countries.has(cells.country[row]!) || isInside(drop, cells.lng, cells.lat, row));
    if (!kept || dropped) evidence[row] = -Infinity;
  }
  const allows = (at: LngLat) =>
    (!keep || keep.areas.length === 0 || keep.countries.size > 0 || holds(keep.areas, at)) &&
    (!drop || !holds(drop.areas, at));
  return { evidence, allows };
}

interface Matcher {
  readonly countries: ReadonlySet<number>;
  readonly areas: Hint["areas"];
  /** Rows of land cells that touch an area. */
  readonly touched: ReadonlySet<number>;
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
  const touched = new Set<number>();
  for (const area of hint.areas) {
    for (const name of touching(area, cells.resolution)) {
      const row = findCell(cells, cellId(name));
      if (row >= 0) touched.add(row);
    }
  }
  return { countries, areas: hint.areas, touched };
}

function touching(area: Hint["areas"][number], resolution: number): Set<string> {
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

/** Only touched cells are asked: the polygon test is slow and the rest cannot be inside. */
function isInside({ touched, areas }: Matcher, lng: Float32Array, lat: Float32Array, row: number) {
  return touched.has(row) && holds(areas, [lng[row]!, lat[row]!]);
}

function holds(areas: Hint["areas"], at: LngLat): boolean {
  return areas.some((area) => areaHolds(area, at));
}
