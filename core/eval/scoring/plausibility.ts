import { distanceKm, type LngLat } from "../../earth/lng-lat.ts";
import { SWAPPED_ADVICE, type TruthSet } from "../reading/truth.ts";
import type { PhotoScore } from "./photo-score.ts";
import { percentile } from "./quantiles.ts";

/** Below this share of ids in common the files may not belong together. */
const FEW = 0.5;

/** Why no prediction of a file can be scored, as sentences that follow the file's name; null when at least one can. */
export function faultOfAll(
  { scores, extra }: { readonly scores: readonly PhotoScore[]; readonly extra: readonly string[] },
  truth: TruthSet,
): string | null {
  if (scores.every(({ status }) => status === "missing")) {
    return extra.length === 0
      ? "it holds no predictions."
      : `none of its ${extra.length} ids is in the set, which has ids like ${truth.rows[0]!.id}; the predictions have ids like ${extra[0]}. Are they for another set?`;
  }
  const isSome = ({ status }: PhotoScore) => status === "scored" || status === "unreadable";
  if (scores.some(isSome)) return null;
  const invalid = scores.filter(({ status }) => status === "invalid");
  const { id, detail } = invalid[0]!;
  return `none of its ${invalid.length} predictions can be used; that of ${id} ${detail}.`;
}

/** Error when the predicted latitude and longitude are exchanged; infinite where that is no position. */
export function swappedKm([lng, lat]: LngLat, truth: LngLat): number {
  return Math.abs(lng) <= 90 ? distanceKm([lat, lng], truth) : Number.POSITIVE_INFINITY;
}

/** What makes the predictions as a whole look mistaken, as sentences. `swapped`: errors of the exchanged positions, km. */
export function warningsOf(
  scores: readonly PhotoScore[],
  extra: readonly string[],
  swapped: number[],
): string[] {
  const warnings: string[] = [];
  const found = scores.filter(({ status }) => status !== "missing").length;
  if (found < FEW * scores.length && extra.length > 0) {
    warnings.push(
      `Only ${found} of the set's ${scores.length} photos have a prediction, while ${extra.length} predictions are for other photos (such as ${extra[0]}). Are they for another set?`,
    );
  }
  const errors = scores.flatMap(({ status, km }) =>
    status === "scored" && km !== null ? [km] : [],
  );
  const exact = errors.filter((km) => km < EXACT_KM).length;
  if (errors.length >= LEAST_TO_JUDGE && exact > MANY * errors.length) {
    warnings.push(
      `${exact} of ${errors.length} predictions are the true places themselves. Does the file repeat the truth in the columns that were read? Call the predicted ones pred_lat, pred_lon.`,
    );
  }
  if (errors.length >= LEAST_TO_JUDGE) {
    const as = percentile(
      errors.sort((a, b) => a - b),
      0.5,
    );
    const exchanged = percentile(
      swapped.sort((a, b) => a - b),
      0.5,
    );
    if (exchanged < as / 2) {
      warnings.push(
        `The predictions lie ${Math.round(as)} km (median) from the truth, but ${Math.round(exchanged)} km with latitude and longitude exchanged. ${SWAPPED_ADVICE}.`,
      );
    }
  }
  return warnings;
}

const LEAST_TO_JUDGE = 5;
/** No system finds places to a metre. */
const EXACT_KM = 1e-3;
const MANY = 0.9;
