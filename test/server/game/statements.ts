import { CompiledQuery, PostgresQueryCompiler } from "kysely";
import { type Database, databaseOf } from "../../../server/store/database.ts";

// What tests do with a database beside the functions of the store.

/** Asks in SQL of the test's own, so that it does not depend on what it checks. */
export type Ask = <Row>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;

export function askerOf({ queries }: Database): Ask {
  return async <Row>(sql: string, parameters: readonly unknown[] = []) =>
    (await queries.executeQuery<Row>(CompiledQuery.raw(sql, [...parameters]))).rows;
}

/** The same database, which notes each statement of the store in a list. */
export function noting(database: Database, statements: string[]): Database {
  const { queries, close } = database;
  const compiler = new PostgresQueryCompiler();
  const noted = databaseOf(
    queries.withPlugin({
      transformQuery({ node, queryId }) {
        statements.push(compiler.compileQuery(node, queryId).sql);
        return node;
      },
      transformResult: async ({ result }) => result,
    }),
    close,
  );
  return { ...database, ...noted };
}
