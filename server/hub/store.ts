import { copyFile, link, mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { BundleManifest } from "../../core/contracts/bundle.ts";
import { LockedError, withLock } from "../files/lock.ts";
import { writeWhole } from "../files/whole-file.ts";
import { listBundles } from "../model/bundle.ts";
import { HubError } from "./hub-error.ts";

/** Where installed bundles lie; all of it inside one folder, so that a move is a rename. */
export interface Store {
  /** Holds a folder for each bundle. */
  readonly models: string;
  /** Files that are being fetched, named by the checksum that they must have. */
  readonly downloads: string;
  readonly lock: string;
  readonly data: string;
}

export function storeAt(data: string): Store {
  return {
    data,
    models: join(data, "models"),
    downloads: join(data, "downloads"),
    lock: join(data, "models.lock"),
  };
}

/**
 * Runs a task that changes the store; only one process at a time does. What a killed one left is cleared up first.
 *
 * @throws HubError "already_pulling" when another process changes it
 */
export async function changeStore<T>(store: Store, task: () => Promise<T>): Promise<T> {
  try {
    return await withLock(store.lock, async () => {
      await recover(store);
      return task();
    });
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    throw new HubError(
      "already_pulling",
      `The models are being changed by ${error.holder}. Wait until it has ended; if there is none, remove ${error.file}.`,
      { cause: error },
    );
  }
}

/** A bundle's folder that is being put together; not yet seen by anyone. */
export function stagingOf({ data }: Store, name: string): string {
  return join(data, "staging", `new-${name}`);
}

function replacedOf({ data }: Store, name: string): string {
  return join(data, "staging", `old-${name}`);
}

/** Clears up after a process that was killed: half-made bundles go, one that was being replaced comes back. */
export async function recover(store: Store): Promise<void> {
  const staging = join(store.data, "staging");
  for (const entry of await readdir(staging).catch(() => [])) {
    const [, age, name] = /^(new|old)-(.+)$/.exec(entry) ?? [];
    if (age === "old") {
      // Fails when the new one is in place: then the old one is done with.
      await rename(join(staging, entry), join(store.models, name!)).catch(() => {});
    }
    await rm(join(staging, entry), { recursive: true, force: true });
  }
}

/**
 * Starts a bundle's folder: its files by their path.
 *
 * @param how `link` for files of ours (copied where the file system cannot), `copy` for a person's own
 */
export async function stage(
  store: Store,
  manifest: BundleManifest,
  sourceOf: (path: string) => string,
  how: "link" | "copy" = "link",
): Promise<string> {
  const folder = stagingOf(store, manifest.name);
  await rm(folder, { recursive: true, force: true });
  for (const path of Object.keys(manifest.files)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    const source = sourceOf(path);
    if (how === "copy") await copyFile(source, target);
    else await link(source, target).catch(() => copyFile(source, target));
  }
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeWhole(join(folder, "bundle.json"), text, { isSynced: true });
  return folder;
}

/** Puts a finished folder in its place: at any moment there is the old bundle, the new one, or what `recover` brings back. */
export async function putInPlace(store: Store, name: string): Promise<string> {
  const target = join(store.models, name);
  const old = replacedOf(store, name);
  await mkdir(store.models, { recursive: true });
  await rename(target, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  await rename(stagingOf(store, name), target);
  await rm(old, { recursive: true, force: true });
  return target;
}

/** A file of that content in an installed bundle, null when none has it. */
export async function findInstalled(store: Store, sha256: string): Promise<string | null> {
  for (const { folder, manifest } of await listBundles(store.models).catch(() => [])) {
    const found = Object.entries(manifest?.files ?? {}).find(([, file]) => file.sha256 === sha256);
    if (found) return join(folder, found[0]);
  }
  return null;
}
