import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

export interface WriteOptions {
  /** Whether the bytes reach the disk before the file is seen: it then outlives a power cut. */
  readonly isSynced?: boolean;
}

/**
 * Writes a file whole or not at all: beside it first, then renamed, so that a reader sees the old content or the new,
 * and a write that fails leaves nothing behind. Makes the folder. Throws the file system's own error.
 */
export async function writeWhole(
  file: string,
  data: string | Uint8Array,
  { isSynced = false }: WriteOptions = {},
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  // Two writers, of one process or of two, never share what they write beside.
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    const handle = await open(partial, "wx");
    try {
      await handle.writeFile(data);
      if (isSynced) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw error;
  }
}
