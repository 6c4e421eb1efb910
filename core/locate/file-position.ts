import { massBefore } from "../belief/mass-before.ts";
import type { Posterior } from "../belief/posterior.ts";
import type { Ranking } from "../belief/ranking.ts";
import type { Exif, FilePosition } from "../contracts/prediction.ts";
import { statedPosition } from "../contracts/prediction-parts.ts";
import type { Geography } from "../earth/geography.ts";
import { rowHolding } from "../earth/land-rows.ts";
import { distanceKm, type LngLat, type Position } from "../earth/lng-lat.ts";

/** What the picture alone says: hints left out. */
export interface PictureAlone {
  readonly posterior: Posterior;
  readonly ranking: Ranking;
}

/**
 * The position that a photo's file states, held against what the picture says; null where the file states none. It is
 * looked at once the answer stands, and moves nothing in it.
 *
 * @param best the point of the answer
 * @param pictureAlone is asked only of photos whose file states a position
 */
export function filePositionOf(
  exif: Exif | null,
  best: Position,
  pictureAlone: () => PictureAlone,
  geography: Geography,
): FilePosition | null {
  const stated = statedPosition(exif);
  if (!stated) return null;
  const at: LngLat = [stated.lng, stated.lat];
  const { posterior, ranking } = pictureAlone();
  const km = distanceKm(at, [best.lng, best.lat]);
  const mass = massBefore(posterior, ranking, at);
  return {
    placeName: placeNameAt(at, geography),
    distanceKm: Math.round(km * 10) / 10,
    massBefore: mass === null ? null : Math.round(mass * 1e4) / 1e4,
  };
}

/** "Sandviken, Sweden": the city, or the division, of the land cell that holds a place, and its country. */
function placeNameAt(at: LngLat, { cells, names }: Geography): string | null {
  const row = rowHolding(cells, at);
  if (row < 0) return null;
  const place = names.cities[cells.city[row]!] ?? names.divisions[cells.division[row]!];
  const country = names.countries[cells.country[row]!];
  const parts = [place?.name, country?.name].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : null;
}
