import type { Neighbours } from "../contracts/prediction.ts";
import { distanceKm, type Position, toPosition } from "../earth/lng-lat.ts";
import { type References, SAME_FROM } from "../retrieval/references.ts";
import type { TakeTurn } from "./turns.ts";

/**
 * The photos of an index that look most like a photo, without itself.
 *
 * @param best the answer's point
 * @param most 1 or more
 */
export async function neighboursIn(
  { licence, origin, search }: References,
  vector: Float32Array,
  best: Position,
  most: number,
  takeTurn: TakeTurn,
): Promise<Neighbours> {
  const found = await search.find(vector, { k: most, below: SAME_FROM }, takeTurn);
  const photos = found.map(({ at, similarity }) => ({
    at: toPosition(at),
    distanceKm: Math.round(distanceKm(at, [best.lng, best.lat]) * 10) / 10,
    similarity: Math.round(similarity * 1e4) / 1e4,
  }));
  return { licence, origin, photos };
}
