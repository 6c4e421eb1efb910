import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { type Database, databaseOf } from "./database.ts";
import type { Tables } from "./tables.ts";

// The only file that speaks to pg, the client of a PostgreSQL server.

/** Connections at a time: as many as a small server's share of PostgreSQL's default 100. */
const CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5_000;

/** Opens the database that a URL like `postgres://user:password@host/name` names; throws `busy` when it cannot be had. */
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
    throw new GraticuleError(
      "busy",
      `The PostgreSQL server of DATABASE_URL cannot be used: ${(cause as Error).message || "no answer"}.`,
      { cause },
    );
  }
  const queries = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return databaseOf(queries, () => pool.end());
}
