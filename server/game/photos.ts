import type { Geography } from "../../core/earth/geography.ts";
import { nearestLand } from "../../core/earth/land-mask.ts";
import type { Position } from "../../core/earth/lng-lat.ts";
import { GameError } from "../../core/game/errors.ts";
import { placeAt } from "../../core/game/place.ts";
import type { PlaceName } from "../../core/game/place-name.ts";
import { copyPhoto, fingerprintDistance } from "../photo/copy.ts";
import { type PhotoLimits, readPhoto } from "../photo/photo.ts";
import type { Database, Queries } from "../store/database.ts";
import { newId } from "./ids.ts";

/** A photo that wants to be played. */
export interface Candidate {
  readonly bytes: Uint8Array;
  /** Where it was taken; null to take what its EXIF says. */
  readonly at: Position | null;
  readonly attribution: string;
  readonly licence: string;
  /** Where it came from, shown after the round. */
  readonly url: string | null;
  /** Names it across runs, so that it is not taken twice; null for photos without a name. */
  readonly source: string | null;
}

/** Where a photo goes: a pack for everyone, or somebody's album. */
export type Owner = { readonly pack: string } | { readonly album: string };

export interface StoredPhoto {
  readonly id: string;
  readonly lat: number;
  readonly lng: number;
  readonly place: PlaceName;
  readonly attribution: string;
  readonly licence: string;
  readonly url: string | null;
}

/** Further out at sea than this, a position is a mistake. */
const MOST_OFFSHORE_KM = 50;
/** Fingerprints that differ in no more bits are of the same view. */
const DUPLICATE_BITS = 6;
/** Brightness that varies less shows nothing that could be placed. */
const LEAST_CONTRAST = 6;

/**
 * Checks a photo and stores a copy of its pixels alone. Throws `photo_without_place` when there is no position or an
 * impossible one, and what `readPhoto` throws; answers why, where the photo is sound but no good for the game.
 */
export async function addPhoto(
  database: Database,
  geography: Geography,
  limits: PhotoLimits,
  owner: Owner,
  candidate: Candidate,
): Promise<{ readonly id: string } | { readonly skipped: string }> {
  const photo = await readPhoto(candidate.bytes, limits);
  const at = candidate.at ?? exifPosition(photo.exif);
  const fault = at ? implausible(at, geography) : "it has no position: no GPS in its EXIF";
  if (!at || fault)
    throw new GameError("photo_without_place", `The photo cannot be played: ${fault}.`);
  const copy = await copyPhoto(photo);
  if (copy.contrast < LEAST_CONTRAST) return { skipped: "it is blank or dark" };
  return database.transaction(async (queries) => {
    const twin = await findTwin(queries, owner, copy.fingerprint);
    if (twin) return { skipped: "it is nearly the same as another photo of the pack" };
    const id = newId();
    const rows = await queries.query(
      `insert into photos (id, pack, album_id, lat, lng, place, attribution, licence, url, fingerprint, source, bytes, added_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing returning id`,
      [
        id,
        "pack" in owner ? owner.pack : null,
        "album" in owner ? owner.album : null,
        at.lat,
        at.lng,
        JSON.stringify(placeAt(at, geography)),
        candidate.attribution,
        candidate.licence,
        candidate.url,
        copy.fingerprint,
        candidate.source,
        copy.bytes,
        Date.now(),
      ],
    );
    return rows.length > 0 ? { id } : { skipped: "it is in a pack already" };
  });
}

function exifPosition(exif: { lat: number | null; lng: number | null } | null): Position | null {
  const { lat = null, lng = null } = exif ?? {};
  return lat === null || lng === null ? null : { lat, lng };
}

/** What is wrong with a position, or null. */
function implausible({ lat, lng }: Position, { mask }: Geography): string | null {
  const inRange = Math.abs(lat) <= 90 && Math.abs(lng) <= 180;
  if (!inRange) return `its position ${lat}, ${lng} is not on Earth`;
  if (lat === 0 && lng === 0) return "its position is 0, 0, which means none";
  if (!nearestLand(mask, lng, lat, MOST_OFFSHORE_KM)) return "its position is in the open sea";
  return null;
}

async function findTwin(
  { query }: Queries,
  owner: Owner,
  fingerprint: string,
): Promise<string | null> {
  const [column, value] = "pack" in owner ? ["pack", owner.pack] : ["album_id", owner.album];
  const rows = await query<{ id: string; fingerprint: string }>(
    `select id, fingerprint from photos where ${column} = $1`,
    [value],
  );
  const twin = rows.find(
    (row) => fingerprintDistance(row.fingerprint, fingerprint) <= DUPLICATE_BITS,
  );
  return twin?.id ?? null;
}

/** What is known of a photo, without its bytes. */
export async function findPhoto({ query }: Queries, id: string): Promise<StoredPhoto | null> {
  const [row] = await query<Omit<StoredPhoto, "place"> & { place: string }>(
    "select id, lat, lng, place, attribution, licence, url from photos where id = $1",
    [id],
  );
  return row ? { ...row, place: JSON.parse(row.place) as PlaceName } : null;
}

/** The JPEG of a photo that is known to exist. */
export async function readPhotoBytes({ query }: Queries, id: string): Promise<Uint8Array> {
  const [row] = await query<{ bytes: Uint8Array }>("select bytes from photos where id = $1", [id]);
  if (!row) throw new Error("A round's photo is gone.");
  return row.bytes;
}

/** A pack and what it may be used for. */
export interface PackSummary {
  readonly name: string;
  readonly photos: number;
  readonly licences: string[];
}

export async function listPacks({ query }: Queries): Promise<PackSummary[]> {
  const rows = await query<{ pack: string; licence: string; photos: number }>(
    `select pack, licence, count(*)::int as photos from photos
     where pack is not null group by pack, licence order by pack, licence`,
  );
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
export async function removePack({ query }: Queries, name: string): Promise<number> {
  const rows = await query<{ id: string }>("delete from photos where pack = $1 returning id", [
    name,
  ]);
  return rows.length;
}
