/** Statements of SQL that PostgreSQL understands, parameters as $1, $2. */
export interface Queries {
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

/**
 * Where games are kept. Two of these exist (PGlite in a folder, a PostgreSQL server) and run the same statements.
 * What a transaction has done is durable when its promise resolves.
 */
export interface Database extends Queries {
  /** Runs the work in one transaction; an error in it undoes all of it. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
