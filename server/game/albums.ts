import type { Geography } from "../../core/earth/geography.ts";
import type { Album } from "../../core/game/api.ts";
import { GameError } from "../../core/game/errors.ts";
import type { PhotoLimits } from "../photo/photo.ts";
import type { Database, Queries } from "../store/database.ts";
import { newId } from "./ids.ts";
import { addPhoto } from "./photos.ts";

/** Photos that an album may have. */
export const ALBUM_PHOTOS = 50;
const DAY_MS = 24 * 3600 * 1000;
/** Albums are gone after this, with their games. */
const KEPT_MS = 30 * DAY_MS;
/** Albums of one player at a time. */
const ALBUMS_PER_PLAYER = 5;

/** Opens an empty album for a private game. Throws `album_full` when the player has too many. */
export async function createAlbum(
  database: Database,
  playerId: string,
  now: number,
): Promise<Album> {
  const { query } = database;
  await query("delete from albums where expires_at < $1", [now]);
  await query("insert into players (id, created_at) values ($1, $2) on conflict do nothing", [
    playerId,
    now,
  ]);
  const own = await query("select id from albums where player_id = $1", [playerId]);
  if (own.length >= ALBUMS_PER_PLAYER) {
    throw new GameError(
      "album_full",
      `You have ${ALBUMS_PER_PLAYER} albums, which is the most; delete one first.`,
    );
  }
  const album = newId();
  await query(
    "insert into albums (id, player_id, created_at, expires_at) values ($1, $2, $3, $4)",
    [album, playerId, now, now + KEPT_MS],
  );
  return { album, photos: 0, expires: new Date(now + KEPT_MS).toISOString() };
}

/**
 * Adds a photo by its own GPS. Throws `game_unknown`, `not_your_game`, `album_full`, `photo_without_place`, and what
 * is wrong with the photo itself.
 */
export async function addToAlbum(
  parts: {
    readonly database: Database;
    readonly geography: Geography;
    readonly limits: PhotoLimits;
  },
  playerId: string | null,
  albumId: string,
  bytes: Uint8Array,
): Promise<Album> {
  const { database, geography, limits } = parts;
  const before = await findOwnAlbum(database, playerId, albumId);
  if (before.photos >= ALBUM_PHOTOS) {
    throw new GameError("album_full", `The album has ${ALBUM_PHOTOS} photos, which is the most.`);
  }
  const result = await addPhoto(
    database,
    geography,
    limits,
    { album: albumId },
    {
      bytes,
      at: null,
      attribution: "From a private album",
      licence: "Private",
      url: null,
      source: null,
    },
  );
  if ("skipped" in result) {
    throw new GameError("photo_without_place", `The photo cannot be played: ${result.skipped}.`);
  }
  return { ...before, photos: before.photos + 1 };
}

/** A player's albums, newest first. */
export async function listAlbums({ query }: Queries, playerId: string): Promise<Album[]> {
  const rows = await query<AlbumRow>(
    `select id, expires_at, (select count(*)::int from photos where album_id = albums.id) as photos
     from albums where player_id = $1 order by created_at desc`,
    [playerId],
  );
  return rows.map(albumDocument);
}

interface AlbumRow {
  readonly id: string;
  readonly expires_at: number;
  readonly photos: number;
}

function albumDocument({ id, expires_at, photos }: AlbumRow): Album {
  return { album: id, photos, expires: new Date(expires_at).toISOString() };
}

/** Removes an album with its photos and their rounds. */
export async function deleteAlbum(
  database: Database,
  playerId: string | null,
  albumId: string,
): Promise<void> {
  await findOwnAlbum(database, playerId, albumId);
  await database.query("delete from albums where id = $1", [albumId]);
}

async function findOwnAlbum(
  { query }: Queries,
  playerId: string | null,
  albumId: string,
): Promise<Album> {
  const [row] = await query<AlbumRow & { player_id: string }>(
    `select id, player_id, expires_at, (select count(*)::int from photos where album_id = albums.id) as photos
     from albums where id = $1`,
    [albumId],
  );
  if (!row)
    throw new GameError("game_unknown", "There is no album of that name; it may have expired.");
  if (row.player_id !== playerId) {
    throw new GameError("not_your_game", "This is another player's album.");
  }
  return albumDocument(row);
}
