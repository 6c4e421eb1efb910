import { existsSync } from "node:fs";
import { join } from "node:path";

/** Folder of the database inside the data folder. */
export const GAMES_FOLDER = "games";

/** Name of the lock on them: in the data folder and, where others may reach theirs, in their own. */
export const GAMES_LOCK = "games.lock";

/** Whether games have been kept in a data folder before. */
export function hasGamesFolder(dataFolder: string): boolean {
  return existsSync(join(dataFolder, GAMES_FOLDER));
}
