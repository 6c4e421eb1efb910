import { compareIds } from "../../core/eval/reading/ids.ts";
import type { Database } from "../store/database.ts";
import { type DrawnPins, drawnPins } from "../store/pins.ts";

// Players as a row of eval. docs/play.md says whose pins count, and why.

/**
 * One pin per photo, drawn from the first pins of its players, so that every figure over the photos is an unbiased estimate
 * of one player's. Sorted by id; photos of one pack have the names of their files there.
 */
export async function playerPins(
  { queries }: Database,
  all: boolean,
  pack: string | null,
): Promise<DrawnPins> {
  const { photos, ...counts } = await drawnPins(queries, all, pack);
  const named = photos.map((photo) => ({ ...photo, id: inPack(photo.id, pack) }));
  return { ...counts, photos: named.sort((a, b) => compareIds(a.id, b.id)) };
}

/** `pack/file` as the pack's own table has it. */
function inPack(id: string, pack: string | null): string {
  return pack !== null && id.startsWith(`${pack}/`) ? id.slice(pack.length + 1) : id;
}
