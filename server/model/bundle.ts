import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type BundleManifest, BundleSchema, partFiles } from "../../core/contracts/bundle.ts";
import { type Fault, GraticuleError } from "../../core/contracts/errors.ts";
import { checkValue } from "../../core/contracts/validation.ts";
import { type Checksums, THOROUGH } from "./file-stamps.ts";

/** A bundle whose manifest is sound and whose files are there. */
export interface Bundle {
  readonly folder: string;
  readonly manifest: BundleManifest;
  /** Path of one of its files. */
  path(file: string): string;
}

/** Reads `bundle.json` and checks it against the contract; the files themselves are checked by `verifyBundle`. */
export async function readBundle(folder: string): Promise<Bundle> {
  const file = join(folder, "bundle.json");
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new GraticuleError(
      "bundle_invalid",
      `There is no model bundle at ${folder}: bundle.json cannot be read. Choose another with GRATICULE_BUNDLE.`,
      { cause },
    );
  });
  const checked = checkValue(BundleSchema, parseJson(text, file), "bundle.json");
  if (!checked.ok) throw invalid(folder, checked.faults);
  const manifest = checked.data;
  const missing = partFiles(manifest).filter((part) => !(part in manifest.files));
  if (missing.length > 0) {
    throw invalid(
      folder,
      missing.map((part) => ({
        pointer: `bundle.json/files/${part}`,
        detail: "is named by the bundle, but has no size and checksum",
      })),
    );
  }
  return { folder, manifest, path: (name) => join(folder, name) };
}

/**
 * Reads a bundle and demands that every file has its stated size and SHA-256.
 *
 * @param checksums those of `rememberedChecksums` pass over files that have not been written since they were read
 */
export async function openBundle(folder: string, checksums: Checksums = THOROUGH): Promise<Bundle> {
  const bundle = await readBundle(folder);
  const faults = await verifyFiles(folder, bundle.manifest, checksums);
  await checksums.save();
  if (faults.length > 0) throw invalid(folder, faults);
  return bundle;
}

/** What is wrong with a bundle's files: missing, of another size, of another content. */
export async function verifyBundle(folder: string): Promise<Fault[]> {
  const { manifest } = await readBundle(folder);
  return verifyFiles(folder, manifest);
}

/** The same for a manifest at hand. */
export async function verifyFiles(
  folder: string,
  { files }: Pick<BundleManifest, "files">,
  checksums: Checksums = THOROUGH,
): Promise<Fault[]> {
  const faults = await Promise.all(
    Object.entries(files).map(async ([name, { bytes, sha256 }]) => {
      const file = join(folder, name);
      const found = await stat(file).catch(() => null);
      if (!found) return { pointer: name, detail: "is missing" };
      if (found.size !== bytes) {
        return { pointer: name, detail: `has ${found.size} bytes, the bundle says ${bytes}` };
      }
      const actual = await checksums.sha256(file);
      return actual === sha256
        ? null
        : { pointer: name, detail: `has SHA-256 ${actual}, the bundle says ${sha256}` };
    }),
  );
  return faults.filter((fault) => fault !== null);
}

export interface ListedBundle {
  readonly folder: string;
  readonly manifest: BundleManifest | null;
  readonly fault: string | null;
}

/** The bundles in a folder, sound or not, by name. */
export async function listBundles(modelsFolder: string): Promise<ListedBundle[]> {
  const entries = await readdir(modelsFolder, { withFileTypes: true });
  const listed = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }): Promise<ListedBundle | null> => {
        const folder = join(modelsFolder, name);
        if (!(await stat(join(folder, "bundle.json")).catch(() => null))) return null;
        try {
          return { folder, manifest: (await readBundle(folder)).manifest, fault: null };
        } catch (error) {
          return { folder, manifest: null, fault: (error as Error).message };
        }
      }),
  );
  return listed
    .filter((bundle) => bundle !== null)
    .sort((a, b) => a.folder.localeCompare(b.folder));
}

function invalid(folder: string, faults: readonly Fault[]): GraticuleError {
  const lines = faults.map(({ pointer, detail }) => `  ${pointer}: ${detail}`);
  return new GraticuleError(
    "bundle_invalid",
    `The model bundle at ${folder} cannot be used. Restore it or choose another with GRATICULE_BUNDLE.\n${lines.join("\n")}`,
    { faults },
  );
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new GraticuleError(
      "bundle_invalid",
      `${file} is not JSON, or cut short. Install the bundle again.`,
      { cause },
    );
  }
}
