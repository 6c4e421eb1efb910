import { quote } from "../../contracts/quote.ts";
import type { PhotoScore } from "../scoring/photo-score.ts";
import { orderOf, weightedMedian } from "../scoring/quantiles.ts";
import { clustersOf } from "./clusters.ts";
import { exchangeP, holm } from "./exchange-test.ts";
import { bootstrap, type Interval } from "./intervals.ts";
import { aucOf, BUDGETS_KM2, THRESHOLDS_KM } from "./measures.ts";
import { urbanityOf } from "./slices.ts";

/** A figure of two runs on the same photos. */
export interface PairedFigure {
  /** `within_25_km`, `geoscore`, `median_km`, `recall_1e5_km2`, `rva_auc`, `country`. */
  readonly figure: string;
  readonly isRate: boolean;
  readonly a: number;
  readonly b: number;
  /** b - a, with its paired bootstrap interval over clusters. */
  readonly difference: number;
  readonly interval: Interval | null;
  /** Of a rate, the photos that only one of them gets right. */
  readonly only: { readonly a: number; readonly b: number } | null;
  /** `exchangeP`. */
  readonly p: number;
  /** `holm` among all figures but the primary one, which is tested by itself: null there. */
  readonly adjustedP: number | null;
}

export interface Comparison {
  readonly n: number;
  readonly clusters: number;
  /** The figure that was declared before. */
  readonly primary: string;
  /** Figures beside the primary one, among which p is adjusted. */
  readonly others: number;
  /** Photos that only one of the runs has: they are in no figure. */
  readonly onlyInA: readonly string[];
  readonly onlyInB: readonly string[];
  readonly figures: readonly PairedFigure[];
  /** The same for photos outside towns; null when there are none. */
  readonly nonUrban: { readonly n: number; readonly figures: readonly PairedFigure[] } | null;
}

export interface ComparisonSettings {
  readonly seed: number;
  readonly resamples: number;
  /** The figure that decides, chosen before looking; null: GeoScore, or the right country where no photo has a position. */
  readonly primary: string | null;
}

/** Compares two runs photo by photo. Throws a message for people when they are not of the same set. */
export function compareRuns(
  a: readonly PhotoScore[],
  b: readonly PhotoScore[],
  settings: ComparisonSettings,
): Comparison {
  const pairs = pairsOf(a, b);
  const [inA, inB] = [a, b].map((scores) => new Set(scores.map(({ id }) => id)));
  const nonUrban = pairs.filter(([score]) => urbanityOf(score) === "non-urban");
  const all = comparePairs(pairs, settings);
  const outside = nonUrban.length === 0 ? [] : comparePairs(nonUrban, settings);
  const primary = primaryOf(all, settings.primary);
  const others = [...all, ...outside].filter((figure) => figure !== primary);
  const adjusted = holm(others.map(({ p }) => p));
  const finish = (figure: Tested): PairedFigure => ({
    ...figure,
    adjustedP: figure === primary ? null : adjusted[others.indexOf(figure)]!,
  });
  return {
    n: pairs.length,
    clusters: clustersOf(pairs.map(([score]) => score)).count,
    primary: primary.figure,
    others: others.length,
    onlyInA: a.filter(({ id }) => !inB!.has(id)).map(({ id }) => id),
    onlyInB: b.filter(({ id }) => !inA!.has(id)).map(({ id }) => id),
    figures: all.map(finish),
    nonUrban: outside.length === 0 ? null : { n: nonUrban.length, figures: outside.map(finish) },
  };
}

/** A figure before it is known how many others are tested. */
export type Tested = Omit<PairedFigure, "adjustedP">;
export type Pair = readonly [a: PhotoScore, b: PhotoScore];

/** The photos of both runs. Throws a message for people when there are none, and when the runs are of different truths. */
export function pairsOf(a: readonly PhotoScore[], b: readonly PhotoScore[]): Pair[] {
  const other = new Map(b.map((score) => [score.id, score]));
  const pairs = a.flatMap((score): Pair[] => {
    const match = other.get(score.id);
    return match ? [[score, match]] : [];
  });
  if (pairs.length === 0) throw new Error("the two runs have no photo in common");
  const moved = pairs.find(([x, y]) => !isSamePlace(x, y));
  if (moved) {
    throw new Error(
      `the two runs put the truth of ${moved[0].id} in different places; score both against one table`,
    );
  }
  return pairs;
}

/** The figure that decides; null: GeoScore, or the first where no photo has a position. Throws a message for people. */
export function primaryOf(figures: readonly Tested[], wanted: string | null): Tested {
  const called = (name: string) => figures.find(({ figure }) => figure === name);
  const primary = wanted === null ? (called("geoscore") ?? figures[0]) : called(wanted);
  if (primary) return primary;
  const names = figures.map(({ figure }) => figure).join(", ");
  throw new Error(
    `there is no figure ${quote(wanted ?? "")} of both runs, expected one of ${names}`,
  );
}

function isSamePlace(x: PhotoScore, y: PhotoScore): boolean {
  if (!x.truth || !y.truth) return x.truth === y.truth && x.country === y.country;
  return Math.abs(x.truth[0] - y.truth[0]) < 1e-6 && Math.abs(x.truth[1] - y.truth[1]) < 1e-6;
}

type Resampled = Pick<ComparisonSettings, "seed" | "resamples">;

