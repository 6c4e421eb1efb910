import type { Mode, Rules } from "../../core/game/modes.ts";
import type { RoundClock } from "../../core/game/round.ts";
import type { Strength } from "../../core/game/strength.ts";
import type { Queries } from "./database.ts";

/** A game as the table has it. */
export interface GameRow {
  readonly id: string;
  readonly player_id: string;
  readonly request: string;
  readonly mode: Mode;
  readonly rules: Rules;
  readonly strength: Strength;
  readonly timer_s: number | null;
  readonly date: string | null;
  readonly challenge: string;
  readonly bundle: string;
  readonly ranked: boolean;
  readonly done: boolean;
  readonly points: number;
  readonly model_points: number;
}

/** A round with its guess, if there is one: then `points` is a number. */
export interface RoundRow {
  readonly n: number;
  readonly photo_id: string;
  readonly opened_at: number | null;
  readonly idempotency_key: string | null;
  readonly lat: number | null;
  readonly lng: number | null;
  readonly radius_km: number | null;
  readonly confidence: number | null;
  readonly country: string | null;
  readonly distance_km: number | null;
  readonly points: number | null;
  readonly model_points: number | null;
}

/** Every guess with its round, game, player and photo. */
export const PLAYED = `from guesses g join rounds r on r.game_id = g.game_id and r.n = g.n
  join games on games.id = g.game_id join players on players.id = games.player_id
  join photos p on p.id = r.photo_id`;

const GAME = `id, player_id, request, mode, rules, strength, timer_s, date, challenge, bundle, ranked, done, points, model_points`;

export async function findGame(
  { query }: Queries,
  id: string,
  lock: "" | "for update" = "",
): Promise<GameRow | null> {
  const [row] = await query<GameRow>(`select ${GAME} from games where id = $1 ${lock}`, [id]);
  return row ?? null;
}

/** All rounds of a game, in order. */
export function findRounds({ query }: Queries, gameId: string): Promise<RoundRow[]> {
  return query<RoundRow>(
    `select r.n, r.photo_id, r.opened_at, g.idempotency_key, g.lat, g.lng, g.radius_km, g.confidence,
       g.country, g.distance_km, g.points, g.model_points
     from rounds r left join guesses g on g.game_id = r.game_id and g.n = r.n
     where r.game_id = $1 order by r.n`,
    [gameId],
  );
}

export function clockOf({ timer_s }: Pick<GameRow, "timer_s">, round: RoundRow): RoundClock {
  return { openedAt: round.opened_at, timerS: timer_s, isLocked: round.points !== null };
}

/** The round that is to be played: the first without a guess; undefined when all have one. */
export function currentRound(rounds: readonly RoundRow[]): RoundRow | undefined {
  return rounds.find(({ points }) => points === null);
}
