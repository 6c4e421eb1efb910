import type { MultiPolygon, Polygon } from "geojson";
import * as z from "zod";
import { CLIMATE_CODES, CONTINENT_IDS } from "./hint-codes.ts";

/** Bounds the work of laying areas over the land cells: about 50 ms. */
const MAX_HINT_POSITIONS = 1000;

/** Longitudes may run on beyond 180 degrees, where we cut (RFC 7946 §3.1.9). */
const Lng = z.number().min(-360).max(360);
/** Whoever writes the latitude first is told so, where it shows. */
const LAT_ERROR = { error: "a latitude within 90 degrees, after the longitude (GeoJSON order)" };
const Lat = z.number().min(-90, LAT_ERROR).max(90, LAT_ERROR);
const Ring = z
  .array(z.tuple([Lng, Lat]))
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

/** The ends of a range, one of which may be open; both belong to it. */
function range(least: number, most: number) {
  const end = z.number().min(least).max(most).nullable();
  return { from: end, to: end };
}

/** Half of the way around the Earth, km. */
const MAX_KM = 20_016;

/** One thing that a place may be. */
export const HintTermSchema = z
  .discriminatedUnion(
    "kind",
    [
      z.strictObject({ kind: z.literal("continent"), id: z.enum(CONTINENT_IDS) }),
      z.strictObject({
        kind: z.literal("country"),
        id: z.string().regex(/^[A-Z]{2}$/, "two capital letters, ISO 3166-1"),
      }),
      z.strictObject({
        kind: z.literal("division"),
        id: z.string().regex(/^[A-Z]{2}\.[\w-]{1,10}$/, "a GeoNames admin1 code like US.CA"),
      }),
      z.strictObject({ kind: z.literal("area"), area: AreaSchema }),
      z.strictObject({
        kind: z.literal("near"),
        lat: z.number().min(-90).max(90),
        lng: z.number().min(-180).max(180),
        km: z.number().gt(0).max(MAX_KM),
        /** What lies there, for the eye. */
        name: z.string().max(100).optional(),
      }),
      z.strictObject({ kind: z.literal("sea"), ...range(0, MAX_KM) }),
      z.strictObject({ kind: z.literal("elevation"), ...range(-500, 9000) }),
      z.strictObject({ kind: z.literal("climate"), code: z.enum(CLIMATE_CODES) }),
      z.strictObject({ kind: z.literal("driving"), side: z.enum(["left", "right"]) }),
    ],
    {
      error:
        "a term with its kind: continent, country, division, area, near, sea, elevation, climate or driving",
    },
  )
  .refine((term) => !("from" in term) || term.from !== null || term.to !== null, {
    error: "at least one end of the range",
  })
  .refine((term) => !("from" in term) || (term.from ?? -Infinity) <= (term.to ?? Infinity), {
    error: "a range from the smaller to the larger number",
  });

/** What a person knows beforehand: any of these. */
export const HintSchema = z.array(HintTermSchema).min(1).max(250);

/** Several hints, all of which hold. */
export const HintsSchema = z
  .array(HintSchema)
  .max(20)
  .refine((hints) => positionsOf(hints.flat()) <= MAX_HINT_POSITIONS, {
    error: `at most ${MAX_HINT_POSITIONS} positions in all areas together; simplify them`,
  });

function positionsOf(terms: readonly HintTerm[]): number {
  const rings = terms.flatMap((term) => {
    if (term.kind !== "area") return [];
    const { type, coordinates } = term.area;
    return type === "Polygon" ? coordinates : coordinates.flat();
  });
  return rings.reduce((sum, ring) => sum + ring.length, 0);
}

export type Area = Polygon | MultiPolygon;
export type HintTerm =
  | Exclude<z.infer<typeof HintTermSchema>, { kind: "area" }>
  | { readonly kind: "area"; readonly area: Area };
export type Hint = readonly HintTerm[];
