import { sql } from "kysely";
import type { RankedMode } from "../../core/game/modes.ts";
import type { Queries } from "./database.ts";

/**
 * Best ranked game of each player in a mode against one bundle, and for the daily challenge of one day, best first. Equal
 * points share a rank. The first `shown` ranks, and the place of one player wherever it lies.
 */
export function bestGames(
  queries: Queries,
  mode: RankedMode,
  bundle: string,
  date: string | null,
  shown: number,
  playerId: string | null,
) {
  return queries
    .with("best", (db) =>
      db
        .selectFrom("games")
        .distinctOn("player_id")
        .select(["player_id", "points", "model_points"])
        .where("mode", "=", mode)
        .where("bundle", "=", bundle)
        .where("date", "is not distinct from", date)
        .where("done", "=", true)
        .where("ranked", "=", true)
        .orderBy("player_id")
        .orderBy("points", "desc")
        .orderBy("done_at"),
    )
    .with("placed", (db) =>
      db
        .selectFrom("best")
        .innerJoin("players", "players.id", "best.player_id")
        .select([
          "best.player_id as playerId",
          "players.name",
          "best.points",
          "best.model_points as modelPoints",
          sql<number>`rank() over (order by best.points desc)::int`.as("rank"),
          sql<number>`count(*) over ()::int`.as("players"),
        ]),
    )
    .selectFrom("placed")
    .selectAll()
    .where((eb) => eb.or([eb("rank", "<=", shown), eb("playerId", "=", playerId ?? "")]))
    .orderBy("rank")
    .orderBy("playerId")
    .limit(shown * 5)
    .execute();
}

/** Games of a challenge that are listed. */
const LISTED = 200;

/** Games of a challenge with their players, in the order in which they began. */
export function challengeGames(queries: Queries, challenge: string) {
  return queries
    .selectFrom("games as g")
    .innerJoin("players as p", "p.id", "g.player_id")
    .select([
      "g.id",
      "g.player_id as playerId",
      "p.name",
      "g.points",
      "g.model_points as modelPoints",
      "g.mode",
      "g.timer_s as timerS",
      "g.strength",
      "g.done",
    ])
    .select(({ selectFrom }) =>
      selectFrom("rounds")
        .whereRef("game_id", "=", "g.id")
        .select(sql<number>`count(*)::int`.as("count"))
        .$asScalar()
        .$notNull()
        .as("rounds"),
    )
    .where("g.challenge", "=", challenge)
    .orderBy("g.created_at")
    .limit(LISTED)
    .execute();
}
