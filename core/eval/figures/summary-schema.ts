// The page's worker reads summaries too: the small form of zod weighs a fifth of the other there.
import * as z from "zod/mini";
import { PLACE_LEVELS } from "../../contracts/place-levels.ts";
import { FAIRNESS_FIGURES } from "./fairness.ts";

/** Raised when a key changes its meaning or goes; new keys may come. */
export const SUMMARY_SCHEMA = 1;
export const SUMMARY_FORMAT = "graticule-evaluation";

/** A number; what was not finite is written as null. */
const Figure = z.pipe(
  z.nullable(z.number()),
  z.transform((value) => value ?? Number.NaN),
);
const Interval = z.tuple([Figure, Figure]);
const Rate = {
  hits: z.number(),
  n: z.number(),
  rate: Figure,
  wilson: Interval,
  clustered: z.nullable(Interval),
};
const RateSchema = z.object(Rate);
const Accuracy = z.array(z.object({ ...Rate, km: z.number() }));
const Budgets = z.array(z.object({ ...Rate, areaKm2: z.number() }));
const Estimated = z.object({ value: Figure, interval: z.nullable(Interval) });
const Listed = z.object({ count: z.number(), first: z.array(z.string()) });

const Measures = z.object({
  accuracy: Accuracy,
  distances: z._default(
    z.array(z.object({ km: z.number(), share: Figure, low: Figure, high: Figure })),
    [],
  ),
  medianKm: Estimated,
  meanKm: Estimated,
  geoScore: Estimated,
  rva: z.object({
    budgets: Budgets,
    medianKm2: Estimated,
    auc: Estimated,
    curve: z.array(z.object({ areaKm2: z.number(), recall: Figure, low: Figure, high: Figure })),
  }),
});

const Coverage = z.object({
  mass: z.number(),
  covered: z.number(),
  n: z.number(),
  rate: Figure,
  wilson: Interval,
  clustered: z._default(z.nullable(Interval), null),
  undetermined: z.number(),
});

const Calibration = z.object({
  coverage: z.array(Coverage),
  curve: z.array(Coverage),
  coverageError: z.nullable(z.number()),
  reliability: z.array(
    z.object({
      low: z.number(),
      high: z.number(),
      n: z.number(),
      confidence: Figure,
      accuracy: Figure,
    }),
  ),
  ece: z.nullable(z.number()),
});

const SelectivePoint = z.object({
  coverage: z.number(),
  n: z.number(),
  meanGeoScore: Figure,
  within25Km: Figure,
  within200Km: Figure,
  within750Km: Figure,
});

/** A block that older files may lack. */
const optional = <T extends z.ZodMiniType>(block: T) => z._default(z.nullable(block), null);

/** What a list of runs says of each. */
const HEAD = {
  format: z.literal(SUMMARY_FORMAT),
  schema: z.literal(SUMMARY_SCHEMA),
  name: z.string(),
  model: optional(z.string()),
  dataset: z.object({
    name: z.string(),
    photos: z.number(),
    withPosition: z.number(),
    countryOnly: z.number(),
    fingerprint: z.string(),
  }),
};

/** The rest of the document comes along, unread. */
export const SummaryHeadSchema = z.looseObject(HEAD);

/** The contract of `summary.json` (`Summary` says what everything means); keys that it does not know are let pass. */
export const SummarySchema = z.object({
  ...HEAD,
  settings: z.object({
    thresholdsAreInclusive: z.literal(true),
    distance: z.literal("haversine"),
    earthRadiusKm: z.number(),
    missKm: z.number(),
    logScoreFloor: z.number(),
    ties: z.enum(["pessimistic", "middle"]),
    // Files from before there was a common raster have each prediction's own cells.
    raster: z._default(z.nullable(z.number()), null),
    ranking: z._default(z.enum(["density", "probability"]), "density"),
    seed: z.number(),
    resamples: z.number(),
    confidence: z.literal(0.95),
    clusteredBy: z.nullable(z.string()),
    clusters: z.number(),
    // Files from before the design effect have the bootstrap's.
    shareIntervals: z._default(z.enum(["bootstrap", "design-effect"]), "bootstrap"),
  }),
  counts: z.object({
    scored: z.number(),
    missing: Listed,
    unreadable: Listed,
    invalid: Listed,
    duplicates: Listed,
    truthDuplicates: Listed,
    extra: Listed,
    listed: z.number(),
    tail: z.number(),
    beyond: z.number(),
    outside: z.number(),
  }),
  measures: optional(Measures),
  places: z._default(z.array(z.object({ ...Rate, level: z.enum(PLACE_LEVELS) })), []),
  country: optional(
    z.object({
      top1: RateSchema,
      top5: z.nullable(RateSchema),
      macro: Figure,
      countries: z.number(),
    }),
  ),
  calibration: optional(Calibration),
  logScore: optional(
    z.object({
      n: z.number(),
      meanNatsPerKm2: Figure,
      meanBits: Figure,
      bitsInterval: z._default(z.nullable(Interval), null),
    }),
  ),
  selective: optional(
    z.object({
      curve: z.array(SelectivePoint),
      riskArea: Figure,
      abstention: z.nullable(
        z.object({ abstained: z.number(), answered: z.nullable(SelectivePoint) }),
      ),
    }),
  ),
  slices: z.array(
    z.object({
      by: z.enum(["continent", "scene", "population", "urbanity", "landCover", "training"]),
      value: z.string(),
      n: z.number(),
      clusters: z.number(),
      accuracy: Accuracy,
      medianKm: Figure,
      meanGeoScore: Figure,
      recall: Budgets,
      countryRate: z.nullable(z.number()),
    }),
  ),
  baselines: z.array(z.object({ name: z.string(), detail: z.string(), measures: Measures })),
  leakage: optional(
    z.object({
      gallery: z.string(),
      points: z.number(),
      withinM: z.number(),
      photos: RateSchema,
      within: z._default(z.array(z.object({ ...Rate, km: z.number() })), []),
    }),
  ),
  fairness: z._default(
    z.array(
      z.object({
        figure: z.enum(FAIRNESS_FIGURES),
        continents: z.array(
          z.object({
            continent: z.string(),
            n: z.number(),
            value: Figure,
            interval: z.nullable(Interval),
          }),
        ),
        gap: Figure,
        gapInterval: z.nullable(Interval),
      }),
    ),
    [],
  ),
  cleaned: optional(
    z.object({
      photos: z.number(),
      leftOut: z.array(z.object({ finding: z.string(), photos: z.number() })),
      measures: Measures,
    }),
  ),
  run: z.exactOptional(z.record(z.string(), z.unknown())),
});
