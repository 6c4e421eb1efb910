import { KOEPPEN } from "../contracts/hint-codes.ts";
import type { LandCells } from "../earth/land-cells.ts";

// Attribute heads say what kind of place a photo shows; these are the same kinds, cell by cell. The training reads the
// classes from models/training/core.json, which is written from here.

/** Class index of each land cell, -1 where it is not known. */
export type CellClasses = Int8Array;

/** Classes of a land cell by people per km2. */
export const DENSITY_CLASSES = ["<1", "1-10", "10-50", "50-250", "250-1000", ">=1000"] as const;
const DENSITY_BOUNDS = [1, 10, 50, 250, 1000];

/** From this density on a cell counts as urban. */
export const URBAN_FROM_PER_KM2 = 250;

/** Groups of IGBP land cover classes 1 to 16. */
export const LAND_COVER_CLASSES = [
  "forest",
  "shrub",
  "savanna",
  "grass",
  "wetland",
  "crop",
  "urban",
  "snow",
  "barren",
] as const;
const LAND_COVER_OF_IGBP = [-1, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 4, 5, 6, 5, 7, 8];

/** Index of a land cell's population density class. */
export function densityClass(people: number, areaKm2: number): number {
  const density = people / areaKm2;
  const above = DENSITY_BOUNDS.findIndex((bound) => density < bound);
  return above < 0 ? DENSITY_BOUNDS.length : above;
}

/** Index of the group of an IGBP class, -1 where it is unknown. */
export function landCoverClass(igbp: number): number {
  return LAND_COVER_OF_IGBP[igbp] ?? -1;
}

/** Rubel's classes by the two letters that heads tell apart. */
const CLIMATES = ["Af", "Am", "Aw", "BS", "BW", "Cf", "Cs", "Cw", "Df", "Ds", "Dw", "E"];
const ELEVATION_BOUNDS_M = [100, 300, 800, 1500];

interface Attribute {
  readonly classes: readonly string[];
  classOf(cells: LandCells, row: number): number;
}

/** Every attribute whose cell side is known, with its classes in order. */
const ATTRIBUTES: Readonly<Record<string, Attribute>> = {
  climate: {
    classes: CLIMATES,
    classOf: ({ climate }, row) => climateClass(KOEPPEN[climate[row]! - 1]),
  },
  landcover: {
    classes: LAND_COVER_CLASSES,
    classOf: ({ landCover }, row) => landCoverClass(landCover[row]!),
  },
  density: {
    classes: DENSITY_CLASSES,
    classOf: ({ population, areaKm2 }, row) => densityClass(population[row]!, areaKm2[row]!),
  },
  elevation: {
    classes: ["<100", "100-300", "300-800", "800-1500", ">=1500"],
    classOf: ({ elevationM }, row) => {
      const above = ELEVATION_BOUNDS_M.findIndex((bound) => elevationM[row]! < bound);
      return above < 0 ? ELEVATION_BOUNDS_M.length : above;
    },
  },
  drive: {
    classes: ["left", "right"],
    classOf: ({ drivingSide }, row) => drivingSide[row]! - 1,
  },
};

/** The classes of every attribute and what makes them, for those who train heads. */
export const ATTRIBUTE_TABLES = {
  climate: {
    classes: CLIMATES,
    ofKoeppen: Object.fromEntries(KOEPPEN.map((code) => [code, climateClass(code)])),
  },
  landcover: { classes: LAND_COVER_CLASSES, ofIgbp: LAND_COVER_OF_IGBP },
  density: { classes: DENSITY_CLASSES, boundsPerKm2: DENSITY_BOUNDS },
  elevation: { classes: ATTRIBUTES.elevation!.classes, boundsM: ELEVATION_BOUNDS_M },
  drive: { classes: ATTRIBUTES.drive!.classes },
} as const;

function climateClass(code: string | undefined): number {
  if (code === undefined) return -1;
  if (code.startsWith("E")) return CLIMATES.indexOf("E");
  return CLIMATES.indexOf(code === "As" ? "Aw" : code.slice(0, 2));
}

/** Classes of all land cells; null when the attribute, or its classes, are not those of the geodata. */
export function classesOfCells(
  attribute: { readonly name: string; readonly classes: readonly string[] },
  cells: LandCells,
): CellClasses | null {
  const known = ATTRIBUTES[attribute.name];
  if (!known || known.classes.join() !== attribute.classes.join()) return null;
  return Int8Array.from({ length: cells.count }, (_, row) => known.classOf(cells, row));
}

/** Share of each class before a photo is seen: the prior's mass on its cells. Sums to 1 over known classes. */
export function classShares(classes: CellClasses, count: number, prior: Float64Array): number[] {
  const shares = new Float64Array(count);
  classes.forEach((own, row) => {
    if (own >= 0) shares[own]! += prior[row]!;
  });
  const sum = shares.reduce((total, share) => total + share, 0);
  return Array.from(shares, (share) => share / sum);
}

/** Probabilities of a head's classes, from its logits. */
export function classProbabilities(logits: Float32Array): Float64Array {
  const top = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const weights = Float64Array.from(logits, (logit) => Math.exp(logit - top));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** No class is held more than this much less likely than before: heads see few photos of rare kinds. */
const LEAST_RATIO = 1e-3;

/**
 * `log P(class | photo) / P(class)` per class. Cells of unknown class have evidence 0.
 *
 * @param shares P(class): the prior's, so that head and prior together count it once
 */
export function classEvidence(
  probabilities: Float64Array,
  shares: ArrayLike<number>,
): Float64Array {
  return probabilities.map((p, i) =>
    shares[i]! > 0 ? Math.log(Math.max(p / shares[i]!, LEAST_RATIO)) : 0,
  );
}
