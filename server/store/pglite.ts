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
import type { GraticuleError } from "../../core/contracts/errors.ts";
import { folderFault, reasonOf } from "../files/folder-fault.ts";
import { type Lock, LockedError, takeLock } from "../files/lock.ts";
import { closeFilesIn } from "../files/open-files.ts";
import { type Database, databaseOf } from "./database.ts";
import { GAMES_FOLDER, GAMES_LOCK } from "./games-folder.ts";
import { DeadLinkError, findGames, type GamesPlace, isShared, makeGames } from "./games-place.ts";
import { isDatabaseFault, storageFault } from "./storage-fault.ts";
import type { Tables } from "./tables.ts";

// The only file that speaks to PGlite: PostgreSQL compiled to WebAssembly, on a folder of this machine.

/**
 * Opens the database in a folder and makes both if they do not exist. Throws `storage_unavailable` when the folder cannot be
 * used, when what lies there is no whole database, and while another process has it open: two at once would destroy it.
 * Commits reach the write-ahead log before they are acknowledged, so that a killed process loses nothing that it has
 * promised. After a fault of the database, a full disk above all, nothing is asked of it any more: see `lost`.
 */
export async function openPglite(dataFolder: string): Promise<Database> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw unusable(dataFolder, reasonOf(cause), cause);
  });
  const health = createHealth();
  const onLost = () => {
    health.fail(
      storageFault(
        `The games in ${dataFolder} are open in another process now: this one was suspended for too long.`,
      ),
    );
  };
  const { place, isHeld, release } = await take(dataFolder, onLost);
  try {
    const db = await open(dataFolder, place);
    const explain = (cause: unknown) => {
      if (!isDatabaseFault(cause)) return cause;
      return health.fail(
        storageFault(
          `The games in ${dataFolder} cannot be read or written: ${(cause as Error).message || reasonOf(cause)}. Make room on the disk if it is full; \`graticule doctor\` looks for other reasons.`,
          cause,
        ),
      );
    };
    const dialect: Dialect = {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => createDriver(db, { ...health, isHeld }, explain),
      createIntrospector: (queries) => new PostgresIntrospector(queries),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    };
    const close = async () => {
      // A database that has failed may never answer again.
      if (health.fault() === null) await db.close();
      else closeFilesIn(place.folder);
      await release();
    };
    return { ...databaseOf(new Kysely<Tables>({ dialect }), close), lost: health.lost };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Whether a database still can be asked. */
interface Health {
  fault(): GraticuleError | null;
  /** Notes the first fault, which is the one that is told from then on. */
  fail(fault: GraticuleError): GraticuleError;
  readonly lost: Promise<GraticuleError>;
}

function createHealth(): Health {
  let fault: GraticuleError | null = null;
  let lose: (fault: GraticuleError) => void = () => {};
  const lost = new Promise<GraticuleError>((resolve) => {
    lose = resolve;
  });
  return {
    fault: () => fault,
    fail(found) {
      fault ??= found;
      lose(fault);
      return fault;
    },
    lost,
  };
}

async function open(dataFolder: string, place: GamesPlace): Promise<PGlite> {
  const { folder } = place;
  // Emscripten programs set the exit code of whoever runs them.
  const { exitCode } = process;
  try {
    if (place.state === "empty") await makeGames(dataFolder, place, make);
    // PGlite would make a database over what is left of one.
    else if (!place.isWhole) throw new Error("it has no version");
    // PGlite makes its files readable and writable for everybody, whatever the process's mask: so nobody else gets here.
    await chmod(folder, 0o700);
    return await PGlite.create(folder);
  } catch (cause) {
    closeFilesIn(folder);
    const isThere = place.state === "kept" || place.isThere;
    for (const used of [dataFolder, ...(isThere ? [folder] : [])]) {
      const fault = await folderFault(used);
      if (fault !== null) throw unusable(used, fault, cause);
    }
    const { code } = Object(cause) as { code?: unknown };
    if (typeof code === "string" && /^E[A-Z]+$/.test(code)) {
      throw unusable(folder, reasonOf(cause), cause);
    }
    throw storageFault(
      `The games in ${folder} cannot be opened: the database there is damaged or incomplete. Restore a copy of the folder, or move it away: the next start makes an empty one.`,
      cause,
    );
  } finally {
    process.exitCode = exitCode;
  }
}

async function make(folder: string): Promise<void> {
  try {
    await (await PGlite.create(folder)).close();
  } finally {
    closeFilesIn(folder);
  }
}

async function find(dataFolder: string): Promise<GamesPlace> {
  try {
    return await findGames(dataFolder);
  } catch (cause) {
    const why = cause instanceof DeadLinkError ? cause.message : reasonOf(cause);
    throw unusable(join(dataFolder, GAMES_FOLDER), why, cause);
  }
}

function unusable(folder: string, why: string, cause: unknown): GraticuleError {
  return storageFault(
    `Games cannot be kept in ${folder}: ${why}. Make it a folder with room that this user may write to, or name another with GRATICULE_DATA.`,
    cause,
  );
}

/** PGlite has one connection: it is lent to one statement or one transaction at a time, in the order in which they ask. */
function createDriver(
  db: PGlite,
  { fault, isHeld }: Health & Pick<Lock, "isHeld">,
  explain: (error: unknown) => unknown,
): Driver {
  async function ask<Row>(sql: string, parameters: readonly unknown[] = []) {
    // Where it is not, the fault says so.
    await isHeld();
    const broken = fault();
    if (broken) throw broken;
    try {
      return await db.query<Row>(sql, [...parameters]);
    } catch (error) {
      throw explain(error);
    }
  }

  const connection: DatabaseConnection = {
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      const { rows, affectedRows } = await ask<Row>(sql, parameters);
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
      await ask("begin");
    },
    async commitTransaction() {
      await ask("commit");
    },
    async rollbackTransaction() {
      // Who has failed has forgotten the transaction.
      if (fault() === null) await ask("rollback");
    },
    async destroy() {},
  };
}

