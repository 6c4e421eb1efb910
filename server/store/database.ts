import type { Kysely } from "kysely";
import type { GraticuleError } from "../../core/contracts/errors.ts";
import type { Tables } from "./tables.ts";

/** Where statements are sent: the database, or one transaction of it. */
export type Queries = Kysely<Tables>;

/**
 * Where games are kept. Two of these exist (PGlite in a folder, a PostgreSQL server) and run the same statements.
 * What a transaction has done is durable when its promise resolves.
 */
export interface Database {
  readonly queries: Queries;
  /** Runs the work in one transaction; an error in it undoes all of it. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  close(): Promise<void>;
  /** Settles, with the reason, when nothing can be asked any more until it is closed and opened anew. Absent where that cannot be. */
  readonly lost?: Promise<GraticuleError>;
}

/** A database over connections that are open, and what closes them: Kysely closes only what it has used. */
export function databaseOf(queries: Queries, close: () => Promise<void>): Database {
  return { queries, transaction: (work) => queries.transaction().execute(work), close };
}
