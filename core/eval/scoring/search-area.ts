import { type CellName, cellAncestor, cellAt } from "../../earth/cells.ts";
import type { LandCells } from "../../earth/land-cells.ts";
import { distanceKm, EARTH_AREA_KM2, EARTH_RADIUS_KM, type LngLat } from "../../earth/lng-lat.ts";
import { type CellAreas, resolutionOf, smallestAreaKm2 } from "../reading/cell-areas.ts";
import { type CellSupport, type Support, TIE } from "../reading/support.ts";
import { OWN_CELLS, type RankingProtocol } from "./protocol.ts";
import { cellsOnRaster, rasterCentre, rasterised } from "./raster.ts";
import { searchAreaInTail } from "./tail-area.ts";

/**
 * Where the true place is found: in a cell that is `listed`; in the `tail` whose densities are known coarsely; `beyond`
 * what is listed, with nothing known of the rest; `outside` of what the prediction holds possible.
 */
export const WHERE = ["listed", "tail", "beyond", "outside"] as const;

/** Where the true place stands in a prediction's ranking of the Earth. */
export interface SearchArea {
  /** Area searched when the true place is covered, km2: that of everything ranked before it, and of itself. */
  readonly areaKm2: number;
  readonly where: (typeof WHERE)[number];
  /** Probability ranked before the true place's cell; null without probabilities. A region of mass m holds it if less than m. */
  readonly massBefore: number | null;
  /** Probability per km2 at the true place, null without probabilities. */
  readonly density: number | null;
}

/** What ranking needs to know of the Earth. */
export interface EarthTables {
  readonly areas: CellAreas;
  readonly cells: LandCells;
}

/** Ranks the Earth as the prediction does (docs/evaluation.md, recall versus area) and finds the true place in it. */
export function searchAreaOf(
  given: Support,
  truth: LngLat,
  tables: EarthTables,
  protocol: RankingProtocol = OWN_CELLS,
): SearchArea {
  const { raster } = protocol;
  const support = raster === null ? given : rasterised(given, raster);
  switch (support.kind) {
    case "point":
      return withoutMass(
        raster === null
          ? discAreaKm2(distanceKm(support.at, truth))
          : rasterDiscKm2(support.at, truth, raster, tables),
      );
    case "candidates":
      return withoutMass(candidatesAreaKm2(support.points, support.weights, truth));
    case "cells":
      return searchAreaInCells(support, truth, tables, protocol);
  }
}

/** Cells of the raster that are no farther from a point than the true one, by their centres: a disc, and one cell at least. */
function rasterDiscKm2(at: LngLat, truth: LngLat, raster: number, { areas }: EarthTables): number {
  const { name, centre } = rasterCentre(truth, raster);
  const own = areas.of(name);
  return Math.min(EARTH_AREA_KM2, Math.max(own, discAreaKm2(distanceKm(at, centre))));
}

function withoutMass(areaKm2: number): SearchArea {
  return { areaKm2, where: "listed", massBefore: null, density: null };
}

/** Area of a disc on the sphere, km2. */
export function discAreaKm2(radiusKm: number): number {
  // 2 pi R2 (1 - cos a), written so that small radii keep their digits.
  return 4 * Math.PI * EARTH_RADIUS_KM ** 2 * Math.sin(radiusKm / (2 * EARTH_RADIUS_KM)) ** 2;
}

/**
 * Discs grow around all candidates at once, each with an area proportional to its weight: what they have covered
 * together when the first reaches the truth. Overlaps count twice, so it is an upper bound; at most the Earth.
 */
export function candidatesAreaKm2(
  points: readonly LngLat[],
  weights: readonly number[],
  truth: LngLat,
): number {
  let least = Number.POSITIVE_INFINITY;
  points.forEach((point, i) => {
    least = Math.min(least, discAreaKm2(distanceKm(point, truth)) / weights[i]!);
  });
  return Math.min(least, EARTH_AREA_KM2);
}

