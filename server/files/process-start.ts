import { readFile, readlink } from "node:fs/promises";

/** In /proc/[pid]/stat (proc_pid_stat(5)), counted after the name, which may hold spaces and brackets. */
const START_TIME_FIELD = 22 - 3;
/** A process that has ended and is not yet forgotten by its parent; in a container nobody may ever ask for it. */
const ENDED = /^[ZX]$/;

/** What names a process for good, beside its number. */
export interface ProcessName {
  /** Of the machine since it was switched on; null where the system does not tell. */
  readonly boot: string | null;
  /** The namespace in which the number was given: two containers both have a process 1. Null where there is none. */
  readonly space: string | null;
  /** Ticks from the boot to the start: a number is given again. Null where the system does not tell. */
  readonly start: string | null;
}

/** What names this process, or another one of its namespace. */
export async function nameOf(pid: number): Promise<ProcessName> {
  const [boot, space, found] = await Promise.all([
    readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => null),
    readlink("/proc/self/ns/pid").catch(() => null),
    statOf(pid),
  ]);
  return { boot: boot?.trim() ?? null, space, start: found?.start ?? null };
}

/** Whether a process of this namespace still runs. @param start what `nameOf` gave for it */
export async function isRunning(pid: number, start: string | null): Promise<boolean> {
  if (!exists(pid)) return false;
  const found = await statOf(pid);
  if (found === null) return true;
  return !ENDED.test(found.state) && (start === null || found.start === start);
}

async function statOf(pid: number): Promise<{ state: string; start: string } | null> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [state, start] = [fields[0], fields[START_TIME_FIELD]];
    return state === undefined || start === undefined ? null : { state, start };
  } catch {
    return null;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
