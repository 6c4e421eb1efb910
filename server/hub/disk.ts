import { mkdir, stat, statfs } from "node:fs/promises";
import { HubError } from "./hub-error.ts";

/** Bytes that a folder will take. */
export interface Need {
  readonly folder: string;
  readonly bytes: number;
  readonly setting: string;
}

/** Left free, since a full disk hurts more than this program. */
const RESERVE_BYTES = 64 * 2 ** 20;

/**
 * Demands that the disks have room for everything before anything is fetched; folders on one disk count together.
 *
 * @throws HubError "disk_full"
 */
export async function checkRoom(
  needs: readonly Need[],
  freeBytes: (folder: string) => Promise<number> = freeBytesOf,
): Promise<void> {
  const disks = new Map<number, Need[]>();
  for (const need of needs) {
    await mkdir(need.folder, { recursive: true });
    const { dev } = await stat(need.folder);
    disks.set(dev, [...(disks.get(dev) ?? []), need]);
  }
  for (const sharing of disks.values()) {
    const { folder, setting } = sharing[0]!;
    const bytes = sharing.reduce((sum, need) => sum + need.bytes, 0);
    const free = await freeBytes(folder);
    if (bytes + RESERVE_BYTES <= free) continue;
    throw new HubError(
      "disk_full",
      `The disk of ${folder} has ${megabytes(free)} MB free, ${megabytes(bytes + RESERVE_BYTES)} MB are wanted. Free some space, set ${setting} to a folder on another disk, or choose a smaller --variant.`,
    );
  }
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function megabytes(bytes: number): string {
  return Math.round(bytes / 1e6).toLocaleString("en-GB");
}
