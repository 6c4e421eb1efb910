import { PLACE_LEVELS } from "../../contracts/place-levels.ts";
import type { PlaceLevel } from "../../contracts/prediction.ts";
import { EARTH_RADIUS_KM } from "../../earth/lng-lat.ts";
import type { DatasetFacts } from "../reading/dataset-facts.ts";
import { FLOOR, MISS_KM, type PhotoScore } from "../scoring/photo-score.ts";
import type { RankingProtocol } from "../scoring/protocol.ts";
import { type Calibration, calibrationOf } from "./calibration.ts";
import { clustersOf } from "./clusters.ts";
import { type Fairness, fairnessOf } from "./fairness.ts";
import { type LogScore, logScoreOf } from "./log-score.ts";
import { type Measures, measure, type Resampling } from "./measures.ts";
import { type Rate, ratesOf } from "./rates.ts";
import { type Selective, selectiveOf } from "./selective.ts";
import { type Slice, slicesOf } from "./slices.ts";
import { SUMMARY_FORMAT, SUMMARY_SCHEMA } from "./summary-schema.ts";

/** `summary.json`: every figure of a run. The same inputs give the same bytes, `run` aside. */
export interface Summary {
  readonly format: typeof SUMMARY_FORMAT;
  readonly schema: typeof SUMMARY_SCHEMA;
  /** A name for tables: the model, unless the caller chose another. */
  readonly name: string;
  readonly model: string | null;
  readonly dataset: DatasetFacts;
  readonly settings: {
    readonly thresholdsAreInclusive: true;
    readonly distance: "haversine";
    readonly earthRadiusKm: number;
    readonly missKm: number;
    readonly logScoreFloor: number;
    /** Whether all cells that tie with the true one are searched before it, or half of them. */
    readonly ties: "pessimistic" | "middle";
    /** H3 resolution that every prediction was brought to before it was ranked; null for the cells that it states. */
    readonly raster: number | null;
    readonly ranking: RankingProtocol["ranking"];
    readonly seed: number;
    readonly resamples: number;
    readonly confidence: 0.95;
    readonly clusteredBy: string | null;
    /** Clusters of the photos that have a position. */
    readonly clusters: number;
    /** How shares of clustered photos got their intervals: `rates.ts`, or as before it. */
    readonly shareIntervals: "design-effect" | "bootstrap";
  };
  readonly counts: Counts;
  /** Null when no photo of the set has a position. */
  readonly measures: Measures | null;
  readonly places: readonly PlaceAccuracy[];
  readonly country: CountryAccuracy | null;
  readonly calibration: Calibration | null;
  readonly logScore: LogScore | null;
  readonly selective: Selective | null;
  readonly slices: readonly Slice[];
  readonly baselines: readonly Baseline[];
  readonly leakage: Leakage | null;
  /** How far continents are apart; empty where fewer than two have enough photos. */
  readonly fairness: readonly Fairness[];
  /** The same figures without what an audit of the photos found; null without an audit or findings. */
  readonly cleaned: Cleaned | null;
  readonly run?: Readonly<Record<string, unknown>>;
}

/** Every photo of the set is in one of scored, missing, unreadable and invalid. */
export interface Counts {
  readonly scored: number;
  readonly missing: Listed;
  readonly unreadable: Listed;
  readonly invalid: Listed;
  /** Photos whose id came more than once in the predictions; the first counts. */
  readonly duplicates: Listed;
  readonly truthDuplicates: Listed;
  /** Predictions for photos that the set does not have. */
  readonly extra: Listed;
  /** Where the true place was found. `beyond` counts as the whole Earth for want of listed cells, `outside` for want of probability. */
  readonly listed: number;
  readonly tail: number;
  readonly beyond: number;
  readonly outside: number;
}

/** How many, and the first of them by name. */
export interface Listed {
  readonly count: number;
  readonly first: readonly string[];
}

export interface PlaceAccuracy extends Rate {
  readonly level: PlaceLevel;
}

/** Countries by summed probability, where the system states one; else by the point. */
export interface CountryAccuracy {
  readonly top1: Rate;
  /** Null for systems that name no ranked countries. */
  readonly top5: Rate | null;
  /** Mean over the true countries of the share that is right. */
  readonly macro: number;
  readonly countries: number;
}

/** A reference that looks at no photo, on the same photos. */
export interface Baseline {
  readonly name: string;
  readonly detail: string;
  readonly measures: Measures;
}

export interface Leakage {
  readonly gallery: string;
  readonly points: number;
  readonly withinM: number;
  readonly photos: Rate;
  /** The same within 1, 10 and 25 km. */
  readonly within: readonly (Rate & { readonly km: number })[];
}

export interface Cleaned {
  /** Photos with a position that are left. */
  readonly photos: number;
  /** What was left out, by what was found. */
  readonly leftOut: readonly { readonly finding: string; readonly photos: number }[];
  readonly measures: Measures;
}

/** What a summary says beside the figures. */
export interface SummaryContext {
  readonly name: string;
  readonly model: string | null;
  readonly dataset: DatasetFacts;
  readonly clusteredBy: string | null;
  readonly duplicates: readonly string[];
  readonly truthDuplicates: readonly string[];
  readonly extra: readonly string[];
  readonly seed: number;
  readonly resamples: number;
  readonly leakage: Leakage | null;
  readonly protocol?: RankingProtocol;
  /** Ids that an audit leaves out, with what it found. */
  readonly leftOut?: ReadonlyMap<string, string> | null;
  /** References on the placed photos, in the order of `scores`. */
  baselines(placed: readonly PhotoScore[], resampling: Resampling): Baseline[];
}

