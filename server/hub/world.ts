import type { GeographySource } from "../geodata/geography.ts";
import { listBundles } from "../model/bundle.ts";
import type { Config } from "../settings/config.ts";
import type { Environment } from "../settings/definition.ts";
import { readCatalogue, thisMachine } from "./catalogue.ts";
import { createHub } from "./hub.ts";
import { interrupted } from "./hub-error.ts";
import { prepareBundle } from "./prepare.ts";
import type { PullWorld } from "./pull.ts";
import { storeAt } from "./store.ts";

/** Who is told what happens. */
export interface PullListener {
  say(message: string): void;
  onBytes(done: number, total: number): void;
  onIndex(done: number, total: number, what: string): void;
}

/** Points of an index: the land cells and a gallery of the size of GeoCLIP's. */
const INDEX_POINTS = 88_428 + 100_000;

/** The real world around a pull, from the configuration. */
export async function createPullWorld(
  config: Config,
  env: Environment,
  geography: GeographySource,
  signal: AbortSignal,
  { say, onBytes, onIndex }: PullListener,
): Promise<PullWorld> {
  return {
    catalogue: await readCatalogue(),
    store: storeAt(config.data),
    reserved: await shippedNames(config),
    machine: thisMachine(),
    openHub: (stop) =>
      createHub({ url: config.hub, token: config.hubToken, env, signal: stop, onWait: say }),
    signal,
    prepare: async (folder) =>
      prepareBundle(folder, {
        geography: await geography(),
        cacheFolder: config.cache,
        threads: config.threads,
        provider: config.provider,
        onProgress(done, total, what) {
          if (signal.aborted) throw interrupted();
          onIndex(done, total, what);
        },
        log: say,
      }),
    indexNeed: ({ dimension }) => ({
      folder: config.cache,
      bytes: INDEX_POINTS * dimension * 4,
      setting: "GRATICULE_CACHE",
    }),
    say,
    onBytes,
  };
}

/** Names of the bundles that come with the program: they come first when a name is looked up. */
export async function shippedNames({ models }: Pick<Config, "models">): Promise<string[]> {
  const shipped = await listBundles(models).catch(() => []);
  return shipped.flatMap(({ manifest }) => manifest?.name ?? []);
}
