import type { Geography } from "../../core/earth/geography.ts";
import type { Position } from "../../core/earth/lng-lat.ts";
import type { Guess } from "../../core/game/api.ts";
import { betPoints } from "../../core/game/bet.ts";
import { GameError } from "../../core/game/errors.ts";
import type { Rules } from "../../core/game/modes.ts";
import { placeAt } from "../../core/game/place.ts";
import { circleAreaKm2, kmBetween, pointsFor } from "../../core/game/points.ts";
import { roundState, usedMs } from "../../core/game/round.ts";
import type { Database, Queries } from "../store/database.ts";
import {
  clockOf,
  currentRound,
  findGame,
  findRounds,
  type GameRow,
  type RoundRow,
} from "../store/rows.ts";
import { findPhoto, type StoredPhoto } from "./photos.ts";
import type { ModelPlay, Plays } from "./plays.ts";

/** What a guess is worth, before it is stored. */
interface Worth {
  readonly at: Position | null;
  readonly country: string | null;
  readonly distanceKm: number | null;
  readonly points: number;
}

export interface Move {
  readonly playerId: string;
  readonly gameId: string;
  readonly n: number;
  /** When the request arrived, by the server's clock. */
  readonly now: number;
}

const NO_GUESS: Guess = { lat: null, lng: null };

/**
 * Locks a guess. It is stored once: the same guess again changes nothing and is no fault. Throws `game_unknown`,
 * `not_your_game`, `round_not_open`, `round_closed` when another guess is locked, `guess_late` (and then the round is
 * locked without a pin) and `guess_invalid`.
 */
