import type { Geography } from "../../core/earth/geography.ts";
import type { Position } from "../../core/earth/lng-lat.ts";
import { modelPointsOf, worthOf } from "../../core/game/guess.ts";
import { type ModelPlay, playOf } from "../../core/game/model-play.ts";
import { placeAt } from "../../core/game/place.ts";
import { kmBetween } from "../../core/game/points.ts";
import type { Queries } from "../store/database.ts";
import { guessesAt, rescoreGuess } from "../store/guesses.ts";
import { type StoredPhoto, updatePhoto } from "../store/photos.ts";
import { findPrediction, playedBy, removePlay, replacePlay } from "../store/plays.ts";

/** What is stated of a photo now; null is not stated, and changes nothing. */
export interface Statement {
  readonly at: Position | null;
  readonly attribution: string | null;
  readonly licence: string | null;
  readonly url: string | null;
}

/** Positions that differ less are the same, written in another way. */
const SAME_PLACE_KM = 0.001;

/** What a statement would change about a photo, in words that name both: `licence "CC0" -> "CC BY 4.0"`. */
export function changesOf(photo: StoredPhoto, stated: Statement): string[] {
  const credits = (["licence", "attribution", "url"] as const).flatMap((name) => {
    const [before, after] = [photo[name], stated[name]];
    if (after === null || after === before) return [];
    return [`${name} ${JSON.stringify(before)} -> ${JSON.stringify(after)}`];
  });
  return isMoved(photo, stated.at)
    ? [`position ${describe(photo)} -> ${describe(stated.at!)}`, ...credits]
    : credits;
}

/** Whether a position is stated that is another one. */
export function isMoved(photo: Position, at: Position | null): boolean {
  return at !== null && kmBetween(photo, at) > SAME_PLACE_KM;
}

/** "48.85661, 2.35222". */
export function describe({ lat, lng }: Position): string {
  return `${lat}, ${lng}`;
}

/**
 * Corrects a photo, within a transaction. Where it moves, guesses at it are worth what they would have been worth there,
 * and so are the model's and the sums of their games; a game that is over stays over.
 */
export async function correctPhoto(
  queries: Queries,
  geography: Geography,
  photo: StoredPhoto,
  stated: Statement,
): Promise<void> {
  const hasMoved = isMoved(photo, stated.at);
  const { lat, lng } = hasMoved ? stated.at! : photo;
  const place = hasMoved ? placeAt({ lat, lng }, geography) : photo.place;
  await updatePhoto(queries, photo.id, {
    ...{ lat, lng, place },
    attribution: stated.attribution ?? photo.attribution,
    licence: stated.licence ?? photo.licence,
    url: stated.url ?? photo.url,
  });
  if (!hasMoved) return;
  const plays = new Map<string, ModelPlay>();
  for (const bundle of await playedBy(queries, photo.id)) {
    const prediction = await findPrediction(queries, photo.id, bundle);
    if (prediction) {
      const play = playOf(prediction, { lat, lng }, geography);
      plays.set(bundle, play);
      await replacePlay(queries, photo.id, bundle, play);
    } else await removePlay(queries, photo.id, bundle);
  }
  const truth = { lat, lng, country: place.countryCode };
  for (const guess of await guessesAt(queries, photo.id)) {
    const said = {
      ...guess,
      radiusKm: guess.radiusKm ?? undefined,
      confidence: guess.confidence ?? undefined,
    };
    const { points, distanceKm } = worthOf(said, guess.rules, truth, geography);
    // The model had not played this round, or can no longer be judged: it counts without it, as before.
    const play = guess.modelPoints === null ? null : (plays.get(guess.bundle) ?? null);
    const modelPoints = modelPointsOf(play, guess.rules, guess.strength, truth);
    await rescoreGuess(queries, guess, { points, distanceKm, modelPoints });
  }
}
