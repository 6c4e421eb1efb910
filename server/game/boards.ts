import type { Challenge, Daily, Leaderboard, Standing } from "../../core/game/api.ts";
import { GameError } from "../../core/game/errors.ts";
import { MODE_KINDS, type RankedMode } from "../../core/game/modes.ts";
import { bestGames, challengeGames } from "../store/boards.ts";
import type { Queries } from "../store/database.ts";
import { findDailyGame } from "../store/games.ts";

/** Rows that a leaderboard shows; the player's own place is added where it lies further down. */
const SHOWN = 20;

interface Entry {
  readonly playerId: string;
  readonly name: string | null;
  readonly points: number;
  readonly modelPoints: number;
}

/**
 * Best ranked game of each player in a mode against one bundle, and for the daily challenge of one day. Equal points
 * share a rank.
 */
export async function leaderboard(
  queries: Queries,
  playerId: string | null,
  mode: RankedMode,
  bundle: string,
  date: string | null,
): Promise<Leaderboard> {
  const entries = await bestGames(queries, mode, bundle, date, SHOWN, playerId);
  const rows = entries.filter((entry, i) => i < SHOWN || entry.playerId === playerId);
  return {
    mode,
    bundle,
    date,
    players: entries[0]?.players ?? 0,
    standings: rows.map((entry) => standingOf(entry, entry.rank, playerId)),
  };
}

function standingOf(entry: Entry, rank: number, playerId: string | null): Standing {
  const { name, points, modelPoints } = entry;
  return { rank, name, points, modelPoints, isYou: entry.playerId === playerId };
}

/** A day's challenge with its leaderboard, and the player's own game of it. */
export async function daily(
  queries: Queries,
  playerId: string | null,
  date: string,
  bundle: string,
): Promise<Daily> {
  const [own, board] = await Promise.all([
    findDailyGame(queries, playerId, date),
    leaderboard(queries, playerId, "daily", bundle, date),
  ]);
  return { date, rounds: MODE_KINDS.daily.rounds, ...ownGame(own), leaderboard: board };
}

function ownGame(own: { id: string; done: boolean } | undefined): Pick<Daily, "game" | "state"> {
  return own ? { game: own.id, state: own.done ? "done" : "open" } : { game: null, state: null };
}

/** Who has played a challenge, best first; results of games that are still open are not told. */
export async function challengeOf(
  queries: Queries,
  playerId: string | null,
  challenge: string,
): Promise<Challenge> {
  const games = await challengeGames(queries, challenge);
  const [first] = games;
  if (!first) {
    throw new GameError(
      "game_unknown",
      "There is no challenge of that name; ask for the link again.",
    );
  }
  const done = games.filter((game) => game.done).sort((a, b) => b.points - a.points);
  const { mode, rounds, timerS, strength } = first;
  return {
    challenge,
    mode,
    rounds,
    timerS,
    strength,
    ...ownGame(games.find((game) => game.playerId === playerId)),
    players: done.map((game) => {
      const rank = 1 + done.filter(({ points }) => points > game.points).length;
      return standingOf(game, rank, playerId);
    }),
  };
}
