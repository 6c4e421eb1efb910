import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresDialect,
} from "kysely";
import pg from "pg";
import { type Database, databaseOf } from "./database.ts";
import { isDatabaseFault, storageFault } from "./storage-fault.ts";
import type { Tables } from "./tables.ts";

// The only file that speaks to pg, the client of a PostgreSQL server.

/** Connections at a time: as many as a small server's share of PostgreSQL's default 100. */
const CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5_000;

/** Opens the database that a URL like `postgres://user:password@host/name` names; throws `storage_unavailable` when it cannot be had. */
export async function openPostgres(url: string): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: "graticule",
  });
  // A connection that breaks while idle is replaced; unheard, its error would end the process.
  pool.on("error", () => {});
  try {
    await pool.query("select 1");
  } catch (cause) {
    await pool.end();
    throw explain(cause);
  }
  const postgres = new PostgresDialect({ pool });
  const dialect: Dialect = {
    createAdapter: () => postgres.createAdapter(),
    createDriver: () => explained(postgres.createDriver()),
    createIntrospector: (queries) => postgres.createIntrospector(queries),
    createQueryCompiler: () => postgres.createQueryCompiler(),
  };
  return databaseOf(new Kysely<Tables>({ dialect }), () => pool.end());
}

/** A fault of the server as `storage_unavailable`; what is wrong with a statement stays what it is. */
function explain(cause: unknown): unknown {
  if (!isDatabaseFault(cause)) return cause;
  return storageFault(
    `The PostgreSQL server of DATABASE_URL cannot be used: ${(cause as Error).message || "no answer"}. Start it, make room on its disk, or correct DATABASE_URL.`,
    cause,
  );
}

/** A driver whose errors are explained. */
function explained(driver: Driver): Driver {
  const inner = new WeakMap<DatabaseConnection, DatabaseConnection>();
  const trying = async <T>(task: () => Promise<T>): Promise<T> => {
    try {
      return await task();
    } catch (error) {
      throw explain(error);
    }
  };
  return {
    init: () => driver.init(),
    async acquireConnection() {
      const own = await trying(() => driver.acquireConnection());
      const connection: DatabaseConnection = {
        executeQuery: (query) => trying(() => own.executeQuery(query)),
        streamQuery: (query, size) => own.streamQuery(query, size),
      };
      inner.set(connection, own);
      return connection;
    },
    beginTransaction: (connection, settings) =>
      trying(() => driver.beginTransaction(inner.get(connection)!, settings)),
    commitTransaction: (connection) =>
      trying(() => driver.commitTransaction(inner.get(connection)!)),
    rollbackTransaction: (connection) =>
      trying(() => driver.rollbackTransaction(inner.get(connection)!)),
    releaseConnection: (connection) => driver.releaseConnection(inner.get(connection)!),
    destroy: () => driver.destroy(),
  };
}
