import { randomUUID } from "node:crypto";
import { link, mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

export interface WriteOptions {
  /** Whether the bytes reach the disk before the file is seen: it then outlives a power cut. */
  readonly isSynced?: boolean;
}

/**
 * Writes a file whole or not at all: beside it first, then renamed, so that a reader sees the old content or the new,
 * and a write that fails leaves nothing behind. Makes the folder. Throws the file system's own error.
 *
 * @param data several parts are written one after the other
 */
export async function writeWhole(
  file: string,
  data: string | Uint8Array | Iterable<Uint8Array>,
  { isSynced = false }: WriteOptions = {},
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  // Two writers, of one process or of two, never share what they write beside.
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    const handle = await open(partial, "wx");
    try {
      await writeFile(handle, data);
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

/**
 * Gives what was written beside it its name, whole and in one step; false when the name is taken.
 *
 * @param made a file in the same folder, which stays
 * @param data its content, for file systems without hard links
 * @throws the file system's own error
 */
export async function nameOnce(
  made: string,
  file: string,
  data: string | Uint8Array,
  mode?: number,
): Promise<boolean> {
  try {
    await link(made, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") throw error;
      return writeFile(file, data, { flag: "wx", ...(mode !== undefined && { mode }) });
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