/** Games that are locked, and where they are. */
interface Taken extends Lock {
  readonly place: GamesPlace;
}

/** One process at a time may have the games open: by their data folder and, where others lead to them too, by their own. */
async function take(dataFolder: string, onLost: () => void): Promise<Taken> {
  const outer = await lock(dataFolder, dataFolder, onLost);
  try {
    const place = await find(dataFolder);
    const isThere = place.state === "kept" || place.isThere;
    if (!isThere || !(await isShared(dataFolder, place.folder))) return { ...outer, place };
    const inner = await lock(dataFolder, place.folder, onLost);
    return {
      // What was there before the lock may be another's work.
      place: await find(dataFolder),
      isHeld: async () => (await outer.isHeld()) && (await inner.isHeld()),
      async release() {
        await inner.release();
        await outer.release();
      },
    };
  } catch (error) {
    await outer.release();
    throw error;
  }
}

/** @param folder where the lock lies */
async function lock(dataFolder: string, folder: string, onLost: () => void): Promise<Lock> {
  try {
    return await takeLock(join(folder, GAMES_LOCK), { onLost });
  } catch (error) {
    if (!(error instanceof LockedError)) throw unusable(folder, reasonOf(error), error);
    const { holder, file, freeInMs } = error;
    const otherwise =
      freeInMs === null
        ? `If there is no such process, remove ${file}.`
        : `If it was switched off without notice, they can be opened in ${Math.ceil(freeInMs / 1000)} s.`;
    throw storageFault(
      `The games in ${dataFolder} are open in ${holder}. Stop it first (\`graticule serve\`?), or keep games in PostgreSQL with DATABASE_URL. ${otherwise}`,
      error,
    );
  }
}
