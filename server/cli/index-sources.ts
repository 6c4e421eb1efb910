import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Geography } from "../../core/earth/geography.ts";
import type { Position } from "../../core/earth/lng-lat.ts";
import { readPhotoList } from "../game/photo-list.ts";
import type { Source } from "../retrieval/build.ts";
import type { Config } from "../settings/config.ts";
import { photosOfPack, readPhotoBytes } from "../store/photos.ts";
import { openDatabase } from "../store/storage.ts";
import { findInputs } from "./inputs.ts";
import type { Terminal } from "./terminal.ts";
import { usage } from "./usage.ts";

/** Photos for an index, wherever they are. */
export interface Sources {
  readonly sources: readonly Source[];
  /** Of all of them, where it is stated. */
  readonly licence: string | null;
  /** Rows of a CSV without a place. */
  readonly withoutPlace: number;
  close(): Promise<void>;
}

/**
 * A folder, a CSV, or a pack of the game, to photos.
 *
 * @param images where the files of a CSV lie; null for beside it
 */
export async function openSources(
  named: string,
  images: string | null,
  config: Config,
  geography: Geography,
  terminal: Terminal,
): Promise<Sources> {
  const found = await stat(named).catch(() => null);
  if (found?.isDirectory()) return folderSources(named, config.recursive, terminal);
  if (found) return csvSources(named, images ?? dirname(named), geography);
  if (/[\\/]|\.csv$/i.test(named)) throw usage(`There is no such folder or CSV: ${named}.`);
  return packSources(named, config);
}

const NOTHING_OPEN = async () => {};

async function folderSources(
  folder: string,
  recursive: boolean,
  { stdin }: Terminal,
): Promise<Sources> {
  const { inputs } = await findInputs([folder], recursive, stdin);
  const sources = inputs.map((input) => {
    if ("fault" in input) throw usage(`${input.file}: ${input.fault}.`);
    return fileSource(input.file, input.file, null);
  });
  return { sources, licence: null, withoutPlace: 0, close: NOTHING_OPEN };
}

async function csvSources(csv: string, images: string, geography: Geography): Promise<Sources> {
  const list = await readPhotoList(csv, geography);
  const placed = [...list].flatMap(([file, { at, licence }]) =>
    at ? [{ file, at, licence }] : [],
  );
  return {
    sources: placed.map(({ file, at }) => fileSource(file, resolve(images, file), at)),
    licence: joined(placed.map(({ licence }) => licence)),
    withoutPlace: list.size - placed.length,
    close: NOTHING_OPEN,
  };
}

function fileSource(name: string, path: string, at: Position | null): Source {
  return {
    name,
    at,
    async stamp() {
      const { size, mtimeMs } = await stat(path);
      return JSON.stringify([resolve(path), size, mtimeMs, at?.lat ?? null, at?.lng ?? null]);
    },
    read: () => readFile(path),
  };
}

async function packSources(pack: string, config: Config): Promise<Sources> {
  const database = await openDatabase(config);
  try {
    const photos = await photosOfPack(database.queries, pack);
    if (photos.length === 0) {
      throw usage(
        `There is no folder, CSV or pack of that name: ${pack}. \`graticule photos list\` names the packs.`,
      );
    }
    return {
      sources: photos.map(({ id, lat, lng, source }) => ({
        name: source ?? id,
        at: { lat, lng },
        stamp: async () => JSON.stringify([pack, id, lat, lng]),
        read: () => readPhotoBytes(database.queries, id),
      })),
      licence: joined(photos.map(({ licence }) => licence)),
      withoutPlace: 0,
      close: () => database.close(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Several licences in one line; null where none is stated of one of the photos. */
function joined(licences: readonly (string | null)[]): string | null {
  const distinct = [...new Set(licences)];
  return distinct.includes(null) || distinct.length === 0 ? null : distinct.sort().join(", ");
}
