import type { Player, PlayerChange } from "../../core/game/api.ts";
import { ModelPlaySchema } from "../../core/game/model-play.ts";
import type { Mode } from "../../core/game/modes.ts";
import { CURVE_PHOTOS, playerSearchKm2, recallCurve } from "../../core/game/search-area.ts";
import type { Database, Queries } from "../store/database.ts";
import { listAlbums } from "./albums.ts";

const NOBODY: Player = {
  name: null,
  consent: false,
  games: 0,
  openGame: null,
  albums: [],
  photos: 0,
  curve: null,
  bets: [],
};

interface GuessRow {
  readonly lat: number | null;
  readonly lng: number | null;
  readonly truth_lat: number;
  readonly truth_lng: number;
  readonly radius_km: number | null;
  readonly confidence: number | null;
  readonly distance_km: number | null;
  readonly play: string | null;
}

/** What is known of a player, to show to that player alone. */
export async function playerDocument(
  { query }: Queries,
  playerId: string | null,
  bundle: string,
): Promise<Player> {
  const [player] = await query<{ name: string | null; consent: boolean }>(
    "select name, consent from players where id = $1",
    [playerId],
  );
  if (!player) return NOBODY;
  const [[games], openGame, albums, guesses] = await Promise.all([
    query<{ games: number }>(
      "select count(*)::int as games from games where player_id = $1 and done",
      [playerId],
    ),
    findOpenGame({ query }, playerId!),
    listAlbums({ query }, playerId!),
    findGuesses({ query }, playerId!, bundle),
  ]);
  return {
    ...player,
    games: games!.games,
    openGame,
    albums,
    photos: guesses.length,
    curve: guesses.length < CURVE_PHOTOS ? null : curvesOf(guesses),
    bets: betsOf(guesses),
  };
}

/** The game that was started last, if it is not finished. */
async function findOpenGame({ query }: Queries, playerId: string): Promise<Player["openGame"]> {
  const [last] = await query<{
    id: string;
    mode: Mode;
    done: boolean;
    round: number;
    rounds: number;
  }>(
    `select id, mode, done, (select count(*)::int from rounds where game_id = games.id) as rounds,
       (select 1 + count(*)::int from guesses where game_id = games.id) as round
     from games where player_id = $1 order by created_at desc limit 1`,
    [playerId],
  );
  // A game whose album is gone has no rounds left.
  if (!last || last.done || last.round > last.rounds) return null;
  const { id, mode, round, rounds } = last;
  return { id, mode, round, rounds };
}

/** First guesses only: a photo that was seen before is memory, not judgement. */
function findGuesses({ query }: Queries, playerId: string, bundle: string): Promise<GuessRow[]> {
  return query<GuessRow>(
    `select distinct on (r.photo_id) g.lat, g.lng, p.lat as truth_lat, p.lng as truth_lng,
       g.radius_km, g.confidence, g.distance_km, l.play
     from guesses g join rounds r on r.game_id = g.game_id and r.n = g.n
     join games on games.id = g.game_id join photos p on p.id = r.photo_id
     left join plays l on l.photo_id = r.photo_id and l.bundle = $2
     where games.player_id = $1 order by r.photo_id, g.created_at`,
    [playerId, bundle],
  );
}

function curvesOf(guesses: readonly GuessRow[]): NonNullable<Player["curve"]> {
  const you = guesses.map(({ lat, lng, truth_lat, truth_lng }) =>
    lat === null || lng === null
      ? null
      : playerSearchKm2({ lat, lng }, { lat: truth_lat, lng: truth_lng }),
  );
  const model = guesses.map(({ play }) =>
    play === null ? null : ModelPlaySchema.parse(JSON.parse(play)).searchKm2,
  );
  return { you: recallCurve(you), model: recallCurve(model) };
}

/** How often bets of each confidence held the truth. */
function betsOf(guesses: readonly GuessRow[]): Player["bets"] {
  const bets = guesses.filter(({ confidence }) => confidence !== null);
  const confidences = [...new Set(bets.map(({ confidence }) => confidence!))].sort((a, b) => a - b);
  return confidences.map((confidence) => {
    const own = bets.filter((bet) => bet.confidence === confidence);
    const hits = own.filter(({ distance_km, radius_km }) => distance_km! <= radius_km!).length;
    return { confidence, count: own.length, hits };
  });
}

/** Changes what is given; an empty name is no name. */
export async function changePlayer(
  { query }: Database,
  playerId: string,
  { name, consent }: PlayerChange,
  now: number,
): Promise<void> {
  await query("insert into players (id, created_at) values ($1, $2) on conflict do nothing", [
    playerId,
    now,
  ]);
  if (name !== undefined) {
    await query("update players set name = $2 where id = $1", [playerId, name || null]);
  }
  if (consent !== undefined) {
    await query("update players set consent = $2 where id = $1", [playerId, consent]);
  }
}

/** Removes a player with all games, guesses and albums. */
export async function deletePlayer({ query }: Database, playerId: string): Promise<void> {
  await query("delete from players where id = $1", [playerId]);
}
