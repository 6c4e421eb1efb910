import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import type { Environment } from "./definition.ts";

/** Where what was downloaded, added and played is kept unless told. */
export function defaultDataFolder(env: Environment): string {
  return join(env.XDG_DATA_HOME || join(homedir(), ".local", "share"), "graticule");
}

/** Where what can be made again is kept unless told. */
export function defaultCacheFolder(env: Environment): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "graticule");
}

/** Where bundles are looked for, as the settings say. */
export interface BundlePlaces {
  /** Bundles that come with the program. */
  readonly models: string;
  /** The data folder, which holds what was installed. */
  readonly data: string;
}

/** Folders of bundles, in the order in which names are looked up: those that come with the program, those installed. */
export function modelFolders({ models, data }: BundlePlaces): string[] {
  return [models, join(data, "models")];
}

/** The folder of the bundle that answers. */
export function bundleFolder(config: BundlePlaces & { readonly bundle: string }): string {
  const { bundle } = config;
  const isPath = isAbsolute(bundle) || bundle.startsWith(".") || /[\\/]/.test(bundle);
  if (isPath) return resolve(bundle);
  const places = modelFolders(config).map((folder) => join(folder, bundle));
  const isThere = (folder: string) =>
    ["bundle.json", "ensemble.json"].some((file) => existsSync(join(folder, file)));
  return places.find(isThere) ?? places[0]!;
}

/** Where reference indexes are kept unless told. */
export function indexesFolder({ data }: { readonly data: string }): string {
  return join(data, "indexes");
}

/** What the files of reference indexes are called. */
export const INDEX_ENDING = ".gidx";

/** The file of a reference index: a path, or the name of one in the folder of indexes. */
export function indexFile(named: string, places: { readonly data: string }): string {
  const isPath = isAbsolute(named) || /[\\/]/.test(named) || named.endsWith(INDEX_ENDING);
  return isPath ? resolve(named) : join(indexesFolder(places), `${named}${INDEX_ENDING}`);
}
