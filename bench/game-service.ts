import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { addPhoto } from "../server/game/photos.ts";
import { readGeography } from "../server/geodata/geography.ts";
import { openDatabase } from "../server/store/storage.ts";
import { makePhoto } from "./photo.ts";
import { freePort, ready } from "./service-process.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The real service with a pack of made photos, on a port of its own. */
export interface GameService {
  readonly url: string;
  stop(): Promise<void>;
}

/** Games are kept in a temporary folder, or in the database that DATABASE_URL names. */
export async function startGameService(photos: number, bundle: string): Promise<GameService> {
  const data = await mkdtemp(join(tmpdir(), "graticule-games-"));
  await addPack(data, photos);
  const port = await freePort();
  const service = spawn(process.execPath, ["--import", "tsx", "server/main.ts"], {
    cwd: ROOT,
    env: {
      ...process.env,
      PORT: String(port),
      GRATICULE_DATA: data,
      GRATICULE_BUNDLE: bundle,
      GRATICULE_GAME_RATE_LIMIT: "0",
      LOG_LEVEL: "warn",
    },
    stdio: "inherit",
  });
  const url = `http://127.0.0.1:${port}`;
  await ready(url);
  return {
    url,
    async stop() {
      service.kill();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** Made photos all over the land. */
async function addPack(data: string, photos: number): Promise<void> {
  const database = await openDatabase({ data, databaseUrl: process.env.DATABASE_URL ?? null });
  const geography = await readGeography();
  const { cells } = geography;
  for (let i = 0; i < photos; i++) {
    const row = Math.floor(((i + 0.5) / photos) * cells.count);
    await addPhoto(
      database,
      geography,
      { maxBytes: 2 ** 26, maxPixels: 1e8 },
      { pack: "made" },
      {
        bytes: await makePhoto(800, 600, i),
        at: { lat: cells.lat[row]!, lng: cells.lng[row]! },
        attribution: "Made",
        licence: "CC0",
        url: null,
        source: null,
      },
    );
  }
  await database.close();
}
