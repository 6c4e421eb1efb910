import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { type Fault, GraticuleError } from "../../core/contracts/errors.ts";
import { sha256OfFile } from "../files/checksum.ts";
import { GEODATA_FOLDER } from "./geography.ts";

/** The part of `geodata/data/manifest.json` that the service reads. */
const ManifestSchema = z.object({
  attribution: z.string(),
  files: z.array(
    z.object({ file: z.string(), bytes: z.int().positive(), sha256: z.string().length(64) }),
  ),
});

export type GeodataManifest = z.infer<typeof ManifestSchema>;

/** Throws `geodata_invalid` when the manifest is missing or of another form. */
export async function readGeodataManifest(): Promise<GeodataManifest> {
  try {
    return ManifestSchema.parse(
      JSON.parse(await readFile(join(GEODATA_FOLDER, "manifest.json"), "utf8")),
    );
  } catch (cause) {
    throw new GraticuleError(
      "geodata_invalid",
      `geodata/data/manifest.json cannot be read. Restore it with \`git checkout geodata/data\`, or build it with \`npm run geodata\`.`,
      { cause },
    );
  }
}

/** What is wrong with the geodata files: missing, or of another content than the manifest says. */
export async function verifyGeodata(): Promise<Fault[]> {
  const { files } = await readGeodataManifest();
  const faults = await Promise.all(
    files.map(async ({ file, sha256 }) => {
      const actual = await sha256OfFile(join(GEODATA_FOLDER, file)).catch(() => null);
      if (actual === null) return { pointer: file, detail: "is missing" };
      return actual === sha256
        ? null
        : { pointer: file, detail: `has SHA-256 ${actual}, the manifest says ${sha256}` };
    }),
  );
  return faults.filter((fault) => fault !== null);
}
