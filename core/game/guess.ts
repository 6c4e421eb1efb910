import type { Geography } from "../earth/geography.ts";
import type { Position } from "../earth/lng-lat.ts";
import { GameError } from "./errors.ts";
import type { ModelPlay } from "./model-play.ts";
import { placeAt } from "./place.ts";
import { kmBetween } from "./points.ts";
import { RULE_SETS, type Rules } from "./rules/registry.ts";
import type { GuessFields, Truth } from "./rules/rule-set.ts";
import type { Strength } from "./strength.ts";

/** A guess that says nothing: what counts where the time ran out. */
export const NO_GUESS = { lat: null, lng: null } as const satisfies GuessFields;

/** What a guess is worth. */
export interface Worth {
  /** The pin; null without one, and then so are country and distance. */
  readonly at: Position | null;
  readonly country: string | null;
  readonly distanceKm: number | null;
  readonly points: number;
}

/** Throws `guess_invalid` for pins by half and for what the rules do not allow. */
export function checkGuess(guess: GuessFields, rules: Rules): void {
  const isHalf = (guess.lat === null) !== (guess.lng === null);
  const fault = isHalf
    ? { pointer: "body/lat", detail: "lat and lng are numbers together, or null together" }
    : RULE_SETS[rules].faultOf(guess);
  if (fault) throw new GameError("guess_invalid", fault.detail, [fault]);
}

/** Points of a guess. Pure: the truth, the rules and the guess decide. */
export function worthOf(
  { lat, lng, radiusKm, confidence }: GuessFields,
  rules: Rules,
  truth: Truth,
  geography: Geography,
): Worth {
  if (lat === null || lng === null) return { at: null, country: null, distanceKm: null, points: 0 };
  const at = { lat, lng };
  const distanceKm = kmBetween(at, truth);
  const country = placeAt(at, geography).countryCode;
  const pin = { country, distanceKm, radiusKm: radiusKm ?? null, confidence: confidence ?? null };
  return { at, country, distanceKm, points: RULE_SETS[rules].pointsOf(pin, truth) };
}

/** Points of the model's own play by the same rules; null when it made none. */
export function modelPointsOf(
  play: ModelPlay | null,
  rules: Rules,
  strength: Strength,
  truth: Truth,
): number | null {
  return play && RULE_SETS[rules].modelPointsOf(play, strength, truth);
}
