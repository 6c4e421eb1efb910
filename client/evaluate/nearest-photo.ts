import type { LngLat } from "../../core/earth/lng-lat.ts";
import { bandOf } from "../../core/eval/report/error-map.ts";
import type { PhotoScore } from "../../core/eval/scoring/photo-score.ts";

/**
 * The photo whose dot on the map a click meant; null for none.
 *
 * @param shown bands whose dots are drawn
 * @param reach how far off the click may be, in degrees of longitude
 */
export function nearestPhoto(
  scores: readonly PhotoScore[],
  shown: ReadonlySet<number>,
  [lng, lat]: LngLat,
  reach: number,
): string | null {
  const stretch = Math.cos((lat * Math.PI) / 180);
  let best: string | null = null;
  let least = reach;
  for (const { id, truth, km } of scores) {
    if (!truth || km === null || !shown.has(bandOf(km))) continue;
    const dx = ((truth[0] - lng + 540) % 360) - 180;
    // Mercator stretches latitudes as much as it does longitudes.
    const off = Math.hypot(dx, (truth[1] - lat) / stretch);
    if (off < least) [best, least] = [id, off];
  }
  return best;
}
