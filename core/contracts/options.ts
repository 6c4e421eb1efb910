import type { MultiPolygon, Polygon } from "geojson";
import * as z from "zod";
import { DEFAULT_MASSES } from "./prediction.ts";
import { DEFAULT_PRIOR, PRIOR_NAMES } from "./priors.ts";

/** More cells than this help no map: design bound on what one answer carries. */
export const MAX_CELLS_LIMIT = 20_000;

/** Bounds the work of laying areas over the land cells: about 50 ms. */
const MAX_HINT_POSITIONS = 1000;

/** Longitudes may run on beyond 180 degrees, where we cut (RFC 7946 §3.1.9). */
const Lng = z.number().min(-360).max(360);
const Ring = z
  .array(z.tuple([Lng, z.number().min(-90).max(90)]))
  .min(4)
  .refine((ring) => widthOf(ring) <= 360, { error: "at most 360 degrees from west to east" });

function widthOf(ring: readonly (readonly [number, number])[]): number {
  const lngs = ring.map(([lng]) => lng);
  return Math.max(...lngs) - Math.min(...lngs);
}

/** An area that a hint names: GeoJSON, longitude first. */
export const AreaSchema = z.discriminatedUnion(
  "type",
  [
    z.strictObject({ type: z.literal("Polygon"), coordinates: z.array(Ring).min(1).max(100) }),
    z.strictObject({
      type: z.literal("MultiPolygon"),
      coordinates: z.array(z.array(Ring).min(1)).min(1).max(100),
    }),
  ],
  { error: "a GeoJSON Polygon or MultiPolygon" },
);

/** What a person knows beforehand: places by ISO 3166-1 code and areas; a cell fits if any of them holds it. */
export const HintSchema = z.strictObject({
  countries: z.array(z.string().regex(/^[A-Z]{2}$/, "two capital letters, ISO 3166-1")).max(250),
  areas: z
    .array(AreaSchema)
    .max(20)
    .refine((areas) => positionsOf(areas) <= MAX_HINT_POSITIONS, {
      error: `at most ${MAX_HINT_POSITIONS} positions in all areas together; simplify them`,
    }),
});

function positionsOf(areas: readonly z.infer<typeof AreaSchema>[]): number {
  const rings = areas.flatMap(({ type, coordinates }) =>
    type === "Polygon" ? coordinates : coordinates.flat(),
  );
  return rings.reduce((sum, ring) => sum + ring.length, 0);
}

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
  maxCells: z.int().min(0).max(MAX_CELLS_LIMIT).default(2000),
  within: HintSchema.nullable().default(null),
  exclude: HintSchema.nullable().default(null),
});

export type Area = Polygon | MultiPolygon;
export type Hint = z.infer<typeof HintSchema>;
export type PredictionOptions = z.infer<typeof PredictionOptionsSchema>;

export const DEFAULT_OPTIONS: PredictionOptions = PredictionOptionsSchema.parse({});
