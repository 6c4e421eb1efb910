import { mkdir, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { HubError } from "../hub/hub-error.ts";

const BEAT_MS = 5000;
/** A lock whose holder has not been heard of for so long is of a machine that was switched off. */
const DEAD_AFTER_MS = 60_000;

/**
 * Runs a task that only one process at a time may run. The lock of a process that was killed is taken over.
 *
 * @throws HubError "already_pulling" when another process holds it
 */
export async function withLock<T>(file: string, task: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  if (!(await take(file))) {
    if (!(await isDead(file))) throw await held(file);
    // Renamed first: of two that find a dead lock, one gets to remove it.
    await rename(file, `${file}.${process.pid}`).catch(() => {});
    await rm(`${file}.${process.pid}`, { force: true });
    if (!(await take(file))) throw await held(file);
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, BEAT_MS).unref();
  try {
    return await task();
  } finally {
    clearInterval(beat);
    await rm(file, { force: true });
  }
}

interface Holder {
  readonly pid: number;
  readonly host: string;
}

async function take(file: string): Promise<boolean> {
  try {
    const handle = await open(file, "wx");
    await handle.writeFile(JSON.stringify({ pid: process.pid, host: hostname() } satisfies Holder));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function isDead(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null);
  if (!found) return true;
  if (Date.now() - found.mtimeMs > DEAD_AFTER_MS) return true;
  const holder = await readHolder(file);
  return holder?.host === hostname() && !isAlive(holder.pid);
}

/** Null while its holder is still writing it. */
async function readHolder(file: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Holder;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function held(file: string): Promise<HubError> {
  const holder = await readHolder(file);
  const who = holder ? `process ${holder.pid} on ${holder.host}` : "another process";
  return new HubError(
    "already_pulling",
    `The models are being changed by ${who}. Wait until it has ended; if there is none, remove ${file}.`,
  );
}
