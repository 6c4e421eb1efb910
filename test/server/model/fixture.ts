import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

/** The bundle of random weights that tests run (test/fixtures/bundle/build.py). */
export const TINY = fileURLToPath(new URL("../../fixtures/bundle/", import.meta.url));

const made: string[] = [];

afterAll(async () => {
  await Promise.all(made.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

/** An empty folder that is gone after the test file. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "graticule-test-"));
  made.push(folder);
  return folder;
}

type Manifest = Record<string, unknown> & {
  image: Record<string, unknown>;
  location: Record<string, unknown>;
  files: Record<string, { bytes: number; sha256: string }>;
};

/** A copy of the tiny bundle that may be damaged; `change` edits its manifest. */
export async function bundleCopy(change?: (manifest: Manifest) => void): Promise<string> {
  const folder = await temporaryFolder();
  await cp(TINY, folder, { recursive: true });
  if (change) {
    const file = join(folder, "bundle.json");
    const manifest = JSON.parse(await readFile(file, "utf8")) as Manifest;
    change(manifest);
    await writeFile(file, JSON.stringify(manifest));
  }
  return folder;
}

/** Replaces a file of a bundle and makes the manifest agree, so that only its content is at fault. */
export async function replaceFile(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await writeFile(join(folder, name), bytes);
  const file = join(folder, "bundle.json");
  const manifest = JSON.parse(await readFile(file, "utf8")) as Manifest;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  manifest.files[name] = { bytes: bytes.length, sha256 };
  await writeFile(file, JSON.stringify(manifest));
}
