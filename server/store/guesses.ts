import type { Queries } from "./database.ts";
import { readPlay } from "./documents.ts";
import type { StoredRound } from "./rounds.ts";

/** A guess as it is locked. */
export interface LockedGuess extends Omit<StoredRound, "photoId" | "openedAt" | "points"> {
  readonly gameId: string;
  readonly points: number;
  readonly usedMs: number;
  readonly createdAt: number;
}

export async function addGuess(queries: Queries, guess: LockedGuess): Promise<void> {
  await queries
    .insertInto("guesses")
    .values({
      game_id: guess.gameId,
      n: guess.n,
      idempotency_key: guess.idempotencyKey,
      lat: guess.lat,
      lng: guess.lng,
      radius_km: guess.radiusKm,
      confidence: guess.confidence,
      country: guess.country,
      distance_km: guess.distanceKm,
      points: guess.points,
      model_points: guess.modelPoints,
      used_ms: guess.usedMs,
      created_at: guess.createdAt,
    })
    .execute();
}

/** A player's first guess at each photo, with the truth and what the model would have had to search, km2. */
export async function firstGuesses(queries: Queries, playerId: string, bundle: string) {
  const rows = await played(queries)
    .leftJoin("plays as l", (join) =>
      join.onRef("l.photo_id", "=", "r.photo_id").on("l.bundle", "=", bundle),
    )
    .distinctOn("r.photo_id")
    .select([
      "g.lat",
      "g.lng",
      "p.lat as trueLat",
      "p.lng as trueLng",
      "g.radius_km as radiusKm",
      "g.confidence",
      "g.distance_km as distanceKm",
      "l.play",
    ])
    .where("games.player_id", "=", playerId)
    .orderBy("r.photo_id")
    .orderBy("g.created_at")
    .execute();
  return rows.map(({ play, ...row }) => ({
    ...row,
    modelSearchKm2: play === null ? null : readPlay(play).searchKm2,
  }));
}

/** A guess at a photo, with what it is scored by. */
export type ScoredGuess = Awaited<ReturnType<typeof guessesAt>>[number];

/** All guesses at a photo, always in the same order, so that two who change them wait for each other. */
export function guessesAt(queries: Queries, photoId: string) {
  return played(queries)
    .select([
      "g.game_id as gameId",
      "g.n",
      "g.lat",
      "g.lng",
      "g.radius_km as radiusKm",
      "g.confidence",
      "g.points",
      "g.model_points as modelPoints",
      "games.rules",
      "games.strength",
      "games.bundle",
    ])
    .where("r.photo_id", "=", photoId)
    .orderBy("g.game_id")
    .orderBy("g.n")
    .execute();
}

/** Changes what a guess is worth, and the sums of its game by as much. */
export async function rescoreGuess(
  queries: Queries,
  guess: ScoredGuess,
  worth: Pick<LockedGuess, "points" | "distanceKm" | "modelPoints">,
): Promise<void> {
  await queries
    .updateTable("guesses")
    .set({
      points: worth.points,
      distance_km: worth.distanceKm,
      model_points: worth.modelPoints,
    })
    .where("game_id", "=", guess.gameId)
    .where("n", "=", guess.n)
    .execute();
  const modelGain = (worth.modelPoints ?? 0) - (guess.modelPoints ?? 0);
  await queries
    .updateTable("games")
    .set((eb) => ({
      points: eb("points", "+", worth.points - guess.points),
      model_points: eb("model_points", "+", modelGain),
    }))
    .where("id", "=", guess.gameId)
    .execute();
}

/** Every guess `g` with its round `r`, its game, its player and its photo `p`. */
export function played(queries: Queries) {
  return queries
    .selectFrom("guesses as g")
    .innerJoin("rounds as r", (join) =>
      join.onRef("r.game_id", "=", "g.game_id").onRef("r.n", "=", "g.n"),
    )
    .innerJoin("games", "games.id", "g.game_id")
    .innerJoin("players", "players.id", "games.player_id")
    .innerJoin("photos as p", "p.id", "r.photo_id");
}
