import { existsSync } from "node:fs";
import { join } from "node:path";

/** Folder of the database inside the data folder. */
export const GAMES_FOLDER = "games";

/** Whether games have been kept in a data folder before. */
export function hasGamesFolder(dataFolder: string): boolean {
  return existsSync(join(dataFolder, GAMES_FOLDER));
}
