import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { type Lock, LockedError, takeLock } from "../files/lock.ts";
import type { Database, Queries } from "./database.ts";

// The only file that speaks to PGlite: PostgreSQL compiled to WebAssembly, on a folder of this machine.

const FOLDER = "games";
const LOCK = "games.lock";

/**
 * Opens the database in a folder and makes both if they do not exist. Throws `busy` while another process has it open:
 * two at once would destroy it. Commits reach the write-ahead log before they
 * are acknowledged, so that a killed process loses nothing that it has promised.
 */
export async function openPglite(dataFolder: string): Promise<Database> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const { release } = await lock(dataFolder);
  try {
    const folder = join(dataFolder, FOLDER);
    // PGlite makes its files readable and writable for everybody, whatever the process's mask: so nobody else gets here.
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o700);
    const db = await PGlite.create(folder);
    return {
      query: (sql, parameters) => rowsOf(db, sql, parameters),
      transaction: (work) =>
        db.transaction((tx) =>
          work({ query: (sql, parameters) => rowsOf(tx, sql, parameters) } satisfies Queries),
        ),
      async close() {
        await db.close();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

async function rowsOf<Row>(
  db: Pick<PGlite, "query">,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  return (await db.query<Row>(sql, [...parameters])).rows;
}

/** One process at a time may have the folder open. */
async function lock(dataFolder: string): Promise<Lock> {
  try {
    return await takeLock(join(dataFolder, LOCK));
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    throw new GraticuleError(
      "busy",
      `The games in ${dataFolder} are open in ${error.holder}. Stop it first (\`graticule serve\`?), or keep games in PostgreSQL with DATABASE_URL. If there is no such process, remove ${error.file}.`,
      { cause: error },
    );
  }
}
