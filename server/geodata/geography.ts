import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { GraticuleError } from "../../core/contracts/errors.ts";
import type { PlaceFinder } from "../../core/contracts/hint-text.ts";
import { createGeography, type Geography } from "../../core/earth/geography.ts";
import { decodeLandCells } from "../../core/earth/land-cells.ts";
import { decodeLandMask } from "../../core/earth/land-mask.ts";
import { createPlaceFinder } from "../../core/earth/place-finder.ts";
import { decodePlaceNames } from "../../core/earth/place-names.ts";
import { decodeSeaDistance } from "../../core/earth/sea-distance.ts";
import { PROJECT_FOLDER } from "../files/project-folder.ts";

/** Where the derived geodata lie (geodata/README.md). */
export const GEODATA_FOLDER = join(PROJECT_FOLDER, "geodata", "data", "/");

/** What is known about the Earth, for whoever needs it. */
export type GeographySource = () => Promise<Geography>;

/**
 * Reads the geodata when they are first asked for, 39 MB in memory, and gives everybody the same. A failure is forgotten,
 * so that the next caller tries again.
 */
export function createGeographySource(): GeographySource {
  let reading: Promise<Geography> | null = null;
  return () => {
    reading ??= readGeography().catch((error: unknown) => {
      reading = null;
      throw error;
    });
    return reading;
  };
}

/** Who knows places by their names: made once, over what the source reads. */
export function createFinderSource(geography: GeographySource): () => Promise<PlaceFinder> {
  let made: PlaceFinder | null = null;
  return async () => (made ??= createPlaceFinder((await geography()).names));
}

/** Reads what is known about the Earth. */
export async function readGeography(): Promise<Geography> {
  const [cells, mask, names, sea] = await Promise.all([
    readGzipped("cells.bin.gz"),
    readGzipped("land.bin.gz"),
    readGzipped("places.json.gz"),
    readGzipped("sea.bin.gz"),
  ]);
  return createGeography(
    decodeLandCells(cells),
    decodePlaceNames(new TextDecoder().decode(names)),
    decodeLandMask(mask),
    decodeSeaDistance(sea),
  );
}

async function readGzipped(name: string): Promise<Uint8Array> {
  try {
    return gunzipSync(await readFile(GEODATA_FOLDER + name));
  } catch (cause) {
    throw new GraticuleError(
      "geodata_invalid",
      `geodata/data/${name} is missing or damaged: restore it from the repository, or run "npm run geodata".`,
      { cause },
    );
  }
}
