import * as z from "zod";
import { HintsSchema } from "./hint.ts";
import { DEFAULT_MASSES } from "./prediction.ts";
import { DEFAULT_PRIOR, PRIOR_NAMES } from "./priors.ts";

/** More cells than this help no map: design bound on what one answer carries. */
export const MAX_CELLS_LIMIT = 20_000;

/** Cells of an answer where no number is asked for: with them it stays below 60 kB, 20 compressed. */
const DEFAULT_CELLS = 800;

/** Finest resolution at which changes are told: 14,000 cells on land. */
export const FINEST_CHANGES = 3;

/** Neighbours that one answer tells at most. */
export const MOST_NEIGHBOURS = 100;

/** How the credible regions of an answer are told beside their size. */
export const GEOMETRIES = ["none", "outline", "cells"] as const;

export type Geometry = (typeof GEOMETRIES)[number];

/** Ways in which a multimodal model is asked about a photo; `off` asks none. */
export const REASON_WAYS = ["off", "g3", "cot"] as const;

export type ReasonWay = Exclude<(typeof REASON_WAYS)[number], "off">;

/** How a prediction is made; every key has a default. */
export const PredictionOptionsSchema = z.strictObject({
  topK: z.int().min(1).max(100).default(5),
  prior: z.enum(PRIOR_NAMES).default(DEFAULT_PRIOR),
  ranking: z.enum(["cells", "gallery"]).default("cells"),
  crops: z.literal([1, 10]).default(1),
  regions: z
    .array(z.number().gt(0).lte(0.99))
    .max(10)
    .default([...DEFAULT_MASSES]),
  geometry: z.enum(GEOMETRIES).default("none"),
  maxCells: z.int().min(0).max(MAX_CELLS_LIMIT).default(DEFAULT_CELLS),
  changes: z.int().min(0).max(FINEST_CHANGES).nullable().default(null),
  densest: z.boolean().default(false),
  look: z.boolean().default(false),
  neighbours: z.int().min(0).max(MOST_NEIGHBOURS).default(0),
  reason: z.enum(REASON_WAYS).default("off"),
  /** All of them hold. */
  within: HintsSchema.default([]),
  /** None of them holds. */
  exclude: HintsSchema.default([]),
});

export type PredictionOptions = z.infer<typeof PredictionOptionsSchema>;

export const DEFAULT_OPTIONS: PredictionOptions = PredictionOptionsSchema.parse({});
