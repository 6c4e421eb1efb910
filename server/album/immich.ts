import { createHash } from "node:crypto";
import type { Position } from "../../core/earth/lng-lat.ts";

/** An Immich server, and the key of the person whose photos it has. */
export interface Immich {
  /** With or without `/api` at its end. */
  readonly url: string;
  readonly key: string;
  /** How long an answer may take, ms; 30 s where left out. */
  readonly waitMs?: number;
}

/** Says why Immich did not do what was asked. */
export class ImmichError extends Error {
  override readonly name = "ImmichError";
  /** Whether the next request would fare no better. */
  readonly isLasting: boolean;

  constructor(message: string, isLasting: boolean, cause?: unknown) {
    super(message, { cause });
    this.isLasting = isLasting;
  }
}

const WAIT_MS = 30_000;
/** Photos that one question names. */
const MOST_ASKED = 100;

/**
 * The number that Immich has for each photo, found by its bytes; null for those that it does not have, or has in its trash. Photos are
 * taken one by one, and their bytes let go of.
 *
 * @throws ImmichError that says what the server answered; what the signal was aborted with
 */
export async function findAssets(
  immich: Immich,
  photos: AsyncIterable<PhotoBytes> | Iterable<PhotoBytes>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string | null>> {
  const found = new Map<string, string | null>();
  let asked: { readonly file: string; readonly checksum: string }[] = [];
  const ask = async () => {
    const assets = asked.map(({ checksum }, i) => ({ id: String(i), checksum }));
    const path = "/assets/bulk-upload-check";
    const answer = await call(immich, "POST", path, { assets }, signal);
    for (const { id, assetId, isTrashed } of resultsOf(answer)) {
      const photo = asked[Number(id)];
      if (photo && typeof assetId === "string" && isTrashed !== true) {
        found.set(photo.file, assetId);
      }
    }
    asked = [];
  };
  for await (const { file, bytes } of photos) {
    found.set(file, null);
    asked.push({ file, checksum: createHash("sha1").update(bytes).digest("hex") });
    if (asked.length === MOST_ASKED) await ask();
  }
  if (asked.length > 0) await ask();
  return found;
}

export interface PhotoBytes {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/**
 * Where Immich has it that one of its photos was taken; null where it has no place.
 *
 * @throws as `findAssets`
 */
export async function placeOfAsset(
  immich: Immich,
  asset: string,
  signal?: AbortSignal,
): Promise<Position | null> {
  const answer = await call(immich, "GET", assetPath(asset), undefined, signal);
  const { exifInfo } = Object(answer) as { exifInfo?: unknown };
  const { latitude, longitude } = Object(exifInfo) as { latitude?: unknown; longitude?: unknown };
  if (typeof latitude !== "number" || typeof longitude !== "number") return null;
  return { lat: latitude, lng: longitude };
}

/**
 * Tells Immich where one of its photos was taken.
 *
 * @throws as `findAssets`
 */
export async function placeAsset(
  immich: Immich,
  asset: string,
  { lat, lng }: Position,
  signal?: AbortSignal,
): Promise<void> {
  const place = { latitude: lat, longitude: lng };
  await call(immich, "PUT", assetPath(asset), place, signal);
}

function assetPath(asset: string): string {
  return `/assets/${encodeURIComponent(asset)}`;
}

/** Redirects are refused: they would hand the key to whoever is named. */
async function call(
  { url, key, waitMs = WAIT_MS }: Immich,
  method: "GET" | "POST" | "PUT",
  path: string,
  body: unknown,
  signal?: AbortSignal,
): Promise<unknown> {
  const base = url.replace(/\/+$/, "").replace(/\/api$/, "");
  const patience = AbortSignal.timeout(waitMs);
  const fault = (cause: unknown, otherwise: string) => {
    signal?.throwIfAborted();
    const reason = patience.aborted ? `did not answer in ${waitMs / 1000} s` : otherwise;
    return new ImmichError(`Immich at ${base} ${reason}.`, true, cause);
  };
  const response = await fetch(`${base}/api${path}`, {
    method,
    headers: { "x-api-key": key, "content-type": "application/json", accept: "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: "manual",
    signal: signal ? AbortSignal.any([signal, patience]) : patience,
  }).catch((cause: unknown) => {
    throw fault(cause, "cannot be reached");
  });
  refuse(base, path, response.status);
  const text = await response.text().catch((cause: unknown) => {
    throw fault(cause, "broke off in the middle of its answer");
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ImmichError(`What answers at ${base} is not Immich: it sent no JSON.`, true, cause);
  }
}

/** Throws where a status says that it was not done. */
function refuse(base: string, path: string, status: number): void {
  if (status >= 200 && status < 300) return;
  if (status >= 300 && status < 400) {
    throw new ImmichError(
      `Immich at ${base} sends elsewhere (${status}): the key was not sent on. Give its own address.`,
      true,
    );
  }
  if (status === 401 || status === 403) {
    throw new ImmichError(
      `Immich at ${base} refuses the key (${status}): it needs asset.read, asset.upload and asset.update.`,
      true,
    );
  }
  const hint = status >= 500 ? ": it failed inside, and its log says why" : HINTS[status];
  throw new ImmichError(`Immich at ${base} answered ${status} to ${path}${hint ?? ""}.`, false);
}

const HINTS: Readonly<Record<number, string>> = {
  400: ": the photo is not this key's, or is gone",
  404: ": there is no such photo, or this is not the address of Immich",
  429: ": it was asked too often; try again later",
};

function resultsOf(
  answer: unknown,
): readonly { id?: unknown; assetId?: unknown; isTrashed?: unknown }[] {
  if (typeof answer === "object" && answer !== null && "results" in answer) {
    const { results } = answer;
    if (Array.isArray(results)) {
      return results.filter((one): one is object => typeof one === "object" && one !== null);
    }
  }
  throw new ImmichError(
    "Immich's answer has no results: its version is not one that is known.",
    true,
  );
}
