import type { Geography } from "../../core/earth/geography.ts";
import type { Guess } from "../../core/game/api.ts";
import { GameError } from "../../core/game/errors.ts";
import { checkGuess, modelPointsOf, NO_GUESS, worthOf } from "../../core/game/guess.ts";
import type { ModelPlay } from "../../core/game/model-play.ts";
import { roundState, usedMs } from "../../core/game/round.ts";
import { RULE_SETS } from "../../core/game/rules/registry.ts";
import type { Database, Queries } from "../store/database.ts";
import { addPoints, findGame, leaveBoards, lockGame, type StoredGame } from "../store/games.ts";
import { addGuess } from "../store/guesses.ts";
import { findPhoto, type StoredPhoto } from "../store/photos.ts";
import {
  clockOf,
  currentRound,
  findRounds,
  knowsTruth,
  type StoredRound,
} from "../store/rounds.ts";
import type { Plays } from "./plays.ts";
import type { Instant, RoundClocks } from "./round-clocks.ts";

export interface Move {
  readonly playerId: string;
  readonly gameId: string;
  readonly n: number;
  /** When the request arrived, by the server's clocks. */
  readonly at: Instant;
}

/** What locks guesses. */
export interface Board {
  readonly database: Database;
  readonly geography: Geography;
  readonly plays: Plays;
  readonly clocks: RoundClocks;
}

/**
 * Locks a guess. It is stored once: the same guess again changes nothing and is no fault. Throws `game_unknown`,
 * `not_your_game`, `round_not_open`, `round_closed` when another guess is locked, `guess_late` (and then the round is
 * locked without a pin) and `guess_invalid`.
 */
export async function lockGuess(
  parts: Board,
  move: Move,
  guess: Guess,
  idempotencyKey: string | null,
): Promise<void> {
  const { database, clocks } = parts;
  const { at } = move;
  const { game, round } = await findRound(database.queries, move);
  checkGuess(guess, game.rules);
  // Asked before the transaction, which would hold the database up for as long as the model thinks.
  const [photo, play] = await Promise.all([
    findPhoto(database.queries, round.photoId),
    parts.plays.play(round.photoId, game.bundle).catch(() => null),
  ]);
  const wasLate = await database.transaction(async (queries) => {
    const game = (await lockGame(queries, move.gameId))!;
    const rounds = clocks.correct(move.gameId, await findRounds(queries, move.gameId), at);
    const round = rounds.find(({ n }) => n === move.n)!;
    const state = roundState(clockOf(game, round), at.now);
    if (state === "locked") {
      checkSame(round, guess, idempotencyKey);
      return false;
    }
    if (state === "waiting" || currentRound(rounds)!.n !== move.n) throw notOpen(move.n);
    const counted = state === "late" ? NO_GUESS : guess;
    // Told by another game while this round was open: whoever knows the place cannot be compared.
    if (game.ranked && (await knowsTruth(queries, game, round.photoId))) {
      await leaveBoards(queries, game.id);
    }
    await store(queries, { game, round, rounds }, counted, photo!, play, parts.geography, {
      now: at.now,
      idempotencyKey: state === "late" ? null : idempotencyKey,
    });
    return state === "late";
  });
  if (wasLate) {
    throw new GameError(
      "guess_late",
      `The time for round ${move.n} was over by the server's clock, and the grace too; the round counts without a pin.`,
    );
  }
}

/**
 * Locks the current round without a pin when its time and grace are over: for players who went away. Answers whether
 * there was one.
 *
 * @param rounds with the times that their clocks say
 */
export async function lockIfLate(
  parts: Board,
  game: StoredGame,
  rounds: readonly StoredRound[],
  at: Instant,
): Promise<boolean> {
  if (game.timerS === null || game.done) return false;
  const round = currentRound(rounds);
  if (!round || roundState(clockOf(game, round), at.now) !== "late") return false;
  const move = { playerId: game.playerId, gameId: game.id, n: round.n, at };
  await lockGuess(parts, move, NO_GUESS, null).catch((error) => {
    if (!(error instanceof GameError)) throw error;
  });
  return true;
}

/** The game and round of a move. Throws `game_unknown`, `not_your_game` or `round_not_open`. */
export async function findRound(
  queries: Queries,
  { playerId, gameId, n }: Pick<Move, "playerId" | "gameId" | "n">,
): Promise<{ game: StoredGame; round: StoredRound; rounds: StoredRound[] }> {
  const game = await findOwnGame(queries, playerId, gameId);
  const rounds = await findRounds(queries, gameId);
  const round = rounds.find((candidate) => candidate.n === n);
  if (!round) throw new GameError("round_not_open", `Round ${n} does not exist in this game.`);
  return { game, round, rounds };
}

/** A game of this player. Throws `game_unknown` or `not_your_game`. */
export async function findOwnGame(
  queries: Queries,
  playerId: string | null,
  gameId: string,
): Promise<StoredGame> {
  const game = await findGame(queries, gameId);
  if (!game) throw new GameError("game_unknown", "There is no game of that name.");
  if (game.playerId !== playerId) {
    throw new GameError("not_your_game", "This is another player's game; start your own.");
  }
  return game;
}

export function notOpen(n: number): GameError {
  return new GameError(
    "round_not_open",
    `Round ${n} is not open: play the rounds in order, and open each before its photo.`,
  );
}

function checkSame(round: StoredRound, guess: Guess, key: string | null): void {
  const isSame =
    round.lat === guess.lat &&
    round.lng === guess.lng &&
    round.radiusKm === (guess.radiusKm ?? null) &&
    round.confidence === (guess.confidence ?? null);
  if (isSame) return;
  if (key !== null && key === round.idempotencyKey) {
    throw new GameError(
      "idempotency_mismatch",
      "This Idempotency-Key was used for another guess; a locked guess cannot be changed.",
    );
  }
  throw new GameError(
    "round_closed",
    "Another guess is locked for this round; it cannot be changed.",
  );
}

async function store(
  queries: Queries,
  { game, round, rounds }: { game: StoredGame; round: StoredRound; rounds: readonly StoredRound[] },
  guess: Guess,
  photo: StoredPhoto,
  play: ModelPlay | null,
  geography: Geography,
  { now, idempotencyKey }: { now: number; idempotencyKey: string | null },
): Promise<void> {
  const { rules, strength } = game;
  const truth = { lat: photo.lat, lng: photo.lng, country: photo.place.countryCode };
  const { at, country, distanceKm, points } = worthOf(guess, rules, truth, geography);
  const modelPoints = modelPointsOf(play, rules, strength, truth);
  await addGuess(queries, {
    gameId: game.id,
    n: round.n,
    idempotencyKey,
    lat: at?.lat ?? null,
    lng: at?.lng ?? null,
    radiusKm: guess.radiusKm ?? null,
    confidence: guess.confidence ?? null,
    country,
    distanceKm,
    points,
    modelPoints,
    usedMs: Math.round(usedMs(clockOf(game, round), now)),
    createdAt: now,
  });
  const isLast = round.n === rounds.length || RULE_SETS[rules].isOver(points);
  await addPoints(queries, game.id, points, modelPoints ?? 0, isLast ? now : null);
}