export async function lockGuess(
  parts: { readonly database: Database; readonly geography: Geography; readonly plays: Plays },
  move: Move,
  guess: Guess,
  idempotencyKey: string | null,
): Promise<void> {
  const { database } = parts;
  const { game, round } = await findRound(database, move);
  checkShape(guess, game.rules);
  // Asked before the transaction, which would hold the database up for as long as the model thinks.
  const [photo, play] = await Promise.all([
    findPhoto(database, round.photo_id),
    parts.plays.play(round.photo_id, game.bundle).catch(() => null),
  ]);
  const wasLate = await database.transaction(async (queries) => {
    const game = (await findGame(queries, move.gameId, "for update"))!;
    const rounds = await findRounds(queries, move.gameId);
    const round = rounds.find(({ n }) => n === move.n)!;
    const state = roundState(clockOf(game, round), move.now);
    if (state === "locked") {
      checkSame(round, guess, idempotencyKey);
      return false;
    }
    if (state === "waiting" || currentRound(rounds)!.n !== move.n) throw notOpen(move.n);
    const counted = state === "late" ? NO_GUESS : guess;
    await store(queries, { game, round, rounds }, counted, photo!, play, parts.geography, {
      now: move.now,
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
 */
export async function lockIfLate(
  parts: { readonly database: Database; readonly geography: Geography; readonly plays: Plays },
  game: GameRow,
  rounds: readonly RoundRow[],
  now: number,
): Promise<boolean> {
  if (game.timer_s === null || game.done) return false;
  const round = currentRound(rounds);
  if (!round || roundState(clockOf(game, round), now) !== "late") return false;
  const move = { playerId: game.player_id, gameId: game.id, n: round.n, now };
  await lockGuess(parts, move, NO_GUESS, null).catch((error) => {
    if (!(error instanceof GameError)) throw error;
  });
  return true;
}

/** The game and round of a move. Throws `game_unknown`, `not_your_game` or `round_not_open`. */
export async function findRound(
  queries: Queries,
  { playerId, gameId, n }: Pick<Move, "playerId" | "gameId" | "n">,
): Promise<{ game: GameRow; round: RoundRow; rounds: RoundRow[] }> {
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
): Promise<GameRow> {
  const game = await findGame(queries, gameId);
  if (!game) throw new GameError("game_unknown", "There is no game of that name.");
  if (game.player_id !== playerId) {
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

/** Refuses pins by half, circles where none are played and bets without one. */
function checkShape({ lat, lng, radiusKm, confidence }: Guess, rules: Rules): void {
  const hasPin = lat !== null && lng !== null;
  if (!hasPin && (lat !== null || lng !== null)) {
    throw invalid("body/lat", "lat and lng are numbers together, or null together");
  }
  const hasCircle = radiusKm !== undefined && confidence !== undefined;
  if (rules === "circle" && hasPin && !hasCircle) {
    throw invalid("body/radiusKm", "a bet needs radiusKm and confidence");
  }
  if (rules !== "circle" && (radiusKm !== undefined || confidence !== undefined)) {
    throw invalid("body/radiusKm", "only the mode `bet` has circles");
  }
}

function invalid(pointer: string, detail: string): GameError {
  return new GameError("guess_invalid", detail, [{ pointer, detail }]);
}

function checkSame(round: RoundRow, guess: Guess, key: string | null): void {
  const isSame =
    round.lat === guess.lat &&
    round.lng === guess.lng &&
    round.radius_km === (guess.radiusKm ?? null) &&
    round.confidence === (guess.confidence ?? null);
  if (isSame) return;
  if (key !== null && key === round.idempotency_key) {
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

/** Points of a guess. Pure: the truth, the rules and the guess decide. */
export function worthOf(
  guess: Guess,
  rules: Rules,
  photo: StoredPhoto,
  geography: Geography,
): Worth {
  const { lat, lng, radiusKm, confidence } = guess;
  if (lat === null || lng === null) return { at: null, country: null, distanceKm: null, points: 0 };
  const at = { lat, lng };
  const distanceKm = kmBetween(at, photo);
  const country = placeAt(at, geography).countryCode;
  const same = { at, country, distanceKm };
  if (rules === "pin") return { ...same, points: pointsFor(distanceKm) };
  if (rules === "country") {
    const isRight = country !== null && country === photo.place.countryCode;
    return { ...same, points: isRight ? 1 : 0 };
  }
  const bet = { areaKm2: circleAreaKm2(radiusKm!), confidence: confidence! };
  return { ...same, points: betPoints(bet, distanceKm <= radiusKm!) };
}

/** Points of the model's own play by the same rules; null when it could not read the photo. */
export function modelPointsOf(
  play: ModelPlay | null,
  { rules, strength }: Pick<GameRow, "rules" | "strength">,
  photo: StoredPhoto,
): number | null {
  if (!play) return null;
  if (rules === "pin") return pointsFor(kmBetween(play.points[strength].at, photo));
  if (rules === "circle") return play.bet ? betPoints(play.bet, play.bet.isHit) : 0;
  const country = modelCountry(play, strength).country;
  return country !== null && country === photo.place.countryCode ? 1 : 0;
}

/** Where the model puts its pin when the country counts: its likeliest country, or what a weaker one believes. */
export function modelCountry(
  play: ModelPlay,
  strength: GameRow["strength"],
): { at: Position; country: string | null } {
  if (strength === "full" && play.country) {
    return { at: play.country.at, country: play.country.code };
  }
  return play.points[strength];
}

async function store(
  { query }: Queries,
  { game, round, rounds }: { game: GameRow; round: RoundRow; rounds: readonly RoundRow[] },
  guess: Guess,
  photo: StoredPhoto,
  play: ModelPlay | null,
  geography: Geography,
  { now, idempotencyKey }: { now: number; idempotencyKey: string | null },
): Promise<void> {
  const { at, country, distanceKm, points } = worthOf(guess, game.rules, photo, geography);
  const modelPoints = modelPointsOf(play, game, photo);
  await query(
    `insert into guesses (game_id, n, idempotency_key, lat, lng, radius_km, confidence, country, distance_km, points, model_points, used_ms, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      game.id,
      round.n,
      idempotencyKey,
      at?.lat ?? null,
      at?.lng ?? null,
      guess.radiusKm ?? null,
      guess.confidence ?? null,
      country,
      distanceKm,
      points,
      modelPoints,
      Math.round(usedMs(clockOf(game, round), now)),
      now,
    ],
  );
  const isLast = round.n === rounds.length || (game.rules === "country" && points === 0);
  await query(
    `update games set points = points + $2, model_points = model_points + $3, done = $4, done_at = $5
     where id = $1`,
    [game.id, points, modelPoints ?? 0, isLast, isLast ? now : null],
  );
}
