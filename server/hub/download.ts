import { open, rm, stat } from "node:fs/promises";
import { gitNameOfFile, sha256OfFile } from "../files/checksum.ts";
import { type Hub, reasonOf, TRIES } from "./hub.ts";
import { HubError, interrupted } from "./hub-error.ts";
import { type HubFile, statusError } from "./listing.ts";

/**
 * Fetches one file into `target`, going on from whatever is there of it, and verifies it.
 *
 * @param onBytes bytes that have come, or negative ones that were discarded
 * @returns SHA-256 of the file
 * @throws HubError; a file with the wrong bytes is removed, one that is cut short is kept for the next try
 */
export async function downloadFile(
  hub: Hub,
  file: HubFile,
  target: string,
  onBytes: (count: number) => void,
): Promise<string> {
  const isResumed = (await sizeOf(target)) > 0;
  await fetchAll(hub, file, target, onBytes);
  let found = await checksumOf(target, file);
  if (found !== file.checksum.hex && isResumed) {
    // The part that was here before may be what is wrong.
    await discard(target, onBytes);
    await fetchAll(hub, file, target, onBytes);
    found = await checksumOf(target, file);
  }
  if (found !== file.checksum.hex) {
    await discard(target, onBytes);
    throw wrongBytes(hub, file, found);
  }
  return file.checksum.algorithm === "sha256" ? found : sha256OfFile(target);
}

async function fetchAll(
  hub: Hub,
  file: HubFile,
  target: string,
  onBytes: (count: number) => void,
): Promise<void> {
  let idle = 0;
  for (;;) {
    const before = await sizeOf(target);
    if (before > file.bytes) {
      await discard(target, onBytes);
      continue;
    }
    if (before === file.bytes) return;
    try {
      await fetchRest(hub, file, target, before, onBytes);
    } catch (cause) {
      if (hub.signal.aborted) throw interrupted();
      if (cause instanceof HubError) throw cause;
      const problem = explain(cause, hub, file);
      if (problem.code === "disk_full") throw problem;
      idle = (await sizeOf(target)) > before ? 0 : idle + 1;
      if (idle === TRIES) throw problem;
      await hub.pause(Math.max(1, idle));
    }
  }
}

/** One connection: from the byte where we stand until it ends, for whatever reason. */
async function fetchRest(
  hub: Hub,
  file: HubFile,
  target: string,
  start: number,
  onBytes: (count: number) => void,
): Promise<void> {
  const headers: Record<string, string> = start > 0 ? { range: `bytes=${start}-` } : {};
  const { response } = await hub.request(file.url, { headers });
  const { status, body } = response;
  const isRest = status === 206 && startOf(response.headers.get("content-range")) === start;
  if (status === 416 || (status === 206 && !isRest)) {
    await body?.cancel();
    await discard(target, onBytes);
    throw new Error(`the hub answered ${status} for the bytes from ${start}`);
  }
  if ((status !== 200 && !isRest) || body === null) {
    await body?.cancel();
    throw statusError(status, hub, file.path);
  }
  // A hub that knows no ranges sends the file from its beginning.
  if (!isRest && start > 0) await discard(target, onBytes);
  let size = isRest ? start : 0;
  const handle = await open(target, "a");
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > file.bytes) break;
      await handle.write(chunk);
      onBytes(chunk.length);
    }
    await handle.sync().catch(() => {});
  } finally {
    await handle.close();
  }
  if (size > file.bytes) {
    await rm(target, { force: true });
    throw new HubError(
      "bytes_wrong",
      `${file.path}: ${hub.url} sends more than the ${file.bytes} bytes that it declares. The file was discarded; try again, or use another hub with --hub.`,
    );
  }
  if (size < file.bytes)
    throw new Error(`the connection ended after ${size} of ${file.bytes} bytes`);
}

/** The first byte of `bytes 100-199/200`. */
function startOf(range: string | null): number | null {
  const match = /^bytes (\d+)-/.exec(range ?? "");
  return match ? Number(match[1]) : null;
}

export async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => null))?.size ?? 0;
}

async function discard(target: string, onBytes: (count: number) => void): Promise<void> {
  onBytes(-(await sizeOf(target)));
  await rm(target, { force: true });
}

/** Of the kind that the hub declares. */
function checksumOf(target: string, { checksum, bytes }: HubFile): Promise<string> {
  return checksum.algorithm === "sha256" ? sha256OfFile(target) : gitNameOfFile(target, bytes);
}

function explain(cause: unknown, hub: Hub, file: HubFile): HubError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new HubError(
      "disk_full",
      `The disk is full: ${file.path} needs ${file.bytes} bytes. Free some space, or set GRATICULE_DATA to a folder on another disk. What has come is kept.`,
      { cause },
    );
  }
  return new HubError(
    "unreachable",
    `${file.path} breaks off again and again (${reasonOf(cause)}). What has come is kept: run the same command when the network is better, or use a mirror with --hub (now ${hub.url}).`,
    { cause },
  );
}

function wrongBytes(hub: Hub, { path, checksum }: HubFile, found: string): HubError {
  const name = checksum.algorithm === "sha256" ? "SHA-256" : "git checksum";
  return new HubError(
    "bytes_wrong",
    `${path} has the wrong bytes: ${hub.url} declares ${name} ${checksum.hex}, what came has ${found}. The file was discarded; try again, or use another hub with --hub.`,
  );
}
