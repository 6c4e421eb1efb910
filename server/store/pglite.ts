import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from "kysely";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { type Lock, LockedError, takeLock } from "../files/lock.ts";
import { type Database, databaseOf } from "./database.ts";
import type { Tables } from "./tables.ts";

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
    const dialect: Dialect = {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => createDriver(db),
      createIntrospector: (queries) => new PostgresIntrospector(queries),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    };
    return databaseOf(new Kysely<Tables>({ dialect }), async () => {
      await db.close();
      await release();
    });
  } catch (error) {
    await release();
    throw error;
  }
}

/** PGlite has one connection: it is lent to one statement or one transaction at a time, in the order in which they ask. */
function createDriver(db: PGlite): Driver {
  const connection: DatabaseConnection = {
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      const { rows, affectedRows } = await db.query<Row>(sql, [...parameters]);
      return { rows, numAffectedRows: BigInt(affectedRows ?? 0) };
    },
    streamQuery() {
      throw new Error("PGlite has no cursors: ask for pages.");
    },
  };
  let last = Promise.resolve();
  let giveBack = () => {};
  return {
    async init() {},
    async acquireConnection() {
      const turn = last;
      let end = () => {};
      last = new Promise((resolve) => {
        end = resolve;
      });
      await turn;
      giveBack = end;
      return connection;
    },
    async releaseConnection() {
      giveBack();
    },
    async beginTransaction() {
      await db.query("begin");
    },
    async commitTransaction() {
      await db.query("commit");
    },
    async rollbackTransaction() {
      await db.query("rollback");
    },
    async destroy() {},
  };
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
