import { readFile } from "node:fs/promises";

/** In /proc/[pid]/stat (proc_pid_stat(5)), counted after the name, which may hold spaces and brackets. */
const START_TIME_FIELD = 22 - 3;

/**
 * When a process started: the boot of the machine and ticks since. With its number it names a process for good, while
 * the number alone is given again, and in a container is nearly always 1. Null where the system does not tell.
 */
export async function startOf(pid: number): Promise<string | null> {
  try {
    const [boot, stat] = await Promise.all([
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
      readFile(`/proc/${pid}/stat`, "utf8"),
    ]);
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[START_TIME_FIELD];
    return ticks === undefined ? null : `${boot.trim()}/${ticks}`;
  } catch {
    return null;
  }
}

/** Whether a process of this machine still runs. @param start what `startOf` gave for it */
export async function isRunning(pid: number, start: string | null): Promise<boolean> {
  if (!exists(pid)) return false;
  const found = await startOf(pid);
  return start === null || found === null || found === start;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
