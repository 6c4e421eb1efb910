import type { PhotoScore } from "../scoring/photo-score.ts";
import { clustersOf } from "./clusters.ts";
import {
  type ComparisonSettings,
  comparePairs,
  type PairedFigure,
  pairsOf,
  primaryOf,
} from "./comparison.ts";
import { holm } from "./exchange-test.ts";

/** A run by the name that tables call it. */
export interface NamedScores {
  readonly name: string;
  readonly scores: readonly PhotoScore[];
}

/** Two of the runs by one figure: numbers of the runs, and b - a. */
export interface RunPair extends Pick<PairedFigure, "difference" | "interval" | "p"> {
  readonly a: number;
  readonly b: number;
  /** `holm` among all pairs. */
  readonly adjustedP: number;
}

export interface ComparisonOfMany {
  /** Photos that all runs have: no other is in any figure. */
  readonly n: number;
  readonly clusters: number;
  /** The figure that was declared before. */
  readonly primary: Pick<PairedFigure, "figure" | "isRate">;
  /** Photos of each run that another one lacks. */
  readonly left: readonly number[];
  /** Every figure, of each run. */
  readonly figures: readonly (Pick<PairedFigure, "figure" | "isRate"> & {
    readonly of: readonly number[];
  })[];
  /** Each run with each later one, by the primary figure. */
  readonly pairs: readonly RunPair[];
}

/**
 * Compares runs on the photos that all of them have, each with each.
 *
 * @param runs two or more
 * @throws a message for people when they are not of the same set
 */
export function compareMany(
  runs: readonly NamedScores[],
  settings: ComparisonSettings,
): ComparisonOfMany {
  const having = new Map<string, number>();
  for (const { scores } of runs) {
    for (const { id } of scores) having.set(id, (having.get(id) ?? 0) + 1);
  }
  const everywhere = new Set([...having].filter(([, n]) => n === runs.length).map(([id]) => id));
  const common = runs.map(({ scores }) => scores.filter(({ id }) => everywhere.has(id)));
  const [first, ...others] = common;
  if (everywhere.size === 0) throw new Error("the runs have no photo in common");
  // Figures need no intervals here but for those of the pairs.
  const values = { ...settings, resamples: 0 };
  const against = others.map((scores) => comparePairs(pairsOf(first!, scores), values));
  const primary = primaryOf(against[0]!, settings.primary);
  const tested = common.flatMap((scores, a) =>
    common.slice(a + 1).map((later, i) => {
      const [pair] = comparePairs(pairsOf(scores, later), settings, primary.figure);
      const { difference, interval, p } = pair!;
      return { a, b: a + 1 + i, difference, interval, p };
    }),
  );
  const adjusted = holm(tested.map(({ p }) => p));
  return {
    n: everywhere.size,
    clusters: clustersOf(first!).count,
    primary: { figure: primary.figure, isRate: primary.isRate },
    left: runs.map(({ scores }) => scores.length - everywhere.size),
    figures: against[0]!.map(({ figure, isRate, a }) => ({
      figure,
      isRate,
      of: [
        a,
        ...against.map(
          (figures) => figures.find((other) => other.figure === figure)?.b ?? Number.NaN,
        ),
      ],
    })),
    pairs: tested.map((pair, i) => ({ ...pair, adjustedP: adjusted[i]! })),
  };
}
