import { sql } from "kysely";
import type { Queries } from "./database.ts";

/** An album as it is kept. */
export interface StoredAlbum {
  readonly id: string;
  readonly playerId: string;
  readonly expiresAt: number;
  /** How many photos it has. */
  readonly photos: number;
}

/** A player's albums, newest first. */
export function listAlbums(queries: Queries, playerId: string): Promise<StoredAlbum[]> {
  return albums(queries).where("player_id", "=", playerId).orderBy("created_at", "desc").execute();
}

export async function findAlbum(queries: Queries, id: string): Promise<StoredAlbum | null> {
  return (await albums(queries).where("id", "=", id).executeTakeFirst()) ?? null;
}

function albums(queries: Queries) {
  return queries
    .selectFrom("albums")
    .select(["id", "player_id as playerId", "expires_at as expiresAt"])
    .select(({ selectFrom }) =>
      selectFrom("photos")
        .whereRef("photos.album_id", "=", "albums.id")
        .select(sql<number>`count(*)::int`.as("count"))
        .$asScalar()
        .$notNull()
        .as("photos"),
    );
}

export async function addAlbum(
  queries: Queries,
  album: { readonly id: string; readonly playerId: string; readonly expiresAt: number },
  now: number,
): Promise<void> {
  await queries
    .insertInto("albums")
    .values({
      id: album.id,
      player_id: album.playerId,
      created_at: now,
      expires_at: album.expiresAt,
    })
    .execute();
}

/** A number of this program's own among the advisory locks of a database. */
const ALBUMS_LOCK = 7_119_023;

/** Holds all albums until the transaction ends, so that what is counted stays true until it is written. */
export async function lockAlbums(queries: Queries): Promise<void> {
  await sql`select pg_advisory_xact_lock(${ALBUMS_LOCK})`.execute(queries);
}

/** How many photos all albums hold. */
export async function countAlbumPhotos(queries: Queries): Promise<number> {
  const { count } = await queries
    .selectFrom("photos")
    .select(sql<number>`count(*)::int`.as("count"))
    .where("album_id", "is not", null)
    .executeTakeFirstOrThrow();
  return count;
}

/** Ids of an album's photos. */
export async function albumPhotos(queries: Queries, id: string): Promise<string[]> {
  const rows = await queries.selectFrom("photos").select("id").where("album_id", "=", id).execute();
  return rows.map((photo) => photo.id);
}

/** Removes an album with its photos and their rounds. */
export async function removeAlbum(queries: Queries, id: string): Promise<void> {
  await queries.deleteFrom("albums").where("id", "=", id).execute();
}

/** Removes albums whose time is over, with their photos and rounds; answers how many. */
export async function removeExpired(queries: Queries, now: number): Promise<number> {
  const gone = await queries
    .deleteFrom("albums")
    .where("expires_at", "<=", now)
    .returning("id")
    .execute();
  return gone.length;
}
