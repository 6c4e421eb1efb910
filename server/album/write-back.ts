import type { LocatedPhoto, PhotoOutcome } from "../../core/formats/photo-outcome.ts";

/** A photo whose place is to be written where its owner keeps it. */
export interface Placeable {
  /** With the place to be written as its best point. */
  readonly photo: LocatedPhoto;
  /** Its place is as likely nearer than this as further. */
  readonly km: number;
  /** Whether that is the track's place, and not the picture's. */
  readonly isTracked: boolean;
}

/** Less sure that a photo belongs to its album, its place is not that of the track. */
const LEAST_BELONGS = 0.9;

/**
 * The photos whose place is known within so many km: by the track where the picture has nothing against it, else by the answer. Those
 * whose files state a place are left out, and those whose answer abstains.
 */
export function placeable(outcomes: readonly PhotoOutcome[], withinKm: number): Placeable[] {
  return outcomes.flatMap((outcome): Placeable[] => {
    if ("reason" in outcome) return [];
    const { prediction } = outcome;
    const { album, best, image, abstained } = prediction;
    if (image.exif && image.exif.lat !== null) return [];
    if (!album || album.belongs < LEAST_BELONGS) return [];
    const { track } = album;
    if (track && track.km <= withinKm) {
      const { lat, lng, km } = track;
      const placed = {
        ...prediction,
        best: { ...best, lat, lng, expectedErrorKm: km },
        abstained: null,
      };
      return [{ photo: { ...outcome, prediction: placed }, km, isTracked: true }];
    }
    const km = best.expectedErrorKm ?? Infinity;
    return abstained || km > withinKm ? [] : [{ photo: outcome, km, isTracked: false }];
  });
}
