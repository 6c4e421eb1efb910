import { clustersOf } from "./clusters.ts";
import { bootstrap, type Interval } from "./intervals.ts";

/** What covering parts of one photo did to the probability of its first country. */
export interface CoveredPhoto {
  readonly whole: number;
  /** With the fifth of the patches covered that each take most from it when covered alone. */
  readonly strongest: number;
  /** With as many patches covered that were drawn. */
  readonly random: number;
  /** Photos of one cluster are not independent; null: the photo stands alone. */
  readonly cluster: string | null;
}

/** Whether what an occlusion map marks matters: means over photos. */
export interface CoverFigures {
  readonly photos: number;
  readonly whole: number;
  readonly strongest: number;
  readonly random: number;
  /** `random` less `strongest`, with its 95 % interval over clusters of photos. */
  readonly difference: number;
  readonly interval: Interval;
  /** Share of the photos in which the strongest take more than the drawn ones. */
  readonly wins: number;
}

const RESAMPLES = 2000;

/** Null where there is no photo. */
export function coverFigures(photos: readonly CoveredPhoto[], seed: number): CoverFigures | null {
  if (photos.length === 0) return null;
  const gains = photos.map(({ strongest, random }) => random - strongest);
  const clusters = clustersOf(photos);
  const [interval] = bootstrap(clusters, RESAMPLES, seed, (weights) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return [gains.reduce((sum, gain, i) => sum + gain * weights[i]!, 0) / total];
  });
  return {
    photos: photos.length,
    whole: meanOf(photos.map(({ whole }) => whole)),
    strongest: meanOf(photos.map(({ strongest }) => strongest)),
    random: meanOf(photos.map(({ random }) => random)),
    difference: meanOf(gains),
    interval: interval!,
    wins: gains.filter((gain) => gain > 0).length / gains.length,
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
