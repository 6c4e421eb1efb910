import type { Game, Played, Reveal, Round } from "../../core/game/api.ts";
import { circleAreaKm2, kmBetween } from "../../core/game/points.ts";
import { remainingMs } from "../../core/game/round.ts";
import type { Queries } from "../store/database.ts";
import { clockOf, currentRound, findRounds, type GameRow, type RoundRow } from "../store/rows.ts";
import { modelCountry, modelPointsOf } from "./guess.ts";
import { findPhoto, type StoredPhoto } from "./photos.ts";
import type { ModelPlay, Plays } from "./plays.ts";

/** A game as its player may see it: what is not locked has no reveal. */
export async function gameDocument(
  queries: Queries,
  plays: Plays,
  game: GameRow,
  now: number,
): Promise<Game> {
  const rows = await findRounds(queries, game.id);
  const current = game.done ? undefined : currentRound(rows);
  const shown = rows.filter(({ n, points }) => points !== null || n === current?.n);
  const rounds = await Promise.all(
    shown.map(async (row): Promise<Round> => {
      const clock = clockOf(game, row);
      if (!clock.isLocked) {
        const left = remainingMs(clock, now);
        return {
          n: row.n,
          state: row.opened_at === null ? "waiting" : "open",
          remainingMs: left === null ? null : Math.round(left),
          reveal: null,
        };
      }
      const reveal = await revealOf(queries, plays, game, row);
      return { n: row.n, state: "locked", remainingMs: null, reveal };
    }),
  );
  const { name, version } = bundleParts(game.bundle);
  return {
    id: game.id,
    mode: game.mode,
    rules: game.rules,
    state: game.done ? "done" : "open",
    strength: game.strength,
    timerS: game.timer_s,
    date: game.date,
    model: { name, version },
    challenge: game.challenge,
    ranked: game.ranked,
    roundCount: rows.length,
    round: current?.n ?? null,
    points: game.points,
    modelPoints: game.model_points,
    rounds,
  };
}

/** "preview 1": how a bundle is named in tables and leaderboards. */
export function bundleName({ name, version }: { name: string; version: string }): string {
  return `${name} ${version}`;
}

function bundleParts(bundle: string): { name: string; version: string } {
  const at = bundle.lastIndexOf(" ");
  return { name: bundle.slice(0, at), version: bundle.slice(at + 1) };
}

async function revealOf(
  queries: Queries,
  plays: Plays,
  game: GameRow,
  row: RoundRow,
): Promise<Reveal> {
  const [photo, play, others] = await Promise.all([
    findPhoto(queries, row.photo_id),
    plays.play(row.photo_id, game.bundle).catch(() => null),
    othersOf(queries, game, row),
  ]);
  const { lat, lng, place, attribution, licence, url } = photo!;
  return {
    truth: { lat, lng },
    place,
    credit: { attribution, licence, url },
    you: playerPlayed(row),
    model: play && modelPlayed(play, game, row, photo!),
    others,
  };
}

function playerPlayed(row: RoundRow): Played {
  const at = row.lat === null || row.lng === null ? null : { lat: row.lat, lng: row.lng };
  const isBet = at !== null && row.radius_km !== null && row.confidence !== null;
  return {
    at,
    distanceKm: row.distance_km,
    points: row.points ?? 0,
    countryCode: row.country,
    radiusKm: row.radius_km,
    bet: isBet
      ? {
          areaKm2: circleAreaKm2(row.radius_km!),
          confidence: row.confidence!,
          isHit: row.distance_km! <= row.radius_km!,
        }
      : null,
  };
}

function modelPlayed(
  play: ModelPlay,
  game: GameRow,
  row: RoundRow,
  photo: StoredPhoto,
): NonNullable<Reveal["model"]> {
  const { at, country } =
    game.rules === "country" ? modelCountry(play, game.strength) : play.points[game.strength];
  return {
    at,
    distanceKm: kmBetween(at, photo),
    points: row.model_points ?? modelPointsOf(play, game, photo) ?? 0,
    countryCode: country,
    radiusKm: null,
    bet: game.rules === "circle" ? play.bet : null,
    topPlaces: [...play.topPlaces],
  };
}

/** Guesses of those who play the same challenge, for the same round; nobody sees them before their own is locked. */
async function othersOf(
  { query }: Queries,
  game: GameRow,
  row: RoundRow,
): Promise<Reveal["others"]> {
  const rows = await query<{
    name: string | null;
    lat: number | null;
    lng: number | null;
    distance_km: number | null;
    points: number;
  }>(
    `select p.name, g.lat, g.lng, g.distance_km, g.points
     from games o join players p on p.id = o.player_id
     join guesses g on g.game_id = o.id and g.n = $3
     where o.challenge = $1 and o.id <> $2 order by g.points desc limit 50`,
    [game.challenge, game.id, row.n],
  );
  return rows.map(({ name, lat, lng, distance_km, points }) => ({
    name,
    at: lat === null || lng === null ? null : { lat, lng },
    distanceKm: distance_km,
    points,
  }));
}
