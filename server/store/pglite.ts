import { mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { GraticuleError } from "../../core/contracts/errors.ts";
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
  const unlock = await lock(join(dataFolder, LOCK));
  try {
    const folder = join(dataFolder, FOLDER);
    const db = await PGlite.create(folder);
    return {
      query: (sql, parameters) => rowsOf(db, sql, parameters),
      transaction: (work) =>
        db.transaction((tx) =>
          work({ query: (sql, parameters) => rowsOf(tx, sql, parameters) } satisfies Queries),
        ),
      async close() {
        await db.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
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

/** Writes our process id into a file that must not exist, unless the process that it names is gone. */
async function lock(file: string): Promise<() => Promise<void>> {
  try {
    const handle = await open(file, "wx");
    await handle.writeFile(String(process.pid));
    await handle.close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const owner = Number(await readFile(file, "utf8"));
    if (isRunning(owner)) {
      throw new GraticuleError(
        "busy",
        `The games in ${file.slice(0, -LOCK.length - 1)} are open in process ${owner}. Stop it first (\`graticule serve\`?), or keep games in PostgreSQL with DATABASE_URL.`,
      );
    }
    await rm(file, { force: true });
    return lock(file);
  }
  return () => rm(file, { force: true });
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
