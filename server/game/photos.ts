import { GraticuleError } from "../../core/contracts/errors.ts";
import { statedPosition } from "../../core/contracts/prediction-parts.ts";
import { quote } from "../../core/contracts/quote.ts";
import type { Geography } from "../../core/earth/geography.ts";
import type { Position } from "../../core/earth/lng-lat.ts";
import { NOT_STATED } from "../../core/game/credit.ts";
import { GameError } from "../../core/game/errors.ts";
import { placeAt } from "../../core/game/place.ts";
import { isWebAddress } from "../../core/game/web-address.ts";
import { copyPhoto, fingerprintDistance } from "../photo/copy.ts";
import { type PhotoLimits, readPhoto } from "../photo/photo.ts";
import type { Database, Queries } from "../store/database.ts";
import {
  findBySource,
  findPhoto,
  insertPhoto,
  type Likeness,
  listLikenesses,
  type Owner,
  type StoredPhoto,
} from "../store/photos.ts";
import { changesOf, correctPhoto, describe, isMoved } from "./corrections.ts";
import { newId } from "./ids.ts";
import { positionFault } from "./photo-position.ts";

/** A photo that wants to be played. */
export interface Candidate {
  readonly bytes: Uint8Array;
  /** Where it was taken; null to take what the photo itself says. */
  readonly at: Position | null;
  /** Null where nobody states it. */
  readonly attribution: string | null;
  readonly licence: string | null;
  /** Where it came from, shown after the round as a link: http or https. */
  readonly url: string | null;
  /** Names it across runs, so that it is corrected and not taken twice; null for photos without a name. */
  readonly source: string | null;
}

/** What became of a candidate. */
export type Taken =
  /** It is new. */
  | { readonly id: string }
  /** It was there; what was changed about it, in words, or nothing. */
  | { readonly id: string; readonly changes: readonly string[] }
  /** It is sound, but no good for the game. */
  | { readonly skipped: string };

/** Fingerprints that differ in no more bits are of the same view. */
const DUPLICATE_BITS = 6;
/** Brightness that varies less shows nothing that could be placed. */
const LEAST_CONTRAST = 6;

/**
 * Checks a photo and stores a copy of its pixels alone, or corrects what is known of it where it is stored already. Throws
 * `photo_without_place` when there is no position or an impossible one, `parameter_invalid` when its address is no web address
 * or what is stated contradicts what is stored and cannot be meant to replace it, and what `readPhoto` throws.
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
): Promise<Taken> {
  const { source } = candidate;
  if (candidate.url !== null && !isWebAddress(candidate.url)) {
    throw new GraticuleError(
      "parameter_invalid",
      `The photo's url is ${quote(candidate.url)}, expected an address that begins with http:// or https://.`,
    );
  }
  const photo = await readPhoto(candidate.bytes, limits);
  const at = candidate.at ?? statedPosition(photo.exif);
  const fault = at ? positionFault(at, geography) : "it has no position in its EXIF or XMP";
  // One that is stored has a position.
  const isKnown = source !== null && (await findBySource(database.queries, source)) !== null;
  if (fault && (at || !isKnown)) {
    const sentences = [`The photo cannot be played: ${fault}.`, ...(at ? [] : photo.warnings)];
    throw new GameError("photo_without_place", sentences.join(" "));
  }
  const copy = await copyPhoto(photo, signal);
  if (copy.contrast < LEAST_CONTRAST) return { skipped: "it is blank or dark" };
  return database.transaction(async (queries) => {
    await admit(queries);
    const known = source === null ? null : await findBySource(queries, source);
    if (known) return correct(queries, { geography, owner, candidate, at, copy, known });
    const others = await listLikenesses(queries, owner);
    const like = others.find((other) => isLike(other, copy));
    if (like) return { skipped: await describeLike(queries, owner, like, at) };
    const id = newId();
    const isNew = await insertPhoto(queries, {
      id,
      owner,
      ...at!,
      place: placeAt(at!, geography),
      attribution: candidate.attribution ?? NOT_STATED,
      licence: candidate.licence ?? NOT_STATED,
      url: candidate.url,
      fingerprint: copy.fingerprint,
      source,
      bytes: copy.bytes,
      addedAt: Date.now(),
    });
    return isNew ? { id } : { skipped: "another process has just added it" };
  });
}

/** A candidate that has the name of a photo that is stored. */
interface Namesake {
  readonly geography: Geography;
  readonly owner: Owner;
  readonly candidate: Candidate;
  /** As it is stated, or as the photo itself says. */
  readonly at: Position | null;
  readonly copy: { readonly fingerprint: string };
  readonly known: Likeness & { readonly pack: string | null };
}

async function correct(queries: Queries, namesake: Namesake): Promise<Taken> {
  const { geography, owner, candidate, at, copy, known } = namesake;
  const stored = (await findPhoto(queries, known.id))!;
  const stated = { ...candidate, at };
  const changes = changesOf(stored, stated);
  if (!("pack" in owner) || known.pack !== owner.pack) {
    const more = changes.length > 0 ? `; what differs: ${changes.join(", ")}` : "";
    return { skipped: `it is in the pack ${known.pack} already${more}` };
  }
  if (!isLike(known, copy)) {
    throw contradiction(
      `the pack has another photo of that name, ${describeStored(known, stored)}; give this one another name, or remove the pack and add it anew`,
    );
  }
  // What is written into a photo may be older than what somebody has stated since.
  if (candidate.at === null && isMoved(stored, at)) {
    throw contradiction(
      `the photo itself says ${describe(at!)}, the pack has it at ${describe(stored)}; to move it, state its position with --csv`,
    );
  }
  if (changes.length > 0) await correctPhoto(queries, geography, stored, stated);
  return { id: known.id, changes };
}

function contradiction(what: string): GraticuleError {
  return new GraticuleError("parameter_invalid", `The photo is left as it was: ${what}.`);
}

function isLike(other: Likeness, { fingerprint }: { readonly fingerprint: string }): boolean {
  return fingerprintDistance(other.fingerprint, fingerprint) <= DUPLICATE_BITS;
}

/** The photo that a candidate is nearly the same as, named, and how they differ. */
async function describeLike(
  queries: Queries,
  owner: Owner,
  like: Likeness,
  at: Position | null,
): Promise<string> {
  // An album's photos have no names, and their places are what is guessed.
  if (!("pack" in owner)) return "it is nearly the same as another photo of the album";
  const stored = (await findPhoto(queries, like.id))!;
  const own = isMoved(stored, at) ? `, while this one is at ${describe(at!)}` : "";
  return `it is nearly the same as ${describeStored(like, stored)}${own}`;
}

function describeStored({ source }: Likeness, stored: StoredPhoto): string {
  const { licence, attribution } = stored;
  return `${source ?? "another photo of the pack"} (at ${describe(stored)}, ${licence}, ${attribution})`;
}
