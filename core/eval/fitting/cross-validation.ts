import { DENSITY_CLASSES, densityClass } from "../../belief/attributes.ts";
import type { Geography } from "../../earth/geography.ts";
import { distanceKm, EARTH_AREA_KM2 } from "../../earth/lng-lat.ts";
import { toClusters } from "../figures/intervals.ts";
import { aucOf, THRESHOLDS_KM } from "../figures/measures.ts";
import { urbanityOf } from "../figures/slices.ts";
import type { Truth } from "../reading/truth.ts";
import { type FitPhotos, fitWeights, foldsOf, scoreProduct } from "./product.ts";

/** Figures of one product of experts on photos that it was not fitted on. */
export interface FitRow {
  readonly name: string;
  /** By member, fitted on all photos. */
  readonly weights: Readonly<Record<string, number>>;
  readonly all: FitFigures;
  /** Photos below 250 people per km2. */
  readonly nonUrban: FitFigures | null;
}

export interface FitFigures {
  readonly n: number;
  /** Mean bits above a uniform guess over the Earth. */
  readonly bits: number;
  readonly recall1e5: number;
  readonly recall1e6: number;
  readonly auc: number;
  /** Shares within 1, 25, 200, 750 and 2500 km of the densest cell's point. */
  readonly within: readonly number[];
}

/** Parts into which photos are divided for cross-validation. */
export const FOLDS = 5;

/** Fits each product by cross-validation over clusters of photos: its figures on photos that it was not fitted on, and its weights on all. */
export function fitProducts(
  data: FitPhotos,
  truths: readonly Truth[],
  geography: Geography,
  onProgress?: (done: number, total: number, what: string) => void,
) {
  const names = data.experts.map(({ name }) => name);
  const joining = names.slice(2);
  const start = names.map((_, m) => (m < 2 ? 1 : 0));
  const all = truths.map((_, i) => i);
  const clusters = toClusters(truths.map(({ cluster }) => cluster));
  const folds = foldsOf(clusters, Math.min(FOLDS, clusters.count));
  const products = [
    { name: "the bundle's own weights", free: names.map(() => false), held: [1, 1] },
    { name: "prior alone", free: names.map((_, m) => m === 0), held: [1, 0] },
    { name: "prior + scores", free: names.map((_, m) => m < 2), held: [1, 1] },
    ...joining.map((joined) => ({
      name: `prior + scores + ${joined}`,
      free: names.map((name, m) => m < 2 || name === joined),
      held: [1, 1],
    })),
    ...(joining.length > 1
      ? [{ name: "all members", free: names.map(() => true), held: [1, 1] }]
      : []),
  ];
  const named = (weights: readonly number[]) =>
    Object.fromEntries(names.map((name, m) => [name, weights[m]!]));
  const rows = products.map(({ name, free, held }, i): FitRow => {
    onProgress?.(i + 1, products.length, "products");
    const from = start.map((weight, m) => held[m] ?? weight);
    const onAll = free.includes(true) ? fitWeights(data, all, from, free) : from;
    const outcomes = all.map(
      (photo): PhotoOutcome => ({ photo, areaKm2: 0, logDensity: 0, km: 0 }),
    );
    for (let fold = 0; fold < FOLDS; fold++) {
      const inside = all.filter((photo) => folds[photo] === fold);
      if (inside.length === 0) continue;
      const rest = all.filter((photo) => folds[photo] !== fold);
      const weights = free.includes(true) ? fitWeights(data, rest, from, free) : from;
      for (const photo of inside) {
        const { densest, ...scored } = scoreProduct(data, photo, weights);
        const at = [geography.cells.lng[densest]!, geography.cells.lat[densest]!] as const;
        outcomes[photo] = { photo, ...scored, km: distanceKm(at, truths[photo]!.at!) };
      }
    }
    const rural = outcomes.filter(({ photo }) => !isUrban(geography, data.truth[photo]!));
    return {
      name,
      weights: named(onAll),
      all: figuresOf(outcomes),
      nonUrban: rural.length > 0 ? figuresOf(rural) : null,
    };
  });
  return { rows, clusters: clusters.count, weights: rows.at(-1)!.weights };
}

interface PhotoOutcome {
  readonly photo: number;
  readonly areaKm2: number;
  readonly logDensity: number;
  readonly km: number;
}

function figuresOf(outcomes: readonly PhotoOutcome[]): FitFigures {
  const n = outcomes.length;
  const mean = (of: (outcome: PhotoOutcome) => number) =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / n;
  return {
    n,
    bits: mean(({ logDensity }) => logDensity + Math.log(EARTH_AREA_KM2)) / Math.LN2,
    recall1e5: mean(({ areaKm2 }) => Number(areaKm2 <= 1e5)),
    recall1e6: mean(({ areaKm2 }) => Number(areaKm2 <= 1e6)),
    auc: mean(({ areaKm2 }) => aucOf(areaKm2)),
    within: THRESHOLDS_KM.map((limit) => mean(({ km }) => Number(km <= limit))),
  };
}

function isUrban({ cells }: Geography, row: number): boolean {
  const population = DENSITY_CLASSES[densityClass(cells.population[row]!, cells.areaKm2[row]!)]!;
  return urbanityOf({ population }) === "urban";
}
