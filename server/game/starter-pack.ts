import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Geography } from "../../core/earth/geography.ts";
import { PROJECT_FOLDER } from "../files/project-folder.ts";
import type { PhotoLimits } from "../photo/photo.ts";
import type { Database } from "../store/database.ts";
import { listPacks } from "../store/photos.ts";
import { readPhotoList } from "./photo-list.ts";
import { addPhoto } from "./photos.ts";

/** Freely licensed photos that come with the program: geodata/starter/README.md says whose they are. */
const FOLDER = join(PROJECT_FOLDER, "geodata/starter");
export const STARTER_PACK = "starter";

const CREDIT = {
  licence: "CC BY-SA 4.0",
  attribution: "Mapillary contributors, by way of OpenStreetView-5M",
  url: "https://osv5m.github.io",
};

/**
 * Adds the photos that come with the program where nobody has added any, so that a fresh installation can be played.
 *
 * @returns how many it added
 */
export async function addStarterPack(
  database: Database,
  geography: Geography,
  limits: PhotoLimits,
): Promise<number> {
  const packs = await listPacks(database.queries);
  if (packs.some(({ name }) => name !== STARTER_PACK)) return 0;
  const list = await readPhotoList(join(FOLDER, "photos.csv"), geography);
  // Whoever was stopped in the middle goes on.
  if (packs.some(({ photos }) => photos >= list.size)) return 0;
  let added = 0;
  for (const [file, { at }] of list) {
    const bytes = await readFile(join(FOLDER, file));
    const source = `${STARTER_PACK}/${file}`;
    const owner = { pack: STARTER_PACK };
    const taken = await addPhoto(database, geography, limits, owner, {
      bytes,
      at,
      source,
      ...CREDIT,
    });
    if ("id" in taken && !("changes" in taken)) added += 1;
  }
  return added;
}
