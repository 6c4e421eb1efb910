import type { Prediction } from "../../core/contracts/prediction.ts";
import type { ModelPlay } from "../../core/game/model-play.ts";
import type { Queries } from "./database.ts";
import { readPlay, readPrediction } from "./documents.ts";

/** How a bundle plays a photo; null if it has not. */
export async function findPlay(
  queries: Queries,
  photoId: string,
  bundle: string,
): Promise<ModelPlay | null> {
  const row = await queries
    .selectFrom("plays")
    .select("play")
    .where("photo_id", "=", photoId)
    .where("bundle", "=", bundle)
    .executeTakeFirst();
  return row ? readPlay(row.play) : null;
}

/** The document behind a play; null if there is none, or none that this version can read. */
export async function findPrediction(
  queries: Queries,
  photoId: string,
  bundle: string,
): Promise<Prediction | null> {
  const row = await queries
    .selectFrom("plays")
    .select("prediction")
    .where("photo_id", "=", photoId)
    .where("bundle", "=", bundle)
    .executeTakeFirst();
  return row ? readPrediction(row.prediction) : null;
}

/** Keeps a play and the document behind it; the first of two stays. */
export async function addPlay(
  queries: Queries,
  photoId: string,
  bundle: string,
  play: ModelPlay,
  prediction: Prediction,
): Promise<void> {
  await queries
    .insertInto("plays")
    .values({
      photo_id: photoId,
      bundle,
      play: JSON.stringify(play),
      prediction: JSON.stringify(prediction),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Bundles that have played a photo. */
export async function playedBy(queries: Queries, photoId: string): Promise<string[]> {
  const rows = await queries
    .selectFrom("plays")
    .select("bundle")
    .where("photo_id", "=", photoId)
    .execute();
  return rows.map(({ bundle }) => bundle);
}

/** Exchanges a play; the document behind it stays. */
export async function replacePlay(
  queries: Queries,
  photoId: string,
  bundle: string,
  play: ModelPlay,
): Promise<void> {
  await queries
    .updateTable("plays")
    .set({ play: JSON.stringify(play) })
    .where("photo_id", "=", photoId)
    .where("bundle", "=", bundle)
    .execute();
}

/** Removes a play: whoever asks next has it made anew. */
export async function removePlay(queries: Queries, photoId: string, bundle: string): Promise<void> {
  await queries
    .deleteFrom("plays")
    .where("photo_id", "=", photoId)
    .where("bundle", "=", bundle)
    .execute();
}
