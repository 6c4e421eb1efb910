import { createHash } from "node:crypto";
import type { Position } from "../../core/earth/lng-lat.ts";

/** An Immich server, and the key of the person whose photos it has. */
export interface Immich {
  /** With or without `/api` at its end. */
  readonly url: string;
  readonly key: string;
}

const WAIT_MS = 30_000;
/** Photos that one question names. */
const MOST_ASKED = 100;

/**
 * The number that Immich has for each photo, found by its bytes; null for those that it does not have.
 *
 * @throws Error that says what the server answered
 */
export async function findAssets(
  immich: Immich,
  photos: readonly { readonly file: string; readonly bytes: Uint8Array }[],
): Promise<ReadonlyMap<string, string | null>> {
  const found = new Map<string, string | null>(photos.map(({ file }) => [file, null]));
  for (let first = 0; first < photos.length; first += MOST_ASKED) {
    const asked = photos.slice(first, first + MOST_ASKED);
    const assets = asked.map(({ bytes }, i) => ({
      id: String(i),
      checksum: createHash("sha1").update(bytes).digest("hex"),
    }));
    const answer = await call(immich, "POST", "/assets/bulk-upload-check", { assets });
    for (const { id, assetId } of resultsOf(answer)) {
      const photo = asked[Number(id)];
      if (photo && typeof assetId === "string") found.set(photo.file, assetId);
    }
  }
  return found;
}

/**
 * Tells Immich where one of its photos was taken.
 *
 * @throws Error that says what the server answered
 */
export async function placeAsset(
  immich: Immich,
  asset: string,
  { lat, lng }: Position,
): Promise<void> {
  const path = `/assets/${encodeURIComponent(asset)}`;
  await call(immich, "PUT", path, { latitude: lat, longitude: lng });
}

/** Redirects are refused: they would hand the key to whoever is named. */
async function call(
  { url, key }: Immich,
  method: "POST" | "PUT",
  path: string,
  body: unknown,
): Promise<unknown> {
  const base = url.replace(/\/+$/, "").replace(/\/api$/, "");
  const response = await fetch(`${base}/api${path}`, {
    method,
    headers: { "x-api-key": key, "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
    redirect: "manual",
    signal: AbortSignal.timeout(WAIT_MS),
  }).catch((cause: Error) => {
    const reason = cause.name === "TimeoutError" ? "did not answer in 30 s" : "cannot be reached";
    throw new Error(`Immich at ${base} ${reason}.`, { cause });
  });
  if (response.status >= 300 && response.status < 400) {
    throw new Error(
      `Immich at ${base} sends elsewhere (${response.status}): the key was not sent on. Give its own address.`,
    );
  }
  if (response.status === 401 || response.status === 403) {
    throw new Error(
      `Immich at ${base} refuses the key (${response.status}): it needs asset.read, asset.upload and asset.update.`,
    );
  }
  if (!response.ok) throw new Error(`Immich at ${base} answered ${response.status} to ${path}.`);
  return response.json().catch((cause: Error) => {
    throw new Error(`What answers at ${base} is not Immich: it sent no JSON.`, { cause });
  });
}

function resultsOf(answer: unknown): readonly { id?: unknown; assetId?: unknown }[] {
  if (typeof answer === "object" && answer !== null && "results" in answer) {
    const { results } = answer;
    if (Array.isArray(results)) {
      return results.filter((one): one is object => typeof one === "object" && one !== null);
    }
  }
  throw new Error("Immich's answer has no results: its version is not one that is known.");
}
