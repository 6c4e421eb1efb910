import { toClusters } from "../figures/clusters.ts";
import { bootstrap, type Interval } from "../figures/intervals.ts";
import { THRESHOLDS_KM } from "../figures/measures.ts";

/** The ways in which albums are answered, and how the tables call them. */
export const ALBUM_ARMS = {
  alone: "each photo alone",
  average: "average of the album's beliefs",
  together: "together",
  learned: "learned sequence model",
  learnedTogether: "together, of what the learned sequence model says",
  anchor1: "together, one photo's place known",
  anchor2: "together, two photos' places known",
  nearest1: "place of the nearest known photo in time, of one",
  nearest2: "place of the nearest known photo in time, of two",
  shuffled: "together, times shuffled",
  shifted: "together, scored by the next photo's place",
} as const;

export type AlbumArm = keyof typeof ALBUM_ARMS;

/** What became of one photo in one arm. */
export interface ArmScore {
  readonly arm: AlbumArm;
  readonly album: string;
  readonly km: number;
  readonly geoScore: number;
  /** Whether the 90 % region holds the place; null where the arm has none. */
  readonly isHeld: boolean | null;
}

export interface ArmFigures {
  readonly arm: AlbumArm;
  readonly photos: number;
  readonly geoScore: number;
  /** 95 %, by a bootstrap over whole albums. */
  readonly interval: Interval;
  readonly medianKm: number;
  /** Shares within 1, 25, 200, 750, 2500 km. */
  readonly within: readonly number[];
  /** Share of places in the 90 % region; null where the arm has none. */
  readonly held: number | null;
}

export function armFigures(
  scores: readonly ArmScore[],
  { seed, resamples }: { readonly seed: number; readonly resamples: number },
): ArmFigures[] {
  return (Object.keys(ALBUM_ARMS) as AlbumArm[]).flatMap((arm) => {
    const own = scores.filter((score) => score.arm === arm);
    if (own.length === 0) return [];
    const clusters = toClusters(own.map(({ album }) => album));
    const [interval = [Number.NaN, Number.NaN] as const] = bootstrap(
      clusters,
      resamples,
      seed,
      (weights) => [weightedMean(own, weights)],
    );
    const km = own.map((score) => score.km).sort((a, b) => a - b);
    const regions = own.filter(({ isHeld }) => isHeld !== null);
    return [
      {
        arm,
        photos: own.length,
        geoScore: own.reduce((sum, score) => sum + score.geoScore, 0) / own.length,
        interval,
        medianKm: km[Math.floor(km.length / 2)]!,
        within: THRESHOLDS_KM.map((limit) => km.filter((far) => far <= limit).length / km.length),
        held:
          regions.length === 0
            ? null
            : regions.filter(({ isHeld }) => isHeld).length / regions.length,
      },
    ];
  });
}

function weightedMean(scores: readonly ArmScore[], weights: Float64Array): number {
  let [sum, total] = [0, 0];
  for (const [i, { geoScore }] of scores.entries()) {
    sum += weights[i]! * geoScore;
    total += weights[i]!;
  }
  return sum / total;
}
