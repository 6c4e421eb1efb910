import { GraticuleError } from "../../core/contracts/errors.ts";
import type { Geography } from "../../core/earth/geography.ts";
import { nearestLand } from "../../core/earth/land-mask.ts";
import type { Position } from "../../core/earth/lng-lat.ts";
import { GameError } from "../../core/game/errors.ts";
import { placeAt } from "../../core/game/place.ts";
import { isWebAddress } from "../../core/game/web-address.ts";
import { copyPhoto, fingerprintDistance } from "../photo/copy.ts";
import { type PhotoLimits, readPhoto } from "../photo/photo.ts";
import type { Database, Queries } from "../store/database.ts";
import { insertPhoto, listFingerprints, type Owner } from "../store/photos.ts";
import { newId } from "./ids.ts";

/** A photo that wants to be played. */
export interface Candidate {
  readonly bytes: Uint8Array;
  /** Where it was taken; null to take what its EXIF says. */
  readonly at: Position | null;
  readonly attribution: string;
  readonly licence: string;
  /** Where it came from, shown after the round as a link: http or https. */
  readonly url: string | null;
  /** Names it across runs, so that it is not taken twice; null for photos without a name. */
  readonly source: string | null;
}

/** Further out at sea than this, a position is a mistake. */
const MOST_OFFSHORE_KM = 50;
/** Fingerprints that differ in no more bits are of the same view. */
const DUPLICATE_BITS = 6;
/** Brightness that varies less shows nothing that could be placed. */
const LEAST_CONTRAST = 6;

/**
 * Checks a photo and stores a copy of its pixels alone. Throws `photo_without_place` when there is no position or an
 * impossible one, `parameter_invalid` when its address is no web address, and what `readPhoto` throws; answers why, where the
 * photo is sound but no good for the game.
 *
 * @param admit asked in the transaction that stores the photo; it throws when there is no room
 */
export async function addPhoto(
  database: Database,
  geography: Geography,
  limits: PhotoLimits,
  owner: Owner,
  candidate: Candidate,
  signal?: AbortSignal,
  admit: (queries: Queries) => Promise<void> = async () => {},
): Promise<{ readonly id: string } | { readonly skipped: string }> {
  if (candidate.url !== null && !isWebAddress(candidate.url)) {
    throw new GraticuleError(
      "parameter_invalid",
      `The photo's url is ${JSON.stringify(candidate.url.slice(0, 60))}, expected an address that begins with http:// or https://.`,
    );
  }
  const photo = await readPhoto(candidate.bytes, limits);
  const at = candidate.at ?? exifPosition(photo.exif);
  const fault = at ? implausible(at, geography) : "it has no position in its EXIF or XMP";
  if (!at || fault) {
    const sentences = [`The photo cannot be played: ${fault}.`, ...(at ? [] : photo.warnings)];
    throw new GameError("photo_without_place", sentences.join(" "));
  }
  const copy = await copyPhoto(photo, signal);
  if (copy.contrast < LEAST_CONTRAST) return { skipped: "it is blank or dark" };
  return database.transaction(async (queries) => {
    await admit(queries);
    const known = await listFingerprints(queries, owner);
    if (known.some((own) => fingerprintDistance(own, copy.fingerprint) <= DUPLICATE_BITS)) {
      return { skipped: "it is nearly the same as another photo of the pack" };
    }
    const id = newId();
    const isNew = await insertPhoto(queries, {
      id,
      owner,
      ...at,
      place: placeAt(at, geography),
      attribution: candidate.attribution,
      licence: candidate.licence,
      url: candidate.url,
      fingerprint: copy.fingerprint,
      source: candidate.source,
      bytes: copy.bytes,
      addedAt: Date.now(),
    });
    return isNew ? { id } : { skipped: "it is in a pack already" };
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
