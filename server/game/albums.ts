import type { Geography } from "../../core/earth/geography.ts";
import type { Album } from "../../core/game/api.ts";
import { GameError } from "../../core/game/errors.ts";
import type { PhotoLimits } from "../photo/photo.ts";
import {
  addAlbum,
  findAlbum,
  listAlbums,
  removeAlbum,
  removeExpired,
  type StoredAlbum,
} from "../store/albums.ts";
import type { Database, Queries } from "../store/database.ts";
import { addPlayer } from "../store/players.ts";
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
  { queries }: Database,
  playerId: string,
  now: number,
): Promise<Album> {
  await removeExpired(queries, now);
  await addPlayer(queries, playerId, now);
  const own = await listAlbums(queries, playerId);
  if (own.length >= ALBUMS_PER_PLAYER) {
    throw new GameError(
      "album_full",
      `You have ${ALBUMS_PER_PLAYER} albums, which is the most; delete one first.`,
    );
  }
  const album = { id: newId(), playerId, expiresAt: now + KEPT_MS };
  await addAlbum(queries, album, now);
  return albumDocument({ ...album, photos: 0 });
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
  signal?: AbortSignal,
): Promise<Album> {
  const { database, geography, limits } = parts;
  const before = await findOwnAlbum(database.queries, playerId, albumId);
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
    signal,
  );
  if ("skipped" in result) {
    throw new GameError("photo_without_place", `The photo cannot be played: ${result.skipped}.`);
  }
  return { ...before, photos: before.photos + 1 };
}

/** An album as its player sees it. */
export function albumDocument({ id, expiresAt, photos }: StoredAlbum): Album {
  return { album: id, photos, expires: new Date(expiresAt).toISOString() };
}

/** Removes an album with its photos and their rounds. Throws `game_unknown` or `not_your_game`. */
export async function deleteAlbum(
  { queries }: Database,
  playerId: string | null,
  albumId: string,
): Promise<void> {
  await findOwnAlbum(queries, playerId, albumId);
  await removeAlbum(queries, albumId);
}

async function findOwnAlbum(
  queries: Queries,
  playerId: string | null,
  albumId: string,
): Promise<Album> {
  const album = await findAlbum(queries, albumId);
  if (!album)
    throw new GameError("game_unknown", "There is no album of that name; it may have expired.");
  if (album.playerId !== playerId) {
    throw new GameError("not_your_game", "This is another player's album.");
  }
  return albumDocument(album);
}
