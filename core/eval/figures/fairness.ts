import type { PhotoScore } from "../scoring/photo-score.ts";
import { clustersOf } from "./clusters.ts";
import { bootstrap, type Interval } from "./intervals.ts";

/** How far the best served continent is from the worst. */
export interface Fairness {
  readonly figure: (typeof FAIRNESS_FIGURES)[number];
  /** Continents with enough photos, best first. */
  readonly continents: readonly {
    readonly continent: string;
    readonly n: number;
    readonly value: number;
    /** 95 %, by bootstrap over clusters; null without resamples. */
    readonly interval: Interval | null;
  }[];
  /** Best minus worst. */
  readonly gap: number;
  /** 95 % of the difference of these two continents, as they were found best and worst: a gap of 0 can lie outside by selection. */
  readonly gapInterval: Interval | null;
}

export const FAIRNESS_FIGURES = ["within_200_km", "within_750_km", "geoscore"] as const;

/** Fewer photos say nothing of a continent. */
const LEAST_PHOTOS = 20;

/** Differences between continents; none where fewer than two have enough photos. */
export function fairnessOf(
  scores: readonly PhotoScore[],
  { seed, resamples }: { readonly seed: number; readonly resamples: number },
): Fairness[] {
  const placed = scores.filter(({ km, continent }) => km !== null && continent !== null);
  const names = [...new Set(placed.map(({ continent }) => continent!))]
    .sort()
    .filter((name) => placed.filter(({ continent }) => continent === name).length >= LEAST_PHOTOS);
  if (names.length < 2) return [];
  const clusters = clustersOf(placed);
  const of = Int32Array.from(placed, ({ continent }) => names.indexOf(continent!));
  const figures = FAIRNESS_FIGURES.map((figure) => {
    const values = Float64Array.from(placed, (score) => figureOf(figure, score));
    const means = (weights: Float64Array) => meansOf(values, of, weights, names.length);
    const found = means(new Float64Array(placed.length).fill(1));
    const order = names.map((_, i) => i).sort((a, b) => found[b]! - found[a]! || a - b);
    return { figure, means, found, order, best: order[0]!, worst: order.at(-1)! };
  });
  // One round of draws serves all figures: drawing is what takes the time.
  const intervals =
    resamples === 0
      ? null
      : bootstrap(clusters, resamples, seed, (weights) =>
          figures.flatMap(({ means, best, worst }) => {
            const drawn = means(weights);
            return [...drawn, drawn[best]! - drawn[worst]!];
          }),
        );
  return figures.map(({ figure, found, order, best, worst }, k) => {
    const first = k * (names.length + 1);
    return {
      figure,
      continents: order.map((i) => ({
        continent: names[i]!,
        n: of.filter((own) => own === i).length,
        value: found[i]!,
        interval: intervals?.[first + i] ?? null,
      })),
      gap: found[best]! - found[worst]!,
      gapInterval: intervals?.[first + names.length] ?? null,
    };
  });
}

function figureOf(figure: Fairness["figure"], { km, geoScore }: PhotoScore): number {
  if (figure === "geoscore") return geoScore!;
  return Number(km! <= (figure === "within_200_km" ? 200 : 750));
}

/** Weighted mean of each group; not finite where a draw has none of it. */
function meansOf(
  values: Float64Array,
  of: Int32Array,
  weights: Float64Array,
  groups: number,
): number[] {
  const [sums, totals] = [new Float64Array(groups), new Float64Array(groups)];
  for (let i = 0; i < values.length; i++) {
    const group = of[i]!;
    if (group < 0) continue;
    sums[group]! += values[i]! * weights[i]!;
    totals[group]! += weights[i]!;
  }
  return Array.from(sums, (sum, i) => sum / totals[i]!);
}
