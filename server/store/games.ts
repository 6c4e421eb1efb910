import type { Mode } from "../../core/game/modes.ts";
import type { Rules } from "../../core/game/rules/registry.ts";
import type { Strength } from "../../core/game/strength.ts";
import type { Queries } from "./database.ts";

/** A game as it is kept. */
export interface StoredGame {
  readonly id: string;
  readonly playerId: string;
  readonly mode: Mode;
  readonly rules: Rules;
  readonly strength: Strength;
  readonly timerS: number | null;
  readonly date: string | null;
  readonly challenge: string;
  readonly bundle: string;
  readonly ranked: boolean;
  readonly done: boolean;
  readonly points: number;
  readonly modelPoints: number;
}

const GAME = [
  "id",
  "player_id as playerId",
  "mode",
  "rules",
  "strength",
  "timer_s as timerS",
  "date",
  "challenge",
  "bundle",
  "ranked",
  "done",
  "points",
  "model_points as modelPoints",
] as const;

export async function findGame(queries: Queries, id: string): Promise<StoredGame | null> {
  const query = queries.selectFrom("games").select(GAME).where("id", "=", id);
  return (await query.executeTakeFirst()) ?? null;
}

/** The same, held until the transaction ends: whoever else wants to change the game waits. */
export async function lockGame(queries: Queries, id: string): Promise<StoredGame | null> {
  const query = queries.selectFrom("games").select(GAME).where("id", "=", id).forUpdate();
  return (await query.executeTakeFirst()) ?? null;
}

/** A game that starts, with the photos of its rounds in order. */
export interface GameStart extends Omit<StoredGame, "done" | "points" | "modelPoints"> {
  readonly idempotencyKey: string | null;
  /** The request that started it, as JSON: a repeated key must come with the same. */
  readonly request: string;
  readonly photoIds: readonly string[];
  readonly createdAt: number;
}

export async function addGame(queries: Queries, start: GameStart): Promise<void> {
  await queries
    .insertInto("games")
    .values({
      id: start.id,
      player_id: start.playerId,
      idempotency_key: start.idempotencyKey,
      request: start.request,
      mode: start.mode,
      rules: start.rules,
      strength: start.strength,
      timer_s: start.timerS,
      date: start.date,
      challenge: start.challenge,
      bundle: start.bundle,
      ranked: start.ranked,
      created_at: start.createdAt,
      done_at: null,
    })
    .execute();
  await queries
    .insertInto("rounds")
    .values(
      start.photoIds.map((photo, i) => ({
        game_id: start.id,
        n: i + 1,
        photo_id: photo,
        opened_at: null,
      })),
    )
    .execute();
}

/** Adds a round's points to a game, and ends it at a time unless that is null. */
export async function addPoints(
  queries: Queries,
  id: string,
  points: number,
  modelPoints: number,
  doneAt: number | null,
): Promise<void> {
  await queries
    .updateTable("games")
    .set((eb) => ({
      points: eb("points", "+", points),
      model_points: eb("model_points", "+", modelPoints),
      done: doneAt !== null,
      done_at: doneAt,
    }))
    .where("id", "=", id)
    .execute();
}

/** Takes a game off the leaderboards for good. */
export async function leaveBoards(queries: Queries, id: string): Promise<void> {
  await queries.updateTable("games").set({ ranked: false }).where("id", "=", id).execute();
}

/** The game that a player started with a key, and by which request. */
export function findGameByKey(queries: Queries, playerId: string, key: string) {
  return queries
    .selectFrom("games")
    .select(["id", "request"])
    .where("player_id", "=", playerId)
    .where("idempotency_key", "=", key)
    .executeTakeFirst();
}

/** A player's game of a day. */
export function findDailyGame(queries: Queries, playerId: string | null, date: string) {
  return queries
    .selectFrom("games")
    .select(["id", "done"])
    .where("mode", "=", "daily")
    .where("date", "=", date)
    .where("player_id", "=", playerId ?? "")
    .executeTakeFirst();
}

/** The game that a challenge began with, and the photos of its rounds in order. */
export async function findFirstGame(queries: Queries, challenge: string) {
  const game = await queries
    .selectFrom("games")
    .select(["id", "rules", "strength", "timer_s as timerS"])
    .where("challenge", "=", challenge)
    .orderBy("created_at")
    .limit(1)
    .executeTakeFirst();
  if (!game) return undefined;
  const rounds = await queries
    .selectFrom("rounds")
    .select("photo_id")
    .where("game_id", "=", game.id)
    .orderBy("n")
    .execute();
  return { ...game, photoIds: rounds.map(({ photo_id }) => photo_id) };
}

export async function hasPlayed(
  queries: Queries,
  playerId: string,
  challenge: string,
): Promise<boolean> {
  const own = await queries
    .selectFrom("games")
    .select("id")
    .where("challenge", "=", challenge)
    .where("player_id", "=", playerId)
    .limit(1)
    .executeTakeFirst();
  return own !== undefined;
}
