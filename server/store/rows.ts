import type { Mode } from "../../core/game/modes.ts";
import type { RoundClock } from "../../core/game/round.ts";
import type { Rules } from "../../core/game/rules/registry.ts";
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

/** A round that is locked, with its photo and what the model made of it; `play` is null where it made nothing. */
export interface LockedRow {
  readonly n: number;
  readonly lat: number;
  readonly lng: number;
  readonly place: string;
  readonly attribution: string;
  readonly licence: string;
  readonly url: string | null;
  readonly play: string | null;
}

/** A guess of somebody else who plays the same challenge. */
export interface OtherRow {
  readonly n: number;
  readonly name: string | null;
  readonly lat: number | null;
  readonly lng: number | null;
  readonly distance_km: number | null;
  readonly points: number;
}

/** Guesses of others that a round shows, the best of them. */
const OTHERS = 50;

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

/** Photos and plays of a game's locked rounds, in order. */
export function findLocked(
  { query }: Queries,
  { id, bundle }: Pick<GameRow, "id" | "bundle">,
): Promise<LockedRow[]> {
  return query<LockedRow>(
    `select r.n, p.lat, p.lng, p.place, p.attribution, p.licence, p.url, l.play
     from guesses g join rounds r on r.game_id = g.game_id and r.n = g.n
     join photos p on p.id = r.photo_id
     left join plays l on l.photo_id = r.photo_id and l.bundle = $2
     where g.game_id = $1 order by r.n`,
    [id, bundle],
  );
}

/** Guesses of those who play the same challenge, for rounds that are locked in this game: nobody sees them before. */
export function findOthers(
  { query }: Queries,
  { id, challenge }: Pick<GameRow, "id" | "challenge">,
): Promise<OtherRow[]> {
  return query<OtherRow>(
    `select n, name, lat, lng, distance_km, points from (
       select g.n, p.name, g.lat, g.lng, g.distance_km, g.points,
         row_number() over (partition by g.n order by g.points desc, o.created_at, o.id) as place
       from games o join players p on p.id = o.player_id
       join guesses g on g.game_id = o.id
       join guesses own on own.game_id = $2 and own.n = g.n
       where o.challenge = $1 and o.id <> $2) ranked
     where place <= ${OTHERS} order by n, place`,
    [challenge, id],
  );
}

export function clockOf({ timer_s }: Pick<GameRow, "timer_s">, round: RoundRow): RoundClock {
  return { openedAt: round.opened_at, timerS: timer_s, isLocked: round.points !== null };
}

/** The round that is to be played: the first without a guess; undefined when all have one. */
export function currentRound(rounds: readonly RoundRow[]): RoundRow | undefined {
  return rounds.find(({ points }) => points === null);
}