/** A figure that is a mean over photos. */
interface Mean {
  readonly figure: string;
  readonly isRate: boolean;
  of(score: PhotoScore): number | null;
}

const MEDIAN = "median_km";

const MEANS: readonly Mean[] = [
  ...THRESHOLDS_KM.map((limit) => ({
    figure: `within_${limit}_km`,
    isRate: true,
    of: ({ km }: PhotoScore) => (km === null ? null : Number(km <= limit)),
  })),
  { figure: "geoscore", isRate: false, of: ({ geoScore }) => geoScore },
  ...BUDGETS_KM2.map((budget) => ({
    figure: `recall_1e${Math.round(Math.log10(budget))}_km2`,
    isRate: true,
    of: ({ areaKm2 }: PhotoScore) => (areaKm2 === null ? null : Number(areaKm2 <= budget)),
  })),
  {
    figure: "rva_auc",
    isRate: false,
    of: ({ areaKm2 }) => (areaKm2 === null ? null : aucOf(areaKm2)),
  },
  {
    figure: "country",
    isRate: true,
    of: ({ country, topCountry }) => (country === null ? null : Number(country === topCountry)),
  },
];

/** All figures of two runs, or the one that is wanted. */
export function comparePairs(
  pairs: readonly Pair[],
  settings: Resampled,
  wanted: string | null = null,
): Tested[] {
  const isWanted = (figure: string) => wanted === null || figure === wanted;
  const means = MEANS.filter(({ figure }) => isWanted(figure)).flatMap((mean) =>
    meanOf(mean, pairs, settings),
  );
  const placed = pairs.filter(([{ km }]) => km !== null);
  if (placed.length === 0 || !isWanted(MEDIAN)) return means;
  return [...means, medianOf(placed, settings)];
}

function meanOf(mean: Mean, pairs: readonly Pair[], settings: Resampled): Tested[] {
  const known = pairs.filter(([a, b]) => mean.of(a) !== null && mean.of(b) !== null);
  if (known.length === 0) return [];
  const a = Float64Array.from(known, ([score]) => mean.of(score)!);
  const b = Float64Array.from(known, ([, score]) => mean.of(score)!);
  const gain = b.map((value, i) => value - a[i]!);
  const average = (values: Float64Array) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const [interval] = resample(known, settings, (weights) => {
    let [sum, total] = [0, 0];
    for (let i = 0; i < weights.length; i++) {
      sum += gain[i]! * weights[i]!;
      total += weights[i]!;
    }
    return [sum / total];
  });
  const { figure, isRate } = mean;
  const only = {
    a: gain.filter((value) => value < 0).length,
    b: gain.filter((value) => value > 0).length,
  };
  return [
    {
      figure,
      isRate,
      a: average(a),
      b: average(b),
      difference: average(gain),
      interval: interval ?? null,
      only: isRate ? only : null,
      p: meanP(known, gain, settings.seed),
    },
  ];
}

/** Clusters in which the runs are equal can be exchanged without a trace. */
function meanP(known: readonly Pair[], gain: Float64Array, seed: number): number {
  const { of, count } = clustersOf(known.map(([score]) => score));
  const gains = new Float64Array(count);
  for (let i = 0; i < gain.length; i++) gains[of[i]!]! += gain[i]!;
  const told = gains.filter((sum) => sum !== 0);
  return exchangeP({ count: told.length }, seed, (places) => {
    let sum = 0;
    for (let c = 0; c < told.length; c++) sum += places[c]! * told[c]!;
    return sum;
  });
}

function medianOf(pairs: readonly Pair[], settings: Resampled): Tested {
  const a = pairs.map(([{ km }]) => km!);
  const b = pairs.map(([, { km }]) => km!);
  const [orderA, orderB] = [orderOf(a), orderOf(b)];
  const medians = (weights: Float64Array) =>
    [weightedMedian(a, orderA, weights), weightedMedian(b, orderB, weights)] as const;
  const [ofA, ofB] = medians(new Float64Array(pairs.length).fill(1));
  const [interval] = resample(pairs, settings, (weights) => {
    const [x, y] = medians(weights);
    return [y - x];
  });
  return {
    figure: MEDIAN,
    isRate: false,
    a: ofA,
    b: ofB,
    difference: ofB - ofA,
    interval: interval ?? null,
    only: null,
    p: medianP(pairs, a, b, settings.seed),
  };
}

function medianP(
  pairs: readonly Pair[],
  a: readonly number[],
  b: readonly number[],
  seed: number,
): number {
  const n = pairs.length;
  const clusters = clustersOf(pairs.map(([score]) => score));
  const both = [...a, ...b];
  const order = orderOf(both);
  const inA = new Float64Array(2 * n);
  const inB = new Float64Array(2 * n);
  return exchangeP(clusters, seed, (places) => {
    for (let i = 0; i < n; i++) {
      const isInPlace = places[clusters.of[i]!] === 1 ? 1 : 0;
      inA[i] = isInPlace;
      inA[n + i] = 1 - isInPlace;
      inB[i] = 1 - isInPlace;
      inB[n + i] = isInPlace;
    }
    return weightedMedian(both, order, inB) - weightedMedian(both, order, inA);
  });
}

function resample(
  pairs: readonly Pair[],
  { seed, resamples }: Resampled,
  statistics: (weights: Float64Array) => readonly number[],
): Interval[] {
  const clusters = clustersOf(pairs.map(([score]) => score));
  return bootstrap(clusters, resamples, seed, statistics);
}
