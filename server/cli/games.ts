import type { Config } from "../config.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { exportGuesses, exportPhotos } from "../game/export.ts";
import { openDatabase } from "../game/storage.ts";
import { print, type Terminal } from "./terminal.ts";

/**
 * `games export`: one guess a line as JSON, or with `photos` one photo a line with its difficulty. Only guesses of
 * players who have agreed, unless `all`.
 */
export async function exportGames(
  { all, photos }: { readonly all: boolean; readonly photos: boolean },
  config: Config,
  terminal: Terminal,
): Promise<ExitCode> {
  const database = await openDatabase(config);
  try {
    const rows = photos ? exportPhotos(database, all) : exportGuesses(database, all);
    for await (const row of rows) {
      if (terminal.signal.aborted) return EXIT.someFailed;
      await print(terminal, `${JSON.stringify(row)}\n`);
    }
    return EXIT.ok;
  } finally {
    await database.close();
  }
}
