import type { ModelPlay } from "../../core/game/model-play.ts";
import type { PlaceName } from "../../core/game/place-name.ts";
import type { RoundClock } from "../../core/game/round.ts";
import type { Queries } from "./database.ts";
import { readPlace, readPlay } from "./documents.ts";
import type { StoredGame } from "./games.ts";

/** A round with its guess, if there is one: then `points` is a number. */
export interface StoredRound {
  readonly n: number;
  readonly photoId: string;
  readonly openedAt: number | null;
  readonly idempotencyKey: string | null;
  readonly lat: number | null;
  readonly lng: number | null;
  readonly radiusKm: number | null;
  readonly confidence: number | null;
  readonly country: string | null;
  readonly distanceKm: number | null;
  readonly points: number | null;
  readonly modelPoints: number | null;
}

/** All rounds of a game, in order. */
export function findRounds(queries: Queries, gameId: string): Promise<StoredRound[]> {
  return queries
    .selectFrom("rounds as r")
    .leftJoin("guesses as g", (join) =>
      join.onRef("g.game_id", "=", "r.game_id").onRef("g.n", "=", "r.n"),
    )
    .select([
      "r.n",
      "r.photo_id as photoId",
      "r.opened_at as openedAt",
      "g.idempotency_key as idempotencyKey",
      "g.lat",
      "g.lng",
      "g.radius_km as radiusKm",
      "g.confidence",
      "g.country",
      "g.distance_km as distanceKm",
      "g.points",
      "g.model_points as modelPoints",
    ])
    .where("r.game_id", "=", gameId)
    .orderBy("r.n")
    .execute();
}

/** Starts the clock of a round; false if it runs already. */
export async function openRound(
  queries: Queries,
  gameId: string,
  n: number,
  now: number,
): Promise<boolean> {
  const opened = await queries
    .updateTable("rounds")
    .set({ opened_at: now })
    .where("game_id", "=", gameId)
    .where("n", "=", n)
    .where("opened_at", "is", null)
    .returning("n")
    .executeTakeFirst();
  return opened !== undefined;
}

/** What the locked rounds of a game reveal; `play` is null where the model made none. */
export interface LockedRound {
  readonly n: number;
  readonly lat: number;
  readonly lng: number;
  readonly place: PlaceName;
  readonly attribution: string;
  readonly licence: string;
  readonly url: string | null;
  readonly play: ModelPlay | null;
}

/** Photos and plays of a game's locked rounds, in order. */
export async function findLocked(
  queries: Queries,
  { id, bundle }: Pick<StoredGame, "id" | "bundle">,
): Promise<LockedRound[]> {
  const rows = await queries
    .selectFrom("guesses as g")
    .innerJoin("rounds as r", (join) =>
      join.onRef("r.game_id", "=", "g.game_id").onRef("r.n", "=", "g.n"),
    )
    .innerJoin("photos as p", "p.id", "r.photo_id")
    .leftJoin("plays as l", (join) =>
      join.onRef("l.photo_id", "=", "r.photo_id").on("l.bundle", "=", bundle),
    )
    .select(["r.n", "p.lat", "p.lng", "p.place", "p.attribution", "p.licence", "p.url", "l.play"])
    .where("g.game_id", "=", id)
    .orderBy("r.n")
    .execute();
  return rows.map((row) => ({
    ...row,
    place: readPlace(row.place),
    play: row.play === null ? null : readPlay(row.play),
  }));
}

/** A guess of somebody else who plays the same challenge. */
export interface OthersGuess {
  readonly n: number;
  readonly name: string | null;
  readonly lat: number | null;
  readonly lng: number | null;
  readonly distanceKm: number | null;
  readonly points: number;
}

/** Guesses of others that a round shows, the best of them. */
const OTHERS = 50;

/** Guesses of those who play the same challenge, for rounds that are locked in this game: nobody sees them before. */
export function findOthers(
  queries: Queries,
  { id, challenge }: Pick<StoredGame, "id" | "challenge">,
): Promise<OthersGuess[]> {
  return queries
    .with("ranked", (db) =>
      db
        .selectFrom("games as o")
        .innerJoin("players as p", "p.id", "o.player_id")
        .innerJoin("guesses as g", "g.game_id", "o.id")
        .innerJoin("guesses as own", (join) =>
          join.onRef("own.n", "=", "g.n").on("own.game_id", "=", id),
        )
        .select(["g.n", "p.name", "g.lat", "g.lng", "g.distance_km", "g.points"])
        .select(({ fn }) =>
          fn
            .agg<number>("row_number")
            .over((over) =>
              over
                .partitionBy("g.n")
                .orderBy("g.points", "desc")
                .orderBy("o.created_at")
                .orderBy("o.id"),
            )
            .as("place"),
        )
        .where("o.challenge", "=", challenge)
        .where("o.id", "<>", id),
    )
    .selectFrom("ranked")
    .select(["n", "name", "lat", "lng", "distance_km as distanceKm", "points"])
    .where("place", "<=", OTHERS)
    .orderBy("n")
    .orderBy("place")
    .execute();
}

/**
 * Whether a player has been shown any of some photos, or the same view under another name, in any game of theirs: ranked or
 * not, finished or left.
 *
 * @param except a game that does not count
 */
export async function hasSeen(
  queries: Queries,
  playerId: string,
  photoIds: readonly string[],
  except: string | null = null,
): Promise<boolean> {
  if (photoIds.length === 0) return false;
  const seen = await shown(queries, playerId, photoIds)
    .where("g.id", "<>", except ?? "")
    .where("r.opened_at", "is not", null)
    .executeTakeFirst();
  return seen !== undefined;
}

/** Whether another game has told this game's player where a photo was taken. */
export async function knowsTruth(
  queries: Queries,
  { id, playerId }: Pick<StoredGame, "id" | "playerId">,
  photoId: string,
): Promise<boolean> {
  const told = await shown(queries, playerId, [photoId])
    .innerJoin("guesses as o", (join) =>
      join.onRef("o.game_id", "=", "r.game_id").onRef("o.n", "=", "r.n"),
    )
    .where("g.id", "<>", id)
    .executeTakeFirst();
  return told !== undefined;
}

/** A player's rounds `r` of games `g` with photos that are, or look exactly like, one of these. */
function shown(queries: Queries, playerId: string, photoIds: readonly string[]) {
  return queries
    .selectFrom("rounds as r")
    .innerJoin("games as g", "g.id", "r.game_id")
    .innerJoin("photos as p", "p.id", "r.photo_id")
    .select("r.photo_id")
    .where("g.player_id", "=", playerId)
    .where("p.fingerprint", "in", ({ selectFrom }) =>
      selectFrom("photos").select("fingerprint").where("id", "in", photoIds),
    )
    .limit(1);
}

/** The clock of a round, by the game's time. */
export function clockOf({ timerS }: Pick<StoredGame, "timerS">, round: StoredRound): RoundClock {
  return { openedAt: round.openedAt, timerS, isLocked: round.points !== null };
}

/** The round that is to be played: the first without a guess; undefined when all have one. */
export function currentRound(rounds: readonly StoredRound[]): StoredRound | undefined {
  return rounds.find(({ points }) => points === null);
}
