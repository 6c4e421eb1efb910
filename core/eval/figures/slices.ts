import {
  DENSITY_CLASSES,
  LAND_COVER_CLASSES,
  URBAN_FROM_PER_KM2,
} from "../../belief/attributes.ts";
import { SCENES } from "../reading/truth.ts";
import type { PhotoScore } from "../scoring/photo-score.ts";
import { orderOf, percentile } from "../scoring/quantiles.ts";
import { clustersOf } from "./clusters.ts";
import { BUDGETS_KM2, THRESHOLDS_KM } from "./measures.ts";
import { type Rate, ratesOf } from "./rates.ts";

/** Figures of the photos that share a property. */
export interface Slice {
  readonly by: "continent" | "scene" | "population" | "urbanity" | "landCover" | "training";
  readonly value: string;
  readonly n: number;
  readonly clusters: number;
  readonly accuracy: readonly (Rate & { readonly km: number })[];
  readonly medianKm: number;
  readonly meanGeoScore: number;
  readonly recall: readonly (Rate & { readonly areaKm2: number })[];
  readonly countryRate: number | null;
}

const CONTINENTS = ["AF", "AN", "AS", "EU", "NA", "OC", "SA"];
/** The parts of each kind, in their order. */
export const PARTS: Readonly<Record<Slice["by"], readonly string[]>> = {
  continent: CONTINENTS,
  scene: SCENES,
  urbanity: ["urban", "non-urban"],
  population: DENSITY_CLASSES,
  landCover: LAND_COVER_CLASSES,
  training: ["within 1 km", "1 to 10 km", "10 to 25 km", "farther than 25 km"],
};

/** The first class of `DENSITY_CLASSES` that counts as urban. */
const FIRST_URBAN = DENSITY_CLASSES.findIndex((name) => name.startsWith(`${URBAN_FROM_PER_KM2}-`));

/** "urban" from 250 people per km2 on, in the land cell of the true place. */
export function urbanityOf({
  population,
}: Pick<PhotoScore, "population">): "urban" | "non-urban" | null {
  if (population === null) return null;
  return DENSITY_CLASSES.indexOf(population) >= FIRST_URBAN ? "urban" : "non-urban";
}

/** How near a training photo was taken, by the upper ends of the bands in km. */
export const TRAINING_BANDS = [
  ["within 1 km", 1],
  ["1 to 10 km", 10],
  ["10 to 25 km", 25],
  ["farther than 25 km", Number.POSITIVE_INFINITY],
] as const;

/** The part of a kind that a photo belongs to; null where that is not known. */
export function partOf(score: PhotoScore, by: Slice["by"]): string | null {
  switch (by) {
    case "urbanity":
      return urbanityOf(score);
    case "training": {
      const km = score.trainingKm ?? null;
      return km === null ? null : TRAINING_BANDS.find(([, to]) => km <= to)![0];
    }
    default:
      return score[by];
  }
}

/** Every slice that has photos, in a fixed order. Photos whose place is a country alone count nowhere. */
export function slicesOf(scores: readonly PhotoScore[]): Slice[] {
  const placed = scores.filter(({ km }) => km !== null);
  return Object.entries(PARTS).flatMap(([kind, values]) =>
    values.flatMap((value) => {
      const by = kind as Slice["by"];
      const own = placed.filter((score) => partOf(score, by) === value);
      return own.length === 0 ? [] : [sliceOf(by, value, own)];
    }),
  );
}

function sliceOf(by: Slice["by"], value: string, own: readonly PhotoScore[]): Slice {
  const n = own.length;
  const clusters = clustersOf(own);
  const km = own.map((score) => score.km!);
  const sorted = Array.from(orderOf(km), (i) => km[i]!);
  const known = own.filter(({ country }) => country !== null);
  const right = known.filter(({ country, topCountry }) => country === topCountry).length;
  return {
    by,
    value,
    n,
    clusters: clusters.count,
    accuracy: ratesOf(
      clusters,
      THRESHOLDS_KM.map((limit) => km.map((error) => Number(error <= limit))),
    ).map((rate, i) => ({ km: THRESHOLDS_KM[i]!, ...rate })),
    medianKm: percentile(sorted, 0.5),
    meanGeoScore: own.reduce((sum, { geoScore }) => sum + geoScore!, 0) / n,
    recall: ratesOf(
      clusters,
      BUDGETS_KM2.map((budget) => own.map(({ areaKm2 }) => Number(areaKm2! <= budget))),
    ).map((rate, i) => ({ areaKm2: BUDGETS_KM2[i]!, ...rate })),
    countryRate: known.length === 0 ? null : right / known.length,
  };
}
