import { randomInt } from "node:crypto";
import type { NewGame } from "../../core/game/api.ts";
import { dailySeed, dayOf, drawSeeded, isDay } from "../../core/game/draw.ts";
import { GameError } from "../../core/game/errors.ts";
import { isRanked, MODE_KINDS, type Mode } from "../../core/game/modes.ts";
import type { Rules } from "../../core/game/rules/registry.ts";
import type { Strength } from "../../core/game/strength.ts";
import { albumPhotos, findAlbum } from "../store/albums.ts";
import type { Database, Queries } from "../store/database.ts";
import { addGame, findDailyGame, findFirstGame, findGameByKey, hasPlayed } from "../store/games.ts";
import { keepDay, packPhotos, photosSeenBy } from "../store/photos.ts";
import { addPlayer, lockPlayer } from "../store/players.ts";
import { hasSeen } from "../store/rounds.ts";
import { newId } from "./ids.ts";

/** What a new game is made of. */
interface Plan {
  readonly rules: Rules;
  readonly strength: Strength;
  readonly timerS: number | null;
  readonly date: string | null;
  readonly challenge: string;
  readonly photoIds: readonly string[];
  readonly ranked: boolean;
}

/**
 * Starts a game and answers its id. The same key with the same request answers the same game; with another request it
 * is `idempotency_mismatch`. Throws `no_photos`, `game_unknown` for challenges and albums that do not exist,
 * `already_played` and `guess_invalid` for days that are none.
 */
export async function startGame(
  database: Database,
  playerId: string,
  request: NewGame,
  idempotencyKey: string | null,
  bundle: string,
  now: number,
): Promise<string> {
  return database.transaction(async (queries) => {
    await addPlayer(queries, playerId, now);
    // One game at a time starts per player, so that two tabs cannot both start today's.
    await lockPlayer(queries, playerId);
    const key = idempotencyKey;
    const known = key === null ? undefined : await findGameByKey(queries, playerId, key);
    if (known) {
      if (known.request === JSON.stringify(request)) return known.id;
      throw new GameError(
        "idempotency_mismatch",
        "This Idempotency-Key was used for another game; use a new one.",
      );
    }
    const plan = await planOf(queries, playerId, request, now);
    if (plan.photoIds.length === 0) throw noPhotos(request.mode);
    const id = newId();
    await addGame(queries, {
      ...plan,
      id,
      playerId,
      idempotencyKey,
      request: JSON.stringify(request),
      mode: request.mode,
      bundle,
      createdAt: now,
    });
    return id;
  });
}

async function planOf(
  queries: Queries,
  playerId: string,
  request: NewGame,
  now: number,
): Promise<Plan> {
  const { mode, strength, timerS } = request;
  const kind = MODE_KINDS[mode];
  if (kind.photos === "challenge") return planChallenge(queries, playerId, request.challenge);
  const plain = { strength, timerS, date: null, challenge: newId(), rules: kind.rules };
  switch (kind.photos) {
    case "day": {
      const date = request.date ?? dayOf(now);
      const photoIds = await drawDaily(queries, playerId, date, now);
      const ranked = isRanked(mode) && !(await hasSeen(queries, playerId, photoIds));
      return { ...plain, date, photoIds, ranked };
    }
    case "album": {
      const photoIds = await drawAlbum(queries, request.album, kind.rounds, now);
      return { ...plain, photoIds, ranked: false };
    }
    case "fresh": {
      const photoIds = await drawFresh(queries, playerId, kind.rounds);
      const ranked = isRanked(mode) && !(await hasSeen(queries, playerId, photoIds));
      return { ...plain, photoIds, ranked };
    }
  }
}

/** The same rounds, rules, time and opponent as the game that the challenge began with. */
async function planChallenge(
  queries: Queries,
  playerId: string,
  challenge: string | undefined,
): Promise<Plan> {
  const first = challenge === undefined ? undefined : await findFirstGame(queries, challenge);
  if (!first || challenge === undefined) {
    throw new GameError(
      "game_unknown",
      "There is no challenge of that name; ask for the link again.",
    );
  }
  if (await hasPlayed(queries, playerId, challenge)) {
    throw new GameError(
      "already_played",
      "You have played this challenge; see /v1/challenges for its results.",
    );
  }
  const { rules, strength, timerS, photoIds } = first;
  return { rules, strength, timerS, date: null, challenge, photoIds, ranked: false };
}

/** A day's photos: drawn when the day is first asked for, then kept, so that a growing pack changes no past day. */
async function drawDaily(
  queries: Queries,
  playerId: string,
  date: string,
  now: number,
): Promise<string[]> {
  checkDay(date, now);
  const own = await findDailyGame(queries, playerId, date);
  if (own) {
    throw new GameError("already_played", `You have played ${date}; its game is ${own.id}.`);
  }
  const drawn = drawSeeded(await packPhotos(queries), dailySeed(date), MODE_KINDS.daily.rounds);
  if (drawn.length === 0) return [];
  return keepDay(
    queries,
    date,
    drawn.map(({ id }) => id),
  );
}

/** Throws `guess_invalid` unless the text is a day that has begun (UTC). */
export function checkDay(date: string, now: number): void {
  if (isDay(date) && date <= dayOf(now)) return;
  throw new GameError(
    "guess_invalid",
    `date: expected a day up to today, ${dayOf(now)} (UTC), got ${JSON.stringify(date.slice(0, 20))}`,
    [{ pointer: "body/date", detail: `expected a day up to ${dayOf(now)}` }],
  );
}

async function drawAlbum(
  queries: Queries,
  id: string | undefined,
  count: number,
  now: number,
): Promise<string[]> {
  const album = id === undefined ? null : await findAlbum(queries, id);
  if (!album || album.expiresAt <= now) {
    throw new GameError("game_unknown", "There is no album of that name; it may have expired.");
  }
  return shuffled(await albumPhotos(queries, album.id)).slice(0, count);
}

/** Photos that the player has not seen come first, in random order; then those seen, longest ago first. */
async function drawFresh(queries: Queries, playerId: string, count: number): Promise<string[]> {
  const photos = await photosSeenBy(queries, playerId);
  const fresh = shuffled(photos.filter(({ seen }) => seen === null));
  const seen = photos
    .filter(({ seen }) => seen !== null)
    .sort((a, b) => a.seen! - b.seen!)
    .slice(0, Math.max(0, count - fresh.length));
  return [...fresh, ...shuffled(seen)].slice(0, count).map(({ id }) => id);
}

/** Fisher and Yates, with numbers that nobody can foresee. */
function shuffled<T>(items: readonly T[]): T[] {
  const copy = [...items];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}

function noPhotos(mode: Mode): GameError {
  const what =
    MODE_KINDS[mode].photos === "album"
      ? "The album has no photos yet."
      : "There are no photos to play with. The operator adds some with `graticule photos add <folder>`; or play your own album.";
  return new GameError("no_photos", what);
}
