import { EARTH_AREA_KM2, EARTH_RADIUS_KM } from "../../earth/lng-lat.ts";
import { orderOf, weightedMedian } from "../scoring/quantiles.ts";
import type { Clusters } from "./clusters.ts";
import { bootstrap, type Interval } from "./intervals.ts";
import { type Rate, ratesOf } from "./rates.ts";

/** The field's distances: street, city, region, country, continent; km, inclusive. */
export const THRESHOLDS_KM = [1, 25, 200, 750, 2500] as const;

/** Areas at which recall is tabled, km2. */
export const BUDGETS_KM2 = [1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8] as const;

/** The area under the curve runs from here to the whole Earth, on a logarithmic axis. */
const AUC_FROM_KM2 = 10;

/** Areas of the curve: ten a decade from 1 km2, and the Earth. */
export const CURVE_KM2: readonly number[] = [
  ...Array.from({ length: 88 }, (_, k) => 10 ** (k / 10)),
  EARTH_AREA_KM2,
];

/** Half the way around the Earth: nothing is farther off. */
const FARTHEST_KM = Math.PI * EARTH_RADIUS_KM;

/** Distances of the curve: ten a decade from 1 km, and the farthest. */
export const CURVE_KM: readonly number[] = [
  ...Array.from({ length: 44 }, (_, k) => 10 ** (k / 10)),
  FARTHEST_KM,
];

/** A mean or median with its bootstrap interval (over clusters where there are any); null without photos. */
export interface Estimated {
  readonly value: number;
  readonly interval: Interval | null;
}

export interface RvaPoint {
  readonly areaKm2: number;
  readonly recall: number;
  readonly low: number;
  readonly high: number;
}

export interface DistancePoint {
  readonly km: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** Distances and searched areas of the photos of a run, in one order. */
export interface Outcomes {
  readonly km: ArrayLike<number>;
  readonly geoScore: ArrayLike<number>;
  readonly areaKm2: ArrayLike<number>;
}

export interface Measures {
  readonly accuracy: readonly (Rate & { readonly km: number })[];
  /** Share of photos within any distance; empty in files from before it was told. */
  readonly distances: readonly DistancePoint[];
  readonly medianKm: Estimated;
  readonly meanKm: Estimated;
  readonly geoScore: Estimated;
  readonly rva: {
    readonly budgets: readonly (Rate & { readonly areaKm2: number })[];
    readonly medianKm2: Estimated;
    /** 0 to 1: the mean recall over log area from 10 km2 to the Earth. */
    readonly auc: Estimated;
    readonly curve: readonly RvaPoint[];
  };
}

export interface Resampling {
  readonly clusters: Clusters;
  readonly resamples: number;
  readonly seed: number;
}

/** Every figure that follows from distances and areas, with intervals. Needs at least one photo. */
export function measure({ km, geoScore, areaKm2 }: Outcomes, resampling: Resampling): Measures {
  const n = km.length;
  const byKm = orderOf(km);
  const byArea = orderOf(areaKm2);
  const gains = Float64Array.from(areaKm2, aucOf);
  const statistics = (weights: Float64Array) => {
    const total = sum(weights);
    return [
      dot(geoScore, weights) / total,
      dot(km, weights) / total,
      weightedMedian(km, byKm, weights),
      weightedMedian(areaKm2, byArea, weights),
      dot(gains, weights) / total,
    ];
  };
  const values = statistics(new Float64Array(n).fill(1));
  const { clusters, resamples, seed } = resampling;
  const intervals = resamples > 0 ? bootstrap(clusters, resamples, seed, statistics) : null;
  const estimated = (k: number): Estimated => ({
    value: values[k]!,
    interval: intervals ? intervals[k]! : null,
  });
  const withinKm = ratesOf(clusters, upTo(km, THRESHOLDS_KM));
  const withinAny = ratesOf(clusters, upTo(km, CURVE_KM));
  const withinArea = ratesOf(clusters, upTo(areaKm2, CURVE_KM2));
  return {
    accuracy: THRESHOLDS_KM.map((limit, i) => ({ km: limit, ...withinKm[i]! })),
    distances: CURVE_KM.map((limit, i) => {
      const { rate: share, clustered, wilson } = withinAny[i]!;
      const [low, high] = limit === FARTHEST_KM ? [1, 1] : (clustered ?? wilson);
      return { km: limit, share, low, high };
    }),
    medianKm: estimated(2),
    meanKm: estimated(1),
    geoScore: estimated(0),
    rva: {
      budgets: BUDGETS_KM2.map((budget) => {
        const i = CURVE_KM2.findIndex((limit) => Math.abs(limit / budget - 1) < 1e-9);
        return { areaKm2: budget, ...withinArea[i]! };
      }),
      medianKm2: estimated(3),
      auc: estimated(4),
      curve: CURVE_KM2.map((limit, i) => {
        const { rate: recall, clustered, wilson } = withinArea[i]!;
        // The whole Earth holds every photo for certain.
        const [low, high] = limit === EARTH_AREA_KM2 ? [1, 1] : (clustered ?? wilson);
        return { areaKm2: limit, recall, low, high };
      }),
    },
  };
}

/** A photo's share of the area under the curve: 1 when found within 10 km2, 0 when it takes the Earth. */
export function aucOf(areaKm2: number): number {
  const area = Math.min(Math.max(areaKm2, AUC_FROM_KM2), EARTH_AREA_KM2);
  return Math.log(EARTH_AREA_KM2 / area) / Math.log(EARTH_AREA_KM2 / AUC_FROM_KM2);
}

/** Budgets of round numbers must hold what is equal to them but for rounding. */
const ROUNDING = 1 + 1e-12;

/** Of each limit which values are at most that: 1, else 0. */
function upTo(values: ArrayLike<number>, limits: readonly number[]): Uint8Array[] {
  return limits.map((limit) =>
    Uint8Array.from(values, (value) => (value <= limit * ROUNDING ? 1 : 0)),
  );
}

function dot(values: ArrayLike<number>, weights: Float64Array): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += values[i]! * weights[i]!;
  return total;
}

function sum(weights: Float64Array): number {
  let total = 0;
  for (const weight of weights) total += weight;
  return total;
}
