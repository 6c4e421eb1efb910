import { link, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { BUNDLE_FORMAT, type BundleManifest } from "../../core/contracts/bundle.ts";
import { GraticuleError } from "../../core/contracts/errors.ts";
import {
  type CatalogueModel,
  chooseVariant,
  findModel,
  type Machine,
  type Variant,
} from "./catalogue.ts";
import { checkRoom, type Need } from "./disk.ts";
import { downloadFile, sizeOf } from "./download.ts";
import type { Hub } from "./hub.ts";
import { type HubFile, listHubFiles } from "./listing.ts";
import { changeStore, findInstalled, putInPlace, type Store, stage } from "./store.ts";

export interface PullRequest {
  /** Name in the catalogue. */
  readonly model: string;
  /** Null: what suits the machine. */
  readonly variant: string | null;
  /** Name that the bundle gets here; null: that of the catalogue. */
  readonly as: string | null;
}

/** The world around a pull. */
export interface PullWorld {
  readonly catalogue: readonly CatalogueModel[];
  readonly store: Store;
  /** Names that are taken by the bundles that come with the program. */
  readonly reserved: readonly string[];
  readonly machine: Machine;
  /** A hub whose requests stop when the signal aborts. */
  openHub(signal: AbortSignal): Hub;
  readonly signal: AbortSignal;
  /** Tries the bundle and makes its indexes; throws when its parts do not fit. */
  prepare(folder: string): Promise<void>;
  /** Where the indexes will lie, and how large they will be. */
  indexNeed(manifest: Pick<BundleManifest, "dimension">): Need;
  freeBytes?(folder: string): Promise<number>;
  say(message: string): void;
  onBytes(done: number, total: number): void;
}

/** Files that are fetched at the same time. */
const AT_ONCE = 4;

/**
 * Fetches a model of the catalogue, checks it and installs it whole or not at all. What was fetched before a break is
 * kept and used. Answers the bundle's folder.
 *
 * @throws HubError, or GraticuleError for requests and bundles that cannot be used
 */
export async function pullModel(request: PullRequest, world: PullWorld): Promise<string> {
  const model = findModel(world.catalogue, request.model);
  const { variant, reason } = chooseVariant(model, request.variant, world.machine);
  const name = checkName(request.as ?? model.bundle.name, world.reserved);
  world.say(`${request.model}: variant ${variant.name} (${reason}).`);
  return changeStore(world.store, async () => {
    const stop = new AbortController();
    const hub = world.openHub(AbortSignal.any([world.signal, stop.signal]));
    try {
      const { commit, files } = await listHubFiles(hub, model.hub, wantedFiles(model, variant));
      const wanted = await reuseInstalled(world, files);
      await checkRoom(
        [await downloadNeed(world, wanted), world.indexNeed(model.bundle)],
        world.freeBytes,
      );
      const sums = await downloadAll(hub, world, wanted, () => stop.abort());
      const manifest = toManifest(model, variant, name, commit, wanted, sums);
      const folder = await stage(world.store, manifest, (path) =>
        partialOf(world.store, wanted.find((file) => file.path === path)!),
      );
      try {
        await world.prepare(folder);
      } catch (error) {
        await rm(folder, { recursive: true, force: true });
        throw error;
      }
      const target = await putInPlace(world.store, name);
      for (const file of wanted) await rm(partialOf(world.store, file), { force: true });
      return target;
    } finally {
      await hub.close();
    }
  });
}

const NAME = /^[a-z0-9][a-z0-9-]*$/;

/** Throws `parameter_invalid` for names that are taken or cannot be a bundle's. */
export function checkName(name: string, reserved: readonly string[]): string {
  if (NAME.test(name) && !reserved.includes(name)) return name;
  throw new GraticuleError(
    "parameter_invalid",
    reserved.includes(name)
      ? `The name "${name}" belongs to a bundle that comes with the program. Choose another name.`
      : `A bundle's name has small letters, digits and hyphens, got "${name}".`,
  );
}

function wantedFiles({ bundle }: CatalogueModel, variant: Variant): string[] {
  const { location, prior, image } = bundle;
  const priorFile = "gallery" in prior ? prior.gallery : prior.file;
  return [variant.image, ...(image.head ? [image.head.file] : []), location.file, priorFile];
}

function partialOf({ downloads }: Store, { checksum }: HubFile): string {
  return join(downloads, `${checksum.hex}.partial`);
}

/** Variants of a model share files: those that an installed bundle has, whole, are not fetched again. */
async function reuseInstalled(
  { store }: PullWorld,
  files: readonly HubFile[],
): Promise<readonly HubFile[]> {
  await mkdir(store.downloads, { recursive: true });
  for (const file of files) {
    if (file.checksum.algorithm !== "sha256") continue;
    const found = await findInstalled(store, file.checksum.hex);
    // A link, not a move; it is verified like whatever was downloaded.
    if (found && (await sizeOf(found)) === file.bytes) {
      await rm(partialOf(store, file), { force: true });
      await link(found, partialOf(store, file)).catch(() => {});
    }
  }
  return files;
}

async function downloadNeed({ store }: PullWorld, files: readonly HubFile[]): Promise<Need> {
  const have = await Promise.all(files.map((file) => sizeOf(partialOf(store, file))));
  const bytes = files.reduce((sum, file, i) => sum + Math.max(0, file.bytes - have[i]!), 0);
  return { folder: store.data, bytes, setting: "GRATICULE_DATA" };
}

/** SHA-256 by path. The first failure stops the others; what they have is kept. */
async function downloadAll(
  hub: Hub,
  { store, onBytes }: PullWorld,
  files: readonly HubFile[],
  stop: () => void,
): Promise<Map<string, string>> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const have = await Promise.all(files.map((file) => sizeOf(partialOf(store, file))));
  let done = have.reduce((sum, bytes) => sum + bytes, 0);
  onBytes(done, total);
  const count = (bytes: number) => onBytes((done += bytes), total);
  // The largest first: it decides how long all take.
  const waiting = [...files].sort((a, b) => b.bytes - a.bytes);
  const sums = new Map<string, string>();
  let failure: { error: unknown } | null = null;
  async function work(): Promise<void> {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      try {
        sums.set(file.path, await downloadFile(hub, file, partialOf(store, file), count));
      } catch (error) {
        failure ??= { error };
        waiting.length = 0;
        stop();
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (failure) throw (failure as { error: unknown }).error;
  return sums;
}

function toManifest(
  { bundle }: CatalogueModel,
  variant: Variant,
  name: string,
  commit: string,
  files: readonly HubFile[],
  sums: ReadonlyMap<string, string>,
): BundleManifest {
  return {
    format: BUNDLE_FORMAT,
    ...bundle,
    name,
    version: `${bundle.version}-${variant.name}-${commit.slice(0, 7)}`,
    image: { file: variant.image, ...bundle.image },
    files: Object.fromEntries(
      files.map(({ path, bytes }) => [path, { bytes, sha256: sums.get(path)! }]),
    ),
  };
}
