import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../files/whole-file.ts";
import {
  COMMONS_ENDPOINT,
  type CommonsPhoto,
  type CommonsPlace,
  type CommonsSettings,
  fetchCommonsPhoto,
  findCommonsPhotos,
} from "../game/commons.ts";
import type { ExitCode } from "../process/exit.ts";
import type { Config } from "../settings/config.ts";
import { readVersion } from "../settings/version.ts";
import { storeAll } from "./photos.ts";
import { complain, type Terminal } from "./terminal.ts";
import { usage } from "./usage.ts";

export interface PullFlags {
  readonly count: string;
  readonly category?: string;
  readonly bbox?: string;
  readonly pack?: string;
}

/** One request a second: what Commons asks of those who come unannounced. */
const PAUSE_MS = 1000;
const MOST_PHOTOS = 5000;

/**
 * `photos pull commons`: freely licensed photos with a position, with their authors. What was downloaded stays in the
 * cache, so that a second run goes on where the first stopped.
 */
export async function pullCommons(
  flags: PullFlags,
  config: Config,
  terminal: Terminal,
  world: Partial<CommonsSettings> = {},
): Promise<ExitCode> {
  const count = readCount(flags.count);
  const place = readPlace(flags);
  const settings: CommonsSettings = {
    endpoint: COMMONS_ENDPOINT,
    fetch: globalThis.fetch,
    userAgent: `Graticule/${await readVersion()} (self-hosted geolocation game; photos with attribution)`,
    pauseMs: PAUSE_MS,
    signal: terminal.signal,
    ...world,
  };
  const folder = join(config.cache, "commons");
  const found: CommonsPhoto[] = [];
  for await (const photo of findCommonsPhotos(place, settings)) {
    found.push(photo);
    if (found.length >= count) break;
  }
  complain(terminal, `${found.length} photos with a position and a free licence.`);
  const photos = found.map((photo) => ({
    file: photo.pageUrl,
    read: async () => ({
      bytes: await readCached(photo, folder, settings),
      at: photo.at,
      attribution: photo.attribution,
      licence: photo.licence,
      url: photo.pageUrl,
      source: `commons:${photo.pageId}`,
    }),
  }));
  return storeAll(photos, flags.pack ?? "commons", config, terminal);
}

async function readCached(
  photo: CommonsPhoto,
  folder: string,
  settings: CommonsSettings,
): Promise<Uint8Array> {
  const file = join(folder, String(photo.pageId));
  try {
    return await readFile(file);
  } catch {
    const bytes = await fetchCommonsPhoto(photo, settings);
    await writeWhole(file, bytes);
    return bytes;
  }
}

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_PHOTOS) return count;
  throw usage(`--count: expected an integer from 1 to ${MOST_PHOTOS}, got ${JSON.stringify(text)}`);
}

function readPlace({ category, bbox }: PullFlags): CommonsPlace {
  if ((category === undefined) === (bbox === undefined)) {
    throw usage("photos pull commons: expected either --category or --bbox");
  }
  if (category !== undefined) return { category };
  const numbers = bbox!.split(",").map(Number);
  const [west, south, east, north] = numbers;
  const isBox =
    numbers.length === 4 &&
    numbers.every(Number.isFinite) &&
    west! < east! &&
    south! < north! &&
    Math.abs(south!) <= 90 &&
    Math.abs(north!) <= 90;
  if (!isBox) throw usage(`--bbox: expected west,south,east,north in degrees, got ${bbox}`);
  return { bbox: [west!, south!, east!, north!] };
}
