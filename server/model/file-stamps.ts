import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";

/** SHA-256 of files. */
export interface Checksums {
  sha256(file: string): Promise<string>;
  /** Keeps what was learnt, where it can. */
  save(): Promise<void>;
}

/** Reads every byte each time. */
export const THOROUGH: Checksums = { sha256: sha256Of, async save() {} };

interface Stamp {
  /** What changes when the file does. */
  readonly mark: string;
  readonly sha256: string;
}

/**
 * Checksums that are remembered in the cache folder: a file whose size, times and inode are those of the last time has
 * not been written since, and is not read again. Reading GeoCLIP's 1.2 GB takes longer than opening it.
 */
export async function rememberedChecksums(cacheFolder: string): Promise<Checksums> {
  const file = join(cacheFolder, "checksums.json");
  const stamps = new Map<string, Stamp>(Object.entries(await readStamps(file)));
  let isChanged = false;
  return {
    async sha256(name) {
      const path = resolve(name);
      const mark = await markOf(path);
      const known = stamps.get(path);
      if (known?.mark === mark) return known.sha256;
      const sha256 = await sha256Of(path);
      stamps.set(path, { mark, sha256 });
      isChanged = true;
      return sha256;
    },
    async save() {
      if (!isChanged) return;
      const partial = `${file}.${process.pid}`;
      // Without it the next start takes longer, no more.
      try {
        await mkdir(cacheFolder, { recursive: true });
        await writeFile(partial, JSON.stringify(Object.fromEntries(stamps)));
        await rename(partial, file);
      } catch {}
    },
  };
}

async function readStamps(file: string): Promise<Record<string, Stamp>> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Record<string, Stamp>;
  } catch {
    return {};
  }
}

async function markOf(file: string): Promise<string> {
  const { size, mtimeNs, ctimeNs, ino } = await stat(file, { bigint: true });
  return [size, mtimeNs, ctimeNs, ino].join("-");
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}
