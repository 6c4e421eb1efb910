import { closeSync, readdirSync, readlinkSync, realpathSync } from "node:fs";
import { sep } from "node:path";

const DESCRIPTORS = "/proc/self/fd";

/**
 * Closes the files that this process has open inside a folder: those of a program in WebAssembly that has died and cannot
 * close them itself. Nothing of it may run any more. Does nothing where the system does not list them (only Linux does).
 */
export function closeFilesIn(folder: string): void {
  for (const name of namesIn(DESCRIPTORS)) {
    try {
      const file = readlinkSync(`${DESCRIPTORS}/${name}`);
      if (file.startsWith(`${realpathSync(folder)}${sep}`)) closeSync(Number(name));
    } catch {
      // Closed meanwhile: the listing itself is one.
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
