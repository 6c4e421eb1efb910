import { GraticuleError } from "../contracts/errors.ts";
import type { Area, HintTerm } from "../contracts/hint.ts";
import { KOEPPEN } from "../contracts/hint-codes.ts";
import { areaBounds, areaTest } from "../earth/areas.ts";
import { cellId, cellsTouching } from "../earth/cells.ts";
import type { Geography } from "../earth/geography.ts";
import { findCell } from "../earth/land-cells.ts";
import { distanceKm, type LngLat } from "../earth/lng-lat.ts";
import { seaDistanceKm } from "../earth/sea-distance.ts";
import { cutArea } from "./hint-areas.ts";

/** One term of a hint laid over the land cells. */
export interface TermTest {
  /** 1 per land cell whose point fits. */
  readonly inside: Uint8Array;
  /** 1 per land cell a part of which may fit; null where cells are only told apart as a whole. */
  readonly touched: Uint8Array | null;
  /** Whether a position fits, where that is known more finely than by land cells. */
  readonly holdsPoint: ((at: LngLat) => boolean) | null;
}

/** Areas up to this many degrees wide are laid over the cells with their borders. */
const SMALL_DEGREES = 10;

/** Half the width of a land cell of mean size, km. */
const CELL_RADIUS_KM = 22;

/** Places up to this far around a point are narrower than some cells, km. */
const SMALL_KM = 500;

/** @throws GraticuleError "hint_invalid" for a place that is unknown and an area that cannot be laid over cells */
export function createTermTests(term: HintTerm, geography: Geography): TermTest {
  const { cells, names } = geography;
  switch (term.kind) {
    case "continent": {
      const isIn = Uint8Array.from(names.countries, ({ continent }) =>
        names.continents[continent]!.id === term.id ? 1 : 0,
      );
      return ofCells(geography, (row) => isIn[cells.country[row]!] === 1);
    }
    case "country": {
      const own = names.countries.findIndex(({ id }) => id === term.id);
      if (own < 0) {
        throw invalid(
          `"${term.id}" is no country or territory that we know: use its name, or ISO 3166-1 alpha-2 codes such as FR or BR.`,
        );
      }
      return ofCells(geography, (row) => cells.country[row] === own);
    }
    case "division": {
      const own = names.divisions.findIndex(({ id }) => id === term.id);
      if (own < 0) {
        throw invalid(
          `"${term.id}" is no division that we know: use its name, or a GeoNames admin1 code such as US.CA.`,
        );
      }
      return ofCells(geography, (row) => cells.division[row] === own);
    }
    case "climate": {
      const isIn = Uint8Array.from(["", ...KOEPPEN], (code) =>
        code.startsWith(term.code) ? 1 : 0,
      );
      return ofCells(geography, (row) => isIn[cells.climate[row]!] === 1);
    }
    case "driving": {
      const own = term.side === "left" ? 1 : 2;
      return ofCells(geography, (row) => cells.drivingSide[row] === own);
    }
    case "elevation": {
      const [from, to] = [term.from ?? -Infinity, term.to ?? Infinity];
      return ofCells(
        geography,
        (row) => cells.elevationM[row]! >= from && cells.elevationM[row]! <= to,
      );
    }
    case "sea":
      return seaTest(term, geography);
    case "near": {
      const centre = [term.lng, term.lat] as const;
      return ofDistance(geography, (at) => distanceKm(centre, at), 0, term.km, term.km <= SMALL_KM);
    }
    case "area":
      return ofArea(term.area, geography);
  }
}

function invalid(message: string, cause?: unknown): GraticuleError {
  return new GraticuleError("hint_invalid", message, { cause });
}

function ofCells({ cells }: Geography, fits: (row: number) => boolean): TermTest {
  const inside = new Uint8Array(cells.count);
  for (let row = 0; row < cells.count; row++) if (fits(row)) inside[row] = 1;
  return { inside, touched: null, holdsPoint: null };
}

function seaTest({ from, to }: Extract<HintTerm, { kind: "sea" }>, geography: Geography): TermTest {
  const { sea } = geography;
  if (sea === null) throw new Error("Distances to the sea were not read.");
  return ofDistance(geography, (at) => seaDistanceKm(sea, at), from ?? 0, to ?? Infinity, true);
}

/** What lies between two distances of something: a cell reaches on both sides of its point. */
function ofDistance(
  { cells }: Geography,
  distanceOf: (at: LngLat) => number,
  from: number,
  to: number,
  withBorder: boolean,
): TermTest {
  const inside = new Uint8Array(cells.count);
  const touched = withBorder ? new Uint8Array(cells.count) : null;
  for (let row = 0; row < cells.count; row++) {
    const km = distanceOf([cells.lng[row]!, cells.lat[row]!]);
    if (km >= from && km <= to) inside[row] = 1;
    if (touched && km + CELL_RADIUS_KM >= from && km - CELL_RADIUS_KM <= to) touched[row] = 1;
  }
  const holdsPoint = (at: LngLat) => {
    const km = distanceOf(at);
    return km >= from && km <= to;
  };
  return { inside, touched, holdsPoint };
}

function ofArea(given: Area, { cells }: Geography): TermTest {
  const inside = new Uint8Array(cells.count);
  const touched = new Uint8Array(cells.count);
  const area = cutArea(given);
  const isIn = areaTest(area);
  const [west, south, east, north] = areaBounds(area);
  for (let row = 0; row < cells.count; row++) {
    const [lng, lat] = [cells.lng[row]!, cells.lat[row]!];
    if (lng < west || lng > east || lat < south || lat > north) continue;
    if (isIn([lng, lat])) inside[row] = 1;
  }
  // Along the border of a wide area a cell more or less is nothing; of a small one it may be all there is.
  if (east - west <= SMALL_DEGREES && north - south <= SMALL_DEGREES) {
    for (const name of touching(area, cells.resolution)) {
      const row = findCell(cells, cellId(name));
      if (row >= 0) touched[row] = 1;
    }
  }
  return { inside, touched, holdsPoint: isIn };
}

function touching(area: Area, resolution: number): Set<string> {
  try {
    return cellsTouching(area, resolution);
  } catch (cause) {
    throw invalid(
      "An area of the hint cannot be laid over the map: give closed rings that do not cross themselves, longitude first.",
      cause,
    );
  }
}
