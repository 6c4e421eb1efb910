import { sql } from "kysely";
import { DISTANCE_RULES } from "../../core/game/rules/registry.ts";
import type { Queries } from "./database.ts";
import { readPlace, readPlay } from "./documents.ts";
import { played } from "./guesses.ts";

/** Where a page of guesses ended. */
export interface Bookmark {
  readonly gameId: string;
  readonly n: number;
}

/**
 * Guesses on packs in the order of their games, from after a bookmark on; of players who agreed, or of all. Private albums
 * are never exported.
 */
export async function pageOfGuesses(
  queries: Queries,
  all: boolean,
  after: Bookmark | null,
  limit: number,
) {
  const rows = await played(queries)
    .leftJoin("plays as l", (join) =>
      join.onRef("l.photo_id", "=", "r.photo_id").onRef("l.bundle", "=", "games.bundle"),
    )
    .select([
      "g.game_id as gameId",
      "g.n",
      "r.photo_id as photoId",
      "p.source",
      "p.pack",
      "games.player_id as playerId",
      "players.consent",
      "games.mode",
      "g.lat",
      "g.lng",
      "p.lat as trueLat",
      "p.lng as trueLng",
      "g.country",
      "p.place",
      "g.distance_km as distanceKm",
      "g.points",
      "g.model_points as modelPoints",
      "g.radius_km as radiusKm",
      "g.confidence",
      "g.used_ms as usedMs",
      "games.timer_s as timerS",
      "games.bundle",
      "games.strength",
      "l.play",
      "g.created_at as createdAt",
    ])
    .where("p.pack", "is not", null)
    .$if(!all, (query) => query.where("players.consent", "=", true))
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(g.game_id, g.n) > (${after!.gameId}, ${after!.n})`),
    )
    .orderBy("g.game_id")
    .orderBy("g.n")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    ...row,
    place: readPlace(row.place),
    play: row.play === null ? null : readPlay(row.play),
  }));
}

/** Photos of packs with how far people's pins were off; only of rules by which a pin's distance counts. */
export async function photoFigures(queries: Queries, all: boolean) {
  const rows = await played(queries)
    .select([
      "p.id",
      "p.source",
      "p.pack",
      "p.lat",
      "p.lng",
      "p.place",
      sql<number>`count(*)::int`.as("guesses"),
      sql<number>`avg(g.points)::double precision`.as("meanScore"),
      sql<number | null>`percentile_cont(0.5) within group (order by g.distance_km)`.as("medianKm"),
    ])
    .where("p.pack", "is not", null)
    .where("games.rules", "in", DISTANCE_RULES)
    .$if(!all, (query) => query.where("players.consent", "=", true))
    .groupBy("p.id")
    .orderBy("p.id")
    .$narrowType<{ pack: string }>()
    .execute();
  return rows.map((row) => ({ ...row, place: readPlace(row.place) }));
}
