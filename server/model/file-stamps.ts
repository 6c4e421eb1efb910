import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import * as z from "zod";
import { sha256OfFile } from "../files/checksum.ts";
import { writeWhole } from "../files/whole-file.ts";

/** SHA-256 of files. */
export interface Checksums {
  sha256(file: string): Promise<string>;
  /** Keeps what was learnt, where it can. */
  save(): Promise<void>;
}

/** Reads every byte each time. */
export const THOROUGH: Checksums = { sha256: sha256OfFile, async save() {} };

const StampSchema = z.object({
  /** What changes when the file does. */
  mark: z.string(),
  sha256: z.string(),
});
type Stamp = z.infer<typeof StampSchema>;
const StampsSchema = z.record(z.string(), StampSchema);

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
      const sha256 = await sha256OfFile(path);
      stamps.set(path, { mark, sha256 });
      isChanged = true;
      return sha256;
    },
    async save() {
      if (!isChanged) return;
      // Without it the next start takes longer, no more.
      try {
        await writeWhole(file, JSON.stringify(Object.fromEntries(stamps)));
      } catch {}
    },
  };
}

async function readStamps(file: string): Promise<Record<string, Stamp>> {
  try {
    return StampsSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return {};
  }
}

async function markOf(file: string): Promise<string> {
  const { size, mtimeNs, ctimeNs, ino } = await stat(file, { bigint: true });
  return [size, mtimeNs, ctimeNs, ino].join("-");
}
