import type { Geography } from "../../core/earth/geography.ts";
import type { Album } from "../../core/game/api.ts";
import { GameError } from "../../core/game/errors.ts";
import type { PhotoLimits } from "../photo/photo.ts";
import {
  addAlbum,
  countAlbumPhotos,
  findAlbum,
  listAlbums,
  lockAlbums,
  removeAlbum,
  removeExpired,
  type StoredAlbum,
} from "../store/albums.ts";
import type { Database, Queries } from "../store/database.ts";
import { addPlayer, lockPlayer } from "../store/players.ts";
import { newId } from "./ids.ts";
import { addPhoto } from "./photos.ts";

/** Photos that an album may have. */
const ALBUM_PHOTOS = 50;
const DAY_MS = 24 * 3600 * 1000;
/** Albums of one player at a time. */
const ALBUMS_PER_PLAYER = 5;

/** What the operator allows. */
export interface AlbumLimits {
  /** Photos that all albums together may hold. */
  readonly maxAlbumPhotos: number;
  /** Days after which an album is gone, with its games. */
  readonly albumDays: number;
}

/** Opens an empty album for a private game. Throws `album_full` when the player has too many. */
export async function createAlbum(
  database: Database,
  { albumDays }: AlbumLimits,
  playerId: string,
  now: number,
): Promise<Album> {
  return database.transaction(async (queries) => {
    await removeExpired(queries, now);
    await addPlayer(queries, playerId, now);
    // One album at a time opens per player, so that what is counted stays true.
    await lockPlayer(queries, playerId);
    const own = await listAlbums(queries, playerId);
    if (own.length >= ALBUMS_PER_PLAYER) {
      throw new GameError(
        "album_full",
        `You have ${ALBUMS_PER_PLAYER} albums, which is the most; delete one first.`,
      );
    }
    const album = { id: newId(), playerId, expiresAt: now + albumDays * DAY_MS };
    await addAlbum(queries, album, now);
    return albumDocument({ ...album, photos: 0 });
  });
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
    readonly albums: AlbumLimits;
  },
  playerId: string | null,
  albumId: string,
  bytes: Uint8Array,
  now: number,
  signal?: AbortSignal,
): Promise<Album> {
  const { database, geography, limits } = parts;
  // Asked before the photo is read, and again when it is stored: others may come meanwhile.
  await checkRoom(database.queries, parts.albums, playerId, albumId, now);
  let before: Album | null = null;
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
    async (queries) => {
      await lockAlbums(queries);
      before = await checkRoom(queries, parts.albums, playerId, albumId, now);
    },
  );
  if ("skipped" in result) {
    throw new GameError("photo_without_place", `The photo cannot be played: ${result.skipped}.`);
  }
  const { album, photos, expires } = before!;
  return { album, photos: photos + 1, expires };
}

/** An album that may have another photo. Throws `album_full` when it, or all albums together, may have no more. */
async function checkRoom(
  queries: Queries,
  { maxAlbumPhotos }: AlbumLimits,
  playerId: string | null,
  albumId: string,
  now: number,
): Promise<Album> {
  const album = await findOwnAlbum(queries, playerId, albumId, now);
  if (album.photos >= ALBUM_PHOTOS) {
    throw new GameError("album_full", `The album has ${ALBUM_PHOTOS} photos, which is the most.`);
  }
  if ((await countAlbumPhotos(queries)) >= maxAlbumPhotos) {
    throw new GameError(
      "album_full",
      `All albums of this service together hold ${maxAlbumPhotos} photos, which is the most. Delete some of yours, or wait until others have gone.`,
    );
  }
  return album;
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
  now: number,
): Promise<void> {
  await findOwnAlbum(queries, playerId, albumId, now);
  await removeAlbum(queries, albumId);
}

async function findOwnAlbum(
  queries: Queries,
  playerId: string | null,
  albumId: string,
  now: number,
): Promise<Album> {
  const album = await findAlbum(queries, albumId);
  if (!album || album.expiresAt <= now)
    throw new GameError("game_unknown", "There is no album of that name; it may have expired.");
  if (album.playerId !== playerId) {
    throw new GameError("not_your_game", "This is another player's album.");
  }
  return albumDocument(album);
}
