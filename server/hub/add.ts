import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { type BundleManifest, BundleSchema, partFiles } from "../../core/contracts/bundle.ts";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { checkValue } from "../../core/contracts/validation.ts";
import { sha256OfFile } from "../files/checksum.ts";
import { verifyFiles } from "../model/bundle.ts";
import { checkRoom } from "./disk.ts";
import { checkName, type PullWorld } from "./pull.ts";
import { changeStore, putInPlace, stage } from "./store.ts";

export type AddWorld = Pick<
  PullWorld,
  "store" | "reserved" | "prepare" | "indexNeed" | "freeBytes" | "say"
>;

/**
 * Copies a bundle from a folder, checked like one that was pulled, whole or not at all. A `bundle.json` without `files`
 * gets the sizes and checksums of what is there. Answers where it lies now.
 *
 * @throws GraticuleError "bundle_invalid" that names every fault; HubError "disk_full", "already_pulling"
 */
export async function addBundle(folder: string, as: string | null, world: AddWorld) {
  const manifest = await readManifest(folder, as, world);
  const { store, freeBytes } = world;
  const name = checkName(manifest.name, world.reserved);
  return changeStore(store, async () => {
    const bytes = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0);
    const room = { folder: store.data, bytes, setting: "GRATICULE_DATA" };
    await checkRoom([room, world.indexNeed(manifest)], freeBytes);
    const staged = await stage(store, manifest, (path) => join(folder, path), "copy");
    try {
      await world.prepare(staged);
    } catch (error) {
      await rm(staged, { recursive: true, force: true });
      throw error;
    }
    return { name, folder: await putInPlace(store, name) };
  });
}

async function readManifest(
  folder: string,
  as: string | null,
  { say }: AddWorld,
): Promise<BundleManifest> {
  const given = await readJson(join(folder, "bundle.json"));
  const named = { ...given, ...(as !== null && { name: as }) };
  const isBare = !("files" in named);
  const filled = isBare ? { ...named, files: {} } : named;
  const checked = checkValue(BundleSchema, filled, "bundle.json");
  if (!checked.ok) throw refuse(folder, checked.faults);
  const manifest = checked.data;
  const parts = partFiles(manifest);
  if (isBare) {
    say("bundle.json has no `files`: the checksums are those of the files as they are now.");
    return { ...manifest, files: await describeFiles(folder, parts) };
  }
  const missing = parts.filter((part) => !(part in manifest.files));
  const faults = [
    ...missing.map((part) => ({
      pointer: `bundle.json/files/${part}`,
      detail: "is named by the bundle, but has no size and checksum",
    })),
    ...(await verifyFiles(folder, manifest)),
  ];
  if (faults.length > 0) throw refuse(folder, faults);
  return manifest;
}

const ObjectSchema = z.record(z.string(), z.unknown());

async function readJson(file: string): Promise<Record<string, unknown>> {
  try {
    const parsed = ObjectSchema.safeParse(JSON.parse(await readFile(file, "utf8")));
    if (parsed.success) return parsed.data;
    throw new Error("it is not an object");
  } catch (cause) {
    throw new GraticuleError(
      "bundle_invalid",
      `${file} cannot be read as JSON (${(cause as Error).message}). docs/bundles.md has a complete example.`,
      { cause },
    );
  }
}

async function describeFiles(
  folder: string,
  parts: readonly string[],
): Promise<BundleManifest["files"]> {
  const described = await Promise.all(
    parts.map(async (part) => {
      const found = await stat(join(folder, part)).catch(() => null);
      if (!found) throw refuse(folder, [{ pointer: part, detail: "is missing" }]);
      const sha256 = await sha256OfFile(join(folder, part));
      return [part, { bytes: found.size, sha256 }] as const;
    }),
  );
  return Object.fromEntries(described);
}

function refuse(folder: string, faults: readonly { pointer: string; detail: string }[]) {
  const lines = faults.map(({ pointer, detail }) => `  ${pointer}: ${detail}`);
  return new GraticuleError(
    "bundle_invalid",
    `The bundle at ${folder} cannot be added; docs/bundles.md has a complete example.\n${lines.join("\n")}`,
    { faults },
  );
}
