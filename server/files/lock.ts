import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { isRunning, nameOf, type ProcessName } from "./process-start.ts";
import { nameOnce } from "./whole-file.ts";

const BEAT_MS = 5000;
/** Beats that a holder who cannot be seen may miss before it is looked at more closely. */
const MISSED_BEATS = 8;
/** Beats after which a holder that has given no sign looks again before it touches anything. */
const LATE_BEATS = 2;
/** Beats for which it is looked at: one that lives is heard meanwhile, whatever the clocks say. */
const WATCHED_BEATS = 4;
const LOOKS_PER_BEAT = 5;

export interface LockOptions {
  /** Time between two signs of life, ms. All who want the lock must agree on it. */
  readonly beatMs?: number;
  /** Called once when another has taken the lock over: this process was suspended, and must touch nothing any more. */
  onLost?(): void;
}

/** A lock that was taken. */
export interface Lock {
  /**
   * Whether it is still held. Asks the disk only when the last sign of life is late: this process was suspended, and
   * another may have taken the lock over meanwhile.
   */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/** Another process holds the lock. */
export class LockedError extends Error {
  override readonly name = "LockedError";
  readonly file: string;
  /** "process 12 on earth", or "another process". */
  readonly holder: string;
  /** After so long it can be taken if the holder is gone; null where that would be known at once. */
  readonly freeInMs: number | null;

  constructor(file: string, holder: string, freeInMs: number | null) {
    super(`${file} is held by ${holder}.`);
    this.file = file;
    this.holder = holder;
    this.freeInMs = freeInMs;
  }
}

const HolderSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  boot: z.string().nullable().default(null),
  space: z.string().nullable().default(null),
  start: z.string().nullable().default(null),
});

type Holder = z.infer<typeof HolderSchema>;

/**
 * Takes a lock that one process at a time may hold, on this machine, in its containers, or on another machine that shares
 * the folder. The lock of a process that is gone is taken over: at once where processes can be seen, even if another has
 * its number now; else once it has given no sign of life for a minute. No clock decides that: whoever looks silent is
 * watched, for at most `WATCHED_BEATS` beats, and left alone at its next sign of life.
 *
 * @param file made, with its folder; gone when the lock is released
 * @throws LockedError when another process, or this one, holds it
 */
export async function takeLock(file: string, options: LockOptions = {}): Promise<Lock> {
  const { beatMs = BEAT_MS, onLost } = options;
  await mkdir(dirname(file), { recursive: true });
  const id = randomUUID();
  const own = await nameOf(process.pid);
  const text = JSON.stringify({ pid: process.pid, host: hostname(), ...own, id });
  // Written in full before it gets its name, so that nobody meets a lock that does not say whose it is.
  const mine = `${file}.${id}`;
  try {
    await writeFile(mine, text, { flag: "wx" });
    await take(file, { mine, text, own, beatMs });
  } finally {
    await rm(mine, { force: true });
  }
  let isLost = false;
  let seenAt = performance.now();
  const beat = setInterval(() => void giveSign(), beatMs).unref();

  /** Looks whether the lock is this one's and says so to the others. */
  async function giveSign(): Promise<void> {
    // A disk that cannot be read now says nothing about whose the lock is.
    const found = await readText(file).catch(() => text);
    if (found === text) {
      const now = new Date();
      seenAt = performance.now();
      await utimes(file, now, now).catch(() => {});
      return;
    }
    clearInterval(beat);
    if (!isLost) onLost?.();
    isLost = true;
  }

  return {
    async isHeld() {
      if (!isLost && performance.now() - seenAt > LATE_BEATS * beatMs) await giveSign();
      return !isLost;
    },
    async release() {
      clearInterval(beat);
      // Another may have taken it over while this process was suspended.
      if ((await readText(file)) === text) await rm(file, { force: true });
    },
  };
}

/** Runs a task while holding a lock. Throws LockedError, and what the task throws. */
export async function withLock<T>(
  file: string,
  task: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const lock = await takeLock(file, options);
  try {
    return await task();
  } finally {
    await lock.release();
  }
}

/** One who wants a lock. */
interface Starter {
  /** The file in which it has written who it is. */
  readonly mine: string;
  readonly text: string;
  readonly own: ProcessName;
  readonly beatMs: number;
}

async function take(file: string, starter: Starter): Promise<void> {
  for (;;) {
    if (await nameOnce(starter.mine, file, starter.text)) return;
    const held = await readText(file);
    if (held === null) continue;
    const holder = readHolder(held);
    const state = await look(file, held, holder, starter);
    if (state.isHeld) {
      const who = holder ? `process ${holder.pid} on ${holder.host}` : "another process";
      throw new LockedError(file, who, state.freeInMs);
    }
    await remove(file, held, starter);
  }
}

/**
 * Removes the lock of a holder that is gone. Of several that find it, the one that gets the lock on the dead holder's text
 * does so, and only if the lock still has that text. Who was killed at this very point is itself a dead holder.
 */
async function remove(file: string, dead: string, starter: Starter): Promise<void> {
  const claim = `${file}.${createHash("sha256").update(dead).digest("hex").slice(0, 16)}`;
  await take(claim, starter).catch((error: unknown) => {
    if (!(error instanceof LockedError)) throw error;
    throw new LockedError(file, error.holder, error.freeInMs);
  });
  try {
    if ((await readText(file)) === dead) await rm(file, { force: true });
  } finally {
    await rm(claim, { force: true });
  }
}

type State =
  | { readonly isHeld: false }
  | { readonly isHeld: true; readonly freeInMs: number | null };

async function look(
  file: string,
  held: string,
  holder: Holder | null,
  { own, beatMs }: Starter,
): Promise<State> {
  // A process that can be seen and has been suspended gives no sign of life, and lives.
  if (holder && canSee(holder, own)) {
    const isHeld = await isRunning(holder.pid, holder.start);
    return isHeld ? { isHeld, freeInMs: null } : { isHeld };
  }
  const watchMs = WATCHED_BEATS * beatMs;
  const silentMs = MISSED_BEATS * beatMs;
  const first = await lastSign(file);
  const age = first === null ? Number.NaN : Date.now() - first;
  // A sign from the future is of a clock that was set, here or there: it tells nothing.
  if (age >= 0 && age < silentMs) return { isHeld: true, freeInMs: silentMs - age + watchMs };
  for (let looks = 0; looks < WATCHED_BEATS * LOOKS_PER_BEAT; looks++) {
    await sleep(beatMs / LOOKS_PER_BEAT);
    // A sign, or another holder: either way somebody lives.
    if ((await lastSign(file)) !== first || (await readText(file)) !== held) {
      return (await readText(file)) === null
        ? { isHeld: false }
        : { isHeld: true, freeInMs: silentMs + watchMs };
    }
  }
  return { isHeld: false };
}

/** Whether the holder's number means a process that this one could see. */
function canSee(holder: Holder, own: ProcessName): boolean {
  const isSameSpace = holder.space === null || own.space === null || holder.space === own.space;
  const isSameBoot =
    holder.boot === null || own.boot === null
      ? holder.host === hostname()
      : holder.boot === own.boot;
  return isSameSpace && isSameBoot;
}

async function lastSign(file: string): Promise<number | null> {
  return (await stat(file).catch(() => null))?.mtimeMs ?? null;
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
