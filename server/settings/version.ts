import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { PROJECT_FOLDER } from "../files/project-folder.ts";

const PackageSchema = z.object({ version: z.string() });

/** The version in package.json. */
export async function readVersion(): Promise<string> {
  const text = await readFile(join(PROJECT_FOLDER, "package.json"), "utf8");
  return PackageSchema.parse(JSON.parse(text)).version;
}