/** Names listed of each kind of trouble. */
const NAMED = 20;

/** All figures of a run, from one row per photo of the set, sorted by id. */
export function summarise(scores: readonly PhotoScore[], context: SummaryContext): Summary {
  const placed = scores.filter(({ km }) => km !== null);
  const resampling = resamplingOf(placed, context);
  const count = (status: PhotoScore["status"]) =>
    listed(scores.filter((score) => score.status === status).map(({ id }) => id));
  const at = (where: PhotoScore["where"]) => placed.filter((score) => score.where === where).length;
  const measures = placed.length === 0 ? null : measure(outcomesOf(placed), resampling);
  return {
    format: SUMMARY_FORMAT,
    schema: SUMMARY_SCHEMA,
    name: context.name,
    model: context.model,
    dataset: context.dataset,
    settings: {
      thresholdsAreInclusive: true,
      distance: "haversine",
      earthRadiusKm: EARTH_RADIUS_KM,
      missKm: MISS_KM,
      logScoreFloor: FLOOR,
      ties: context.protocol?.ties === "middle" ? "middle" : "pessimistic",
      raster: context.protocol?.raster ?? null,
      ranking: context.protocol?.ranking ?? "density",
      seed: context.seed,
      resamples: context.resamples,
      confidence: 0.95,
      clusteredBy: context.clusteredBy,
      clusters: resampling.clusters.count,
      shareIntervals: "design-effect",
    },
    counts: {
      scored: scores.filter(({ status }) => status === "scored").length,
      missing: count("missing"),
      unreadable: count("unreadable"),
      invalid: count("invalid"),
      duplicates: listed(context.duplicates),
      truthDuplicates: listed(context.truthDuplicates),
      extra: listed(context.extra),
      listed: at("listed"),
      tail: at("tail"),
      beyond: at("beyond"),
      outside: at("outside"),
    },
    measures,
    places: placesOf(placed),
    country: countryOf(scores),
    calibration: calibrationOf(scores),
    logScore: logScoreOf(placed, context),
    selective: selectiveOf(placed),
    slices: slicesOf(scores),
    baselines: placed.length === 0 ? [] : context.baselines(placed, resampling),
    leakage: context.leakage,
    fairness: fairnessOf(placed, context),
    cleaned: cleanedOf(placed, context),
  };
}

function cleanedOf(placed: readonly PhotoScore[], context: SummaryContext): Cleaned | null {
  const found = context.leftOut ?? new Map<string, string>();
  const left = placed.filter(({ id }) => !found.has(id));
  if (left.length === placed.length || left.length === 0) return null;
  const counts = new Map<string, number>();
  for (const { id } of placed) {
    const finding = found.get(id);
    if (finding !== undefined) counts.set(finding, (counts.get(finding) ?? 0) + 1);
  }
  return {
    photos: left.length,
    leftOut: [...counts].sort().map(([finding, photos]) => ({ finding, photos })),
    measures: measure(outcomesOf(left), resamplingOf(left, context)),
  };
}

/** What photos are drawn with: clusters of theirs. */
export function resamplingOf(
  placed: readonly PhotoScore[],
  { seed, resamples }: Pick<SummaryContext, "seed" | "resamples">,
): Resampling {
  return { clusters: clustersOf(placed), seed, resamples };
}

export function outcomesOf(placed: readonly PhotoScore[]) {
  return {
    km: Float64Array.from(placed, ({ km }) => km!),
    geoScore: Float64Array.from(placed, ({ geoScore }) => geoScore!),
    areaKm2: Float64Array.from(placed, ({ areaKm2 }) => areaKm2!),
  };
}

function placesOf(placed: readonly PhotoScore[]): PlaceAccuracy[] {
  return PLACE_LEVELS.flatMap((level) => {
    const named = placed.filter(({ isRight }) => isRight[level] !== null);
    return named.length === 0
      ? []
      : [{ level, ...rateOf(named, ({ isRight }) => isRight[level]!) }];
  });
}

function countryOf(scores: readonly PhotoScore[]): CountryAccuracy | null {
  const known = scores.filter(({ country }) => country !== null);
  if (known.length === 0) return null;
  const isRight = ({ country, topCountry }: PhotoScore) => country === topCountry;
  // Rank 0: the system names other countries only.
  const ranked = known.some(
    ({ status, countryRank }) => status === "scored" && countryRank !== null,
  );
  const byCountry = new Map<string, { n: number; right: number }>();
  for (const score of known) {
    const tally = byCountry.get(score.country!) ?? { n: 0, right: 0 };
    tally.n += 1;
    if (isRight(score)) tally.right += 1;
    byCountry.set(score.country!, tally);
  }
  const shares = [...byCountry.values()].map(({ n, right }) => right / n);
  return {
    top1: rateOf(known, isRight),
    top5: ranked ? rateOf(known, ({ countryRank }) => !!countryRank && countryRank <= 5) : null,
    macro: shares.reduce((a, b) => a + b, 0) / shares.length,
    countries: byCountry.size,
  };
}

function rateOf(photos: readonly PhotoScore[], isHit: (score: PhotoScore) => boolean): Rate {
  const [rate] = ratesOf(clustersOf(photos), [photos.map((score) => Number(isHit(score)))]);
  return rate!;
}

function listed(names: readonly string[]): Listed {
  return { count: names.length, first: names.slice(0, NAMED) };
}
