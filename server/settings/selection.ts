import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { writeWhole } from "../files/whole-file.ts";

// The bundle that `models use` has chosen.

const SelectionSchema = z.object({ bundle: z.string() });

/**
 * Name of the bundle that answers unless GRATICULE_BUNDLE says otherwise; null when none was chosen. Synchronous, as the
 * reading of the configuration is.
 */
export function readSelection(dataFolder: string): string | null {
  try {
    return SelectionSchema.parse(JSON.parse(readFileSync(fileOf(dataFolder), "utf8"))).bundle;
  } catch {
    return null;
  }
}

/** Chooses the bundle that answers. Null chooses none. */
export async function writeSelection(dataFolder: string, bundle: string | null): Promise<void> {
  const file = fileOf(dataFolder);
  if (bundle === null) await rm(file, { force: true });
  else await writeWhole(file, `${JSON.stringify({ bundle })}\n`);
}

function fileOf(dataFolder: string): string {
  return join(dataFolder, "selection.json");
}
