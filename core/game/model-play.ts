import * as z from "zod";
import { PositionSchema, type Prediction } from "../contracts/prediction.ts";
import { areaTest } from "../earth/areas.ts";
import type { Geography } from "../earth/geography.ts";
import type { Position } from "../earth/lng-lat.ts";
import { bestBet } from "./bet.ts";
import { placeAt } from "./place.ts";
import { toLngLat } from "./points.ts";
import { modelSearchKm2 } from "./search-area.ts";
import { pointAtStrength, STRENGTHS, type Strength } from "./strength.ts";

const ModelPinSchema = z.object({ at: PositionSchema, country: z.string().nullable() }).readonly();

/** How the model plays one photo, in every mode and at every strength; this is how it is stored. */
export const ModelPlaySchema = z
  .object({
    points: z.record(z.enum(STRENGTHS), ModelPinSchema).readonly(),
    /** Its most likely country, for streaks at full strength. */
    country: z.object({ at: PositionSchema, code: z.string() }).readonly().nullable(),
    /** The bet that it expects most of, and whether it holds the truth. */
    bet: z
      .object({ areaKm2: z.number(), confidence: z.number(), isHit: z.boolean() })
      .readonly()
      .nullable(),
    topPlaces: z
      .array(z.object({ name: z.string(), probability: z.number() }).readonly())
      .readonly(),
    /** Area of its best cells up to the one that holds the truth, km2; null when that is not among them. */
    searchKm2: z.number().nullable(),
  })
  .readonly();

/** A pin of the model and the country that it stands in. */
export type ModelPin = z.infer<typeof ModelPinSchema>;
export type ModelPlay = z.infer<typeof ModelPlaySchema>;

const TOP_PLACES = 3;
/** The model never claims more than a player may. */
const MOST_CONFIDENCE = 0.95;

/** What the model plays, given its prediction with outlines of its regions; the truth decides only what was hit. */
export function playOf(prediction: Prediction, truth: Position, geography: Geography): ModelPlay {
  const pinAt = (strength: Strength): ModelPin => {
    const at = pointAtStrength(prediction, strength);
    return { at, country: placeAt(at, geography).countryCode };
  };
  const countries = prediction.places.filter(({ level }) => level === "country");
  const top = countries[0];
  const bet = bestBet(
    prediction.regions.flatMap(({ mass, areaKm2, geometry }) =>
      geometry ? [{ areaKm2, confidence: Math.min(MOST_CONFIDENCE, mass), geometry }] : [],
    ),
  );
  return {
    points: {
      full: pinAt("full"),
      strong: pinAt("strong"),
      fair: pinAt("fair"),
      weak: pinAt("weak"),
    },
    country: top ? { at: top.at, code: top.id } : null,
    bet: bet && {
      areaKm2: bet.areaKm2,
      confidence: bet.confidence,
      isHit: areaTest(bet.geometry)(toLngLat(truth)),
    },
    topPlaces: countries
      .slice(0, TOP_PLACES)
      .map(({ name, probability }) => ({ name, probability })),
    searchKm2: modelSearchKm2(prediction.cells, truth),
  };
}
