import { join } from "node:path";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { solveFiles } from "../album/album.ts";
import { holdBasemap } from "../basemap/basemap.ts";
import { createEvaluationRuns } from "../eval/evaluation-runs.ts";
import { folderFault } from "../files/folder-fault.ts";
import { PROJECT_FOLDER } from "../files/project-folder.ts";
import { createLazyGames } from "../game/open-games.ts";
import { createFinderSource, createGeographySource, GEODATA_FOLDER } from "../geodata/geography.ts";
import { readGeodataManifest } from "../geodata/manifest.ts";
import { createApp } from "../http/app.ts";
import { createHttpServer } from "../http/server.ts";
import { createPageDownloads } from "../hub/page-downloads.ts";
import { type Locator, type LocatorSettings, openLocator } from "../locate/locator.ts";
import { createLocatorHolder } from "../locate/locator-holder.ts";
import { locatorSettings } from "../locate/locator-settings.ts";
import { MODEL_THREAD } from "../model/model-thread.ts";
import { listModels } from "../model/models.ts";
import { checkPhoto } from "../photo/photo.ts";
import type { Log } from "../process/log.ts";
import type { Readiness } from "../process/readiness.ts";
import { createTurns } from "../process/turns.ts";
import { openReasoner, reasonFeature } from "../reason/open.ts";
import type { Config } from "../settings/config.ts";
import type { Environment } from "../settings/definition.ts";
import { modelFolders } from "../settings/folders.ts";
import { photoLimits } from "../settings/photo-limits.ts";
import { readVersion } from "../settings/version.ts";
import { addressOf, drain, listen } from "./listener.ts";

/** A service that listens. */
export interface RunningService {
  /** Where it can be reached, `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Settles when predictions are answered; rejects when the model cannot be opened. */
  readonly ready: Promise<void>;
  /** Stops taking requests, lets those in flight end (for at most 15 s) and frees the model. */
  close(): Promise<void>;
}

/**
 * Starts the service. It listens before the model is open, so that whoever waits can be told to.
 * Throws PortError when the port cannot be had.
 */
export async function startService(
  config: Config,
  log: Log,
  env: Environment = process.env,
): Promise<RunningService> {
  const holder = createLocatorHolder();
  let readiness: Readiness = { state: "warming", detail: "The model is being opened." };
  const limits = photoLimits(config);
  // Everybody's: the model's, the game's and those of every model that takes its place.
  const geography = createGeographySource();
  const takeTurn = createTurns();

  const { locate } = holder;
  const { data, databaseUrl } = config;
  const games = createLazyGames(
    {
      ...{ data, databaseUrl, geography, limits, locate },
      albums: config,
      starterPack: config.starterPack,
      model: () => opened(holder.current()).model,
    },
    log,
  );
  // What GRATICULE_BUNDLE names goes on answering.
  const downloads = createPageDownloads(config, env, geography, log, async (folder) => {
    if (!env.GRATICULE_BUNDLE) holder.put(await open({ bundleFolder: folder }));
  });

  const places = createFinderSource(geography);
  const reasoner = openReasoner(config, places, takeTurn);
  const reason = reasonFeature(config);
  const basemap = await holdBasemap(config.basemap ?? config.mapStyle, log);
  const app = createApp(
    {
      locate,
      explain: holder.explain,
      solve: async (files, question, watch, use) => {
        const earth = await geography();
        return holder.use(async (locator) =>
          use(await solveFiles(locator, earth, files, question, { takeTurn, ...watch })),
        );
      },
      takeTurn,
      checkPhoto: (photo) => checkPhoto(photo, limits),
      places,
      readiness: () => readiness,
      models: () => listModels(modelFolders(config), holder.current()?.model ?? null),
      ...(config.modelDownloads && { downloads }),
      evaluations: createEvaluationRuns(config.runs),
      basemap: basemap.current,
      ...(reason && { reason }),
      ...(config.play && { games: games.open }),
    },
    {
      ...config,
      version: await readVersion(),
      attribution: (await readGeodataManifest()).attribution,
      clientFolder: join(PROJECT_FOLDER, "dist"),
      geodataFolder: GEODATA_FOLDER,
    },
    log,
  );
  const server = createHttpServer(app, config);
  await listen(server, config.port, config.host);

  async function open(changes: Partial<LocatorSettings>): Promise<Locator> {
    return openLocator({
      ...locatorSettings(config, await geography(), limits),
      rehearse: true,
      takeTurn,
      reasoner,
      log: (message) => log.info({}, message),
      ...changes,
    });
  }

  async function warmUp(): Promise<void> {
    const started = performance.now();
    try {
      const locator = await open({
        onProgress(done, total, what) {
          readiness = { state: "warming", detail: `${what}: ${done} of ${total}.` };
        },
      });
      holder.put(locator);
      if (readiness.state !== "draining") readiness = { state: "ready" };
      const { name, version } = locator.model;
      const ms = Math.round(performance.now() - started);
      log.info({ model: name, version, ms }, "ready");
    } catch (error) {
      readiness = { state: "failed", detail: "The model cannot be opened." };
      throw error;
    }
  }

  const unwatch = MODEL_THREAD.watch((error) => {
    log.error({ err: error }, "the model thread has died");
    if (readiness.state === "draining") return;
    readiness = {
      state: "failed",
      detail: "The models have stopped running: restart the service.",
    };
  });
  const ready = warmUp();
  // Whoever does not wait for it learns of a failure from /readyz.
  ready.catch(() => {});
  void sayFolders(config, log);
  if (config.play) games.tend();
  return {
    url: addressOf(server, config.host),
    ready,
    async close() {
      readiness = { state: "draining" };
      unwatch();
      basemap.close();
      await drain(server);
      await ready.catch(() => {});
      await downloads.close();
      await games.close();
      await holder.close();
      await limits.decoding.close();
    },
  };
}

/** Says once which folders cannot be written to. Nothing ends for it: photos are answered all the same. */
async function sayFolders({ data, cache, play }: Config, log: Log): Promise<void> {
  const folders = [
    { folder: cache, what: "GRATICULE_CACHE", without: "Each start makes the cell index anew." },
    ...(play ? [{ folder: data, what: "GRATICULE_DATA", without: "No games are kept." }] : []),
  ];
  for (const { folder, what, without } of folders) {
    const fault = await folderFault(folder);
    if (fault === null) continue;
    log.warn(
      { folder },
      `${what}: ${folder} cannot be used: ${fault}. ${without} Let this user write there, make room, or name another folder.`,
    );
  }
}

function opened(locator: Locator | null): Locator {
  if (locator) return locator;
  throw new GraticuleError("internal", "The model is not open.");
}
