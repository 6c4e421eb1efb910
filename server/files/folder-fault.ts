import { randomUUID } from "node:crypto";
import { mkdir, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A disk with less room than this is called full: a database's log grows by 16 MB at a time. */
const LEAST_FREE_BYTES = 32 * 2 ** 20;
/** Written to try a folder: more than a file system keeps beside a file's name. */
const PROBE = Buffer.alloc(64 * 1024);

/** What the system's codes mean for whoever runs the service. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "it is on a file system that is mounted for reading alone",
  ENOSPC: "its disk is full",
  EDQUOT: "this user's share of its disk is used up",
  ENOTDIR: "a part of its path is a file",
  EEXIST: "a file has its name",
  ENOENT: "it cannot be made",
  EIO: "its disk cannot be read or written",
};

/** Why a file or folder could not be used, in words: "its disk is full". */
export function reasonOf(error: unknown): string {
  const { code } = Object(error) as { code?: unknown };
  return (
    REASONS[String(code)] ?? (typeof code === "string" ? `the system says ${code}` : String(error))
  );
}

/** Makes a folder and tries to write there. Why that is impossible, or null when all is well. */
export async function folderFault(folder: string): Promise<string | null> {
  const probe = join(folder, `.probe-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(probe, PROBE);
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    return free < LEAST_FREE_BYTES ? `its disk has ${Math.floor(free / 2 ** 20)} MB left` : null;
  } catch (error) {
    return reasonOf(error);
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}
