import type { KeepDatabase } from "./database.ts";
import type { Kept, PhotoRecord } from "./records.ts";
import type { Look } from "./session.ts";

/** Takes over the photos that no open page holds, and answers them in the order in which they were added. */
export async function adoptPhotos(
  database: KeepDatabase,
  session: string,
  look: Look,
): Promise<Kept[]> {
  const records = await takeOver(database, session, look);
  const kept: Kept[] = [];
  for (const record of records.sort((a, b) => a.at - b.at)) {
    if (record.isRemoved) {
      await deletePhoto(database, record.key);
      continue;
    }
    const [file = null, thumbnail = null, answer] = await Promise.all([
      database.get("files", record.key),
      database.get("thumbnails", record.key),
      database.getKey("answers", [record.key, record.query]),
    ]);
    kept.push({ record, file, thumbnail, hasAnswer: answer !== undefined });
  }
  return kept;
}

/** One transaction, so that two pages that open together share nothing out twice. */
async function takeOver(
  database: KeepDatabase,
  session: string,
  { isFree }: Look,
): Promise<PhotoRecord[]> {
  const transaction = database.transaction("photos", "readwrite");
  const all = await transaction.store.getAll();
  const newest = new Map<string, number>();
  for (const { session: owner, at } of all) {
    newest.set(owner, Math.max(newest.get(owner) ?? 0, at));
  }
  const ours = all
    .filter(({ session: owner }) => isFree(owner, newest.get(owner)!))
    .map((record) => ({ ...record, session }));
  for (const record of ours) void transaction.store.put(record);
  await transaction.done;
  return ours;
}

/** Deletes all that is kept of a photo. */
export async function deletePhoto(database: KeepDatabase, key: string): Promise<void> {
  const transaction = database.transaction(
    ["photos", "files", "thumbnails", "answers"],
    "readwrite",
  );
  void transaction.objectStore("photos").delete(key);
  void transaction.objectStore("files").delete(key);
  void transaction.objectStore("thumbnails").delete(key);
  const answers = transaction.objectStore("answers");
  for (const answer of await answers.index("photo").getAllKeys(key)) void answers.delete(answer);
  await transaction.done;
}
