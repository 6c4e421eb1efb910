import { sql } from "kysely";
import type { Queries } from "./database.ts";

/** Makes a player known, unless they are. */
export async function addPlayer(queries: Queries, id: string, now: number): Promise<void> {
  await queries
    .insertInto("players")
    .values({ id, name: null, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Holds a player until the transaction ends: whoever else does waits. */
export async function lockPlayer(queries: Queries, id: string): Promise<void> {
  await queries.selectFrom("players").select("id").where("id", "=", id).forUpdate().execute();
}

/** A player with the number of games that they have finished. */
export function findPlayer(queries: Queries, id: string) {
  return queries
    .selectFrom("players")
    .select(["name", "consent"])
    .select(({ selectFrom }) =>
      selectFrom("games")
        .where("games.player_id", "=", id)
        .where("done", "=", true)
        .select(sql<number>`count(*)::int`.as("count"))
        .$asScalar()
        .$notNull()
        .as("games"),
    )
    .where("id", "=", id)
    .executeTakeFirst();
}

/** The game that a player started last: how many rounds it has, and which is to be played. */
export function findLastGame(queries: Queries, playerId: string) {
  return queries
    .selectFrom("games")
    .select(["id", "mode", "done"])
    .select(({ selectFrom }) => [
      selectFrom("rounds")
        .whereRef("game_id", "=", "games.id")
        .select(sql<number>`count(*)::int`.as("count"))
        .$asScalar()
        .$notNull()
        .as("rounds"),
      selectFrom("guesses")
        .whereRef("game_id", "=", "games.id")
        .select(sql<number>`1 + count(*)::int`.as("count"))
        .$asScalar()
        .$notNull()
        .as("round"),
    ])
    .where("player_id", "=", playerId)
    .orderBy("created_at", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** Changes what is given of a player. */
export async function updatePlayer(
  queries: Queries,
  id: string,
  change: { readonly name?: string | null; readonly consent?: boolean },
): Promise<void> {
  if (Object.keys(change).length === 0) return;
  await queries.updateTable("players").set(change).where("id", "=", id).execute();
}

/** Removes a player with all games, guesses and albums. */
export async function removePlayer(queries: Queries, id: string): Promise<void> {
  await queries.deleteFrom("players").where("id", "=", id).execute();
}
