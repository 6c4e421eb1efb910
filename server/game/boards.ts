import type { Challenge, Daily, Leaderboard, Standing } from "../../core/game/api.ts";
import { GameError } from "../../core/game/errors.ts";
import { MODE_KINDS, type Mode, type RankedMode } from "../../core/game/modes.ts";
import type { Strength } from "../../core/game/strength.ts";
import type { Queries } from "../store/database.ts";

/** Rows that a leaderboard shows; the player's own place is added where it lies further down. */
const SHOWN = 20;

interface Entry {
  readonly player_id: string;
  readonly name: string | null;
  readonly points: number;
  readonly model_points: number;
  readonly rank: number;
}

/**
 * Best ranked game of each player in a mode against one bundle, and for the daily challenge of one day. Equal points
 * share a rank.
 */
export async function leaderboard(
  { query }: Queries,
  playerId: string | null,
  mode: RankedMode,
  bundle: string,
  date: string | null,
): Promise<Leaderboard> {
  const entries = await query<Entry & { players: number }>(
    `with best as (
       select distinct on (player_id) player_id, points, model_points from games
       where mode = $1 and bundle = $2 and date is not distinct from $3 and done and ranked
       order by player_id, points desc, done_at
     ), placed as (
       select best.*, players.name, rank() over (order by points desc)::int as rank,
         count(*) over ()::int as players
       from best join players on players.id = best.player_id
     )
     select * from placed where rank <= $4 or player_id = $5
     order by rank, player_id limit $6`,
    [mode, bundle, date, SHOWN, playerId, SHOWN * 5],
  );
  const rows = entries.filter(({ player_id }, i) => i < SHOWN || player_id === playerId);
  return {
    mode,
    bundle,
    date,
    players: entries[0]?.players ?? 0,
    standings: rows.map((entry) => standingOf(entry, playerId)),
  };
}

function standingOf(entry: Entry, playerId: string | null): Standing {
  return {
    rank: entry.rank,
    name: entry.name,
    points: entry.points,
    modelPoints: entry.model_points,
    isYou: entry.player_id === playerId,
  };
}

export async function daily(
  queries: Queries,
  playerId: string | null,
  date: string,
  bundle: string,
): Promise<Daily> {
  const [[own], board] = await Promise.all([
    queries.query<{ id: string; done: boolean }>(
      "select id, done from games where mode = 'daily' and date = $1 and player_id = $2",
      [date, playerId],
    ),
    leaderboard(queries, playerId, "daily", bundle, date),
  ]);
  return { date, rounds: MODE_KINDS.daily.rounds, ...ownGame(own), leaderboard: board };
}

function ownGame(own: { id: string; done: boolean } | undefined): Pick<Daily, "game" | "state"> {
  return own ? { game: own.id, state: own.done ? "done" : "open" } : { game: null, state: null };
}

/** Who has played a challenge, best first; results of games that are still open are not told. */
export async function challengeOf(
  { query }: Queries,
  playerId: string | null,
  challenge: string,
): Promise<Challenge> {
  const games = await query<
    Entry & {
      id: string;
      mode: Mode;
      timer_s: number | null;
      strength: Strength;
      done: boolean;
      rounds: number;
    }
  >(
    `select g.id, g.player_id, p.name, g.points, g.model_points, g.mode, g.timer_s, g.strength, g.done,
       0 as rank, (select count(*)::int from rounds where game_id = g.id) as rounds
     from games g join players p on p.id = g.player_id
     where g.challenge = $1 order by g.created_at limit 200`,
    [challenge],
  );
  const [first] = games;
  if (!first) {
    throw new GameError(
      "game_unknown",
      "There is no challenge of that name; ask for the link again.",
    );
  }
  const done = games.filter((game) => game.done).sort((a, b) => b.points - a.points);
  return {
    challenge,
    mode: first.mode,
    rounds: first.rounds,
    timerS: first.timer_s,
    strength: first.strength,
    ...ownGame(games.find(({ player_id }) => player_id === playerId)),
    players: done.map((game) => ({
      ...standingOf(game, playerId),
      rank: 1 + done.filter(({ points }) => points > game.points).length,
    })),
  };
}
