import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// The bundle that `models use` has chosen. Read while the configuration is read, hence synchronous.

/** Name of the bundle that answers unless GRATICULE_BUNDLE says otherwise; null when none was chosen. */
export function readSelection(dataFolder: string): string | null {
  try {
    const { bundle } = JSON.parse(readFileSync(fileOf(dataFolder), "utf8")) as { bundle?: unknown };
    return typeof bundle === "string" ? bundle : null;
  } catch {
    return null;
  }
}

/** Written beside and renamed: a reader sees the old choice or the new one. Null chooses none. */
export function writeSelection(dataFolder: string, bundle: string | null): void {
  const file = fileOf(dataFolder);
  if (bundle === null) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(dataFolder, { recursive: true });
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, `${JSON.stringify({ bundle })}\n`);
  renameSync(partial, file);
}

function fileOf(dataFolder: string): string {
  return join(dataFolder, "selection.json");
}
