import { createHash, randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import * as z from "zod";
import { isRunning, startOf } from "./process-start.ts";

const BEAT_MS = 5000;
/** A holder on another machine that has not been heard of for so long is switched off. */
const DEAD_AFTER_MS = 60_000;

/** A lock that is held. */
export interface Lock {
  release(): Promise<void>;
}

/** Another process holds the lock. */
export class LockedError extends Error {
  override readonly name = "LockedError";
  readonly file: string;
  /** "process 12 on earth", or "another process". */
  readonly holder: string;

  constructor(file: string, holder: string) {
    super(`${file} is held by ${holder}.`);
    this.file = file;
    this.holder = holder;
  }
}

const HolderSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  /** When the process started, as its machine tells; null where that cannot be known. */
  start: z.string().nullable().default(null),
});

/**
 * Takes a lock that one process at a time may hold, on this machine or another that shares the folder. The lock of a
 * process that is gone is taken over: on this machine as soon as it has ended, even if another has its number now; on
 * another once it has been silent for a minute.
 *
 * @param file made, with its folder; gone when the lock is released
 * @throws LockedError when another process, or this one, holds it
 */
export async function takeLock(file: string): Promise<Lock> {
  await mkdir(dirname(file), { recursive: true });
  const id = randomUUID();
  const start = await startOf(process.pid);
  const text = JSON.stringify({ pid: process.pid, host: hostname(), start, id });
  // Written in full before it gets its name, so that nobody meets a lock that does not say whose it is.
  const mine = `${file}.${id}`;
  await writeFile(mine, text, { flag: "wx" });
  try {
    await take(file, mine, text);
  } finally {
    await rm(mine, { force: true });
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, BEAT_MS).unref();
  return {
    async release() {
      clearInterval(beat);
      // Another may have taken it over while this process was suspended.
      if ((await readText(file)) === text) await rm(file, { force: true });
    },
  };
}

/** Runs a task while holding a lock. Throws LockedError, and what the task throws. */
export async function withLock<T>(file: string, task: () => Promise<T>): Promise<T> {
  const lock = await takeLock(file);
  try {
    return await task();
  } finally {
    await lock.release();
  }
}

async function take(file: string, mine: string, text: string): Promise<void> {
  for (;;) {
    if (await name(mine, file, text)) return;
    const held = await readText(file);
    if (held === null) continue;
    const holder = readHolder(held);
    if (await isHeld(file, holder)) {
      throw new LockedError(
        file,
        holder ? `process ${holder.pid} on ${holder.host}` : "another process",
      );
    }
    await succeed(file, mine, text, held);
  }
}

/** Gives what was written beside its name in one step; false when the name is taken. */
async function name(mine: string, file: string, text: string): Promise<boolean> {
  try {
    await link(mine, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") throw error;
      // A file system without hard links.
      return writeFile(file, text, { flag: "wx" });
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Removes the lock of a holder that is gone. Of several that find it, the one that gets the dead holder's name does so,
 * and only if the lock is still that holder's.
 */
async function succeed(file: string, mine: string, text: string, dead: string): Promise<void> {
  const claim = `${file}.${createHash("sha256").update(dead).digest("hex").slice(0, 16)}`;
  if (!(await name(mine, claim, text))) {
    // Left by one that was killed at this very point.
    if (!(await isFresh(claim))) await rm(claim, { force: true });
    throw new LockedError(file, "another process");
  }
  try {
    if ((await readText(file)) === dead) await rm(file, { force: true });
  } finally {
    await rm(claim, { force: true });
  }
}

type Holder = z.infer<typeof HolderSchema>;

async function isHeld(file: string, holder: Holder | null): Promise<boolean> {
  // A process of this machine that has been suspended gives no sign of life, and lives.
  if (holder?.host === hostname()) return isRunning(holder.pid, holder.start);
  return isFresh(file);
}

async function isFresh(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null);
  return found !== null && Date.now() - found.mtimeMs <= DEAD_AFTER_MS;
}

/** Null for a text that is not ours. */
function readHolder(text: string): Holder | null {
  try {
    return HolderSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Null when there is no such file. */
async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
