import { sql } from "kysely";
import type { PlaceName } from "../../core/game/place-name.ts";
import type { Queries } from "./database.ts";
import { readPhotoIds, readPlace } from "./documents.ts";

/** Where a photo belongs: a pack for everyone, or somebody's album. */
export type Owner = { readonly pack: string } | { readonly album: string };

/** What is known of a photo, without its bytes. */
export interface StoredPhoto {
  readonly id: string;
  readonly lat: number;
  readonly lng: number;
  readonly place: PlaceName;
  readonly attribution: string;
  readonly licence: string;
  readonly url: string | null;
}

/** A photo that is to be kept. */
export interface NewPhoto extends StoredPhoto {
  readonly owner: Owner;
  readonly fingerprint: string;
  readonly source: string | null;
  /** A JPEG. */
  readonly bytes: Uint8Array;
  readonly addedAt: number;
}

/** Keeps a photo; false where one of the same source is kept already. */
export async function insertPhoto(queries: Queries, photo: NewPhoto): Promise<boolean> {
  const { owner } = photo;
  const added = await queries
    .insertInto("photos")
    .values({
      id: photo.id,
      pack: "pack" in owner ? owner.pack : null,
      album_id: "album" in owner ? owner.album : null,
      lat: photo.lat,
      lng: photo.lng,
      place: JSON.stringify(photo.place),
      attribution: photo.attribution,
      licence: photo.licence,
      url: photo.url,
      fingerprint: photo.fingerprint,
      source: photo.source,
      bytes: photo.bytes,
      added_at: photo.addedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  return added !== undefined;
}

/** Changes what is known of a photo; its pixels stay. */
export async function updatePhoto(
  queries: Queries,
  id: string,
  { place, ...known }: Omit<StoredPhoto, "id">,
): Promise<void> {
  await queries
    .updateTable("photos")
    .set({ ...known, place: JSON.stringify(place) })
    .where("id", "=", id)
    .execute();
}

/** What tells a photo from others. */
export interface Likeness {
  readonly id: string;
  readonly source: string | null;
  readonly fingerprint: string;
}

/** The likenesses of a pack's or an album's photos. */
export function listLikenesses(queries: Queries, owner: Owner): Promise<Likeness[]> {
  const photos = queries.selectFrom("photos").select(["id", "source", "fingerprint"]);
  return (
    "pack" in owner
      ? photos.where("pack", "=", owner.pack)
      : photos.where("album_id", "=", owner.album)
  ).execute();
}

/** The photo of a pack that came from a source; null if none did. */
export async function findBySource(
  queries: Queries,
  source: string,
): Promise<(Likeness & { readonly pack: string | null }) | null> {
  const row = await queries
    .selectFrom("photos")
    .select(["id", "source", "fingerprint", "pack"])
    .where("source", "=", source)
    .executeTakeFirst();
  return row ?? null;
}

export async function findPhoto(queries: Queries, id: string): Promise<StoredPhoto | null> {
  const row = await queries
    .selectFrom("photos")
    .select(["id", "lat", "lng", "place", "attribution", "licence", "url"])
    .where("id", "=", id)
    .executeTakeFirst();
  return row ? { ...row, place: readPlace(row.place) } : null;
}

/** The JPEG of a photo that is known to exist. */
export async function readPhotoBytes(queries: Queries, id: string): Promise<Uint8Array> {
  const row = await queries
    .selectFrom("photos")
    .select("bytes")
    .where("id", "=", id)
    .executeTakeFirst();
  if (!row) throw new Error("A round's photo is gone.");
  return row.bytes;
}

/** The photos of one pack: where they were taken, and under which licence they are. */
export function photosOfPack(
  queries: Queries,
  name: string,
): Promise<{ id: string; lat: number; lng: number; licence: string; source: string | null }[]> {
  return queries
    .selectFrom("photos")
    .select(["id", "lat", "lng", "licence", "source"])
    .where("pack", "=", name)
    .orderBy("id")
    .execute();
}

/** Ids of all photos in packs. */
export function packPhotos(queries: Queries): Promise<{ id: string }[]> {
  return queries.selectFrom("photos").select("id").where("pack", "is not", null).execute();
}

/** Photos in packs, and when a player was last shown each; null if never. */
export function photosSeenBy(
  queries: Queries,
  playerId: string,
): Promise<{ id: string; seen: number | null }[]> {
  return queries
    .selectFrom("photos as p")
    .leftJoin("games as g", (join) => join.on("g.player_id", "=", playerId))
    .leftJoin("rounds as r", (join) =>
      join.onRef("r.game_id", "=", "g.id").onRef("r.photo_id", "=", "p.id"),
    )
    .select(["p.id", ({ fn }) => fn.max("r.opened_at").as("seen")])
    .where("p.pack", "is not", null)
    .groupBy("p.id")
    .execute();
}

/** The photos of a day in order: those that were drawn for it first. Photos of a pack that was removed are left out. */
export async function keepDay(
  queries: Queries,
  date: string,
  drawn: readonly string[],
): Promise<string[]> {
  await queries
    .insertInto("dailies")
    .values({ date, photo_ids: JSON.stringify(drawn) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const day = await queries
    .selectFrom("dailies")
    .select("photo_ids")
    .where("date", "=", date)
    .executeTakeFirstOrThrow();
  const ids = readPhotoIds(day.photo_ids);
  if (ids.length === 0) return [];
  const left = await queries.selectFrom("photos").select("id").where("id", "in", ids).execute();
  return ids.filter((id) => left.some((photo) => photo.id === id));
}

/** A pack and what it may be used for. */
export interface PackSummary {
  readonly name: string;
  readonly photos: number;
  readonly licences: string[];
}

export async function listPacks(queries: Queries): Promise<PackSummary[]> {
  const rows = await queries
    .selectFrom("photos")
    .select(["pack", "licence", sql<number>`count(*)::int`.as("photos")])
    .where("pack", "is not", null)
    .groupBy(["pack", "licence"])
    .orderBy("pack")
    .orderBy("licence")
    .$narrowType<{ pack: string }>()
    .execute();
  const names = [...new Set(rows.map(({ pack }) => pack))];
  return names.map((name) => {
    const own = rows.filter(({ pack }) => pack === name);
    return {
      name,
      photos: own.reduce((sum, { photos }) => sum + photos, 0),
      licences: own.map(({ licence }) => licence),
    };
  });
}

/** Removes a pack with all games that were played on it; answers how many photos it had. */
export async function removePack(queries: Queries, name: string): Promise<number> {
  const gone = await queries
    .deleteFrom("photos")
    .where("pack", "=", name)
    .returning("id")
    .execute();
  return gone.length;
}
