import type { Database } from "./database.ts";
import { hasGamesFolder } from "./games-folder.ts";
import { migrate } from "./migrations.ts";

export interface StorageSettings {
  /** Folder for the database where no server is named. */
  readonly data: string;
  /** `postgres://...`, or null to keep games in the folder. */
  readonly databaseUrl: string | null;
}

/** Whether games may have been kept before: with a server nobody knows until it is asked. */
export function hasGames({ data, databaseUrl }: StorageSettings): boolean {
  return databaseUrl !== null || hasGamesFolder(data);
}

/** Opens the database that the settings name, its tables up to date. Each driver is loaded only when it is used. */
export async function openDatabase({ data, databaseUrl }: StorageSettings): Promise<Database> {
  const database = databaseUrl
    ? await (await import("./postgres.ts")).openPostgres(databaseUrl)
    : await (await import("./pglite.ts")).openPglite(data);
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