function searchAreaInCells(
  support: CellSupport,
  truth: LngLat,
  tables: EarthTables,
  { raster, ranking, ties }: RankingProtocol,
): SearchArea {
  const { areas } = tables;
  const { own, finest } = findTruth(support.names, truth);
  if (own < 0) return unlistedArea(support, truth, finest, tables, ties);
  const { names, probabilities } = support;
  const ownArea = areas.of(names[own]!);
  const density = probabilities[own]! / ownArea;
  if (density === 0) return OUTSIDE;
  const shares = (name: CellName) => (raster === null ? 1 : cellsOnRaster(name, raster));
  const isByDensity = ranking === "density";
  const rank = isByDensity ? density : probabilities[own]! / shares(names[own]!);
  let areaKm2 = ownArea;
  let tiedKm2 = ownArea - ownArea / shares(names[own]!);
  let massBefore = 0;
  for (let i = 0; i < names.length; i++) {
    if (i === own) continue;
    const p = probabilities[i]!;
    const name = names[i]!;
    if (isByDensity && p / smallestAreaKm2(resolutionOf(name)) < density * (1 - TIE)) continue;
    const ratio = isByDensity ? p / areas.of(name) / rank : p / shares(name) / rank;
    if (ratio < 1 - TIE) continue;
    const area = areas.of(name);
    areaKm2 += area;
    if (ratio <= 1 + TIE) tiedKm2 += area;
    // Regions break ties by H3 index, as core/belief/ranking.ts does; the searched area counts all ties.
    if (ratio > 1 + TIE || name < names[own]!) massBefore += p;
  }
  if (ties === "middle") areaKm2 -= tiedKm2 / 2;
  return { areaKm2, where: "listed", massBefore, density };
}

/**
 * The listed cell that holds the truth: its cell at the finest resolution that is listed, or an ancestor of that. One
 * at most, since masses go down the hierarchy (docs/coordinates.md); -1 if none is listed.
 */
function findTruth(names: readonly CellName[], truth: LngLat): { own: number; finest: number } {
  let present = 0;
  for (const name of names) present |= 1 << resolutionOf(name);
  if (present === 0) return { own: -1, finest: 0 };
  const finest = 31 - Math.clz32(present);
  const home = cellAt(truth, finest);
  const wanted = new Set<CellName>();
  for (let r = 0; r <= finest; r++) if (present & (1 << r)) wanted.add(cellAncestor(home, r));
  return { own: names.findIndex((name) => wanted.has(name)), finest };
}

/** The truth's cell is not listed: it is ranked last, never dropped. */
function unlistedArea(
  { names, probabilities, otherMass, tail }: CellSupport,
  truth: LngLat,
  finest: number,
  { areas, cells }: EarthTables,
  ties: RankingProtocol["ties"],
): SearchArea {
  const listedMass = sumOf(probabilities);
  if (otherMass <= 0) return OUTSIDE;
  let listedArea = 0;
  for (const name of names) listedArea += areas.of(name);
  if (tail) {
    const { resolution } = cells;
    const home = cellAncestor(cellAt(truth, Math.max(finest, resolution)), resolution);
    const found = searchAreaInTail(tail, otherMass, home, cells);
    if (!found) return OUTSIDE;
    return {
      areaKm2: Math.min(
        listedArea + found.areaKm2 - (ties === "middle" ? found.tiedKm2 / 2 : 0),
        EARTH_AREA_KM2,
      ),
      where: "tail",
      massBefore: listedMass + found.massBefore,
      density: found.density,
    };
  }
  // Nothing is known of where the rest lies: all of the Earth that is not listed ties.
  return {
    areaKm2: EARTH_AREA_KM2,
    where: "beyond",
    massBefore: listedMass,
    density: otherMass / Math.max(EARTH_AREA_KM2 - listedArea, 1),
  };
}

/** In no region whatever its mass: the prediction holds the place impossible. */
const OUTSIDE: SearchArea = {
  areaKm2: EARTH_AREA_KM2,
  where: "outside",
  massBefore: 1,
  density: 0,
};

function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
