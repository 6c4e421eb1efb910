import type { Position } from "../../core/earth/lng-lat.ts";
import type { Game, Played, Reveal, Round } from "../../core/game/api.ts";
import { type ModelPlay, ModelPlaySchema } from "../../core/game/model-play.ts";
import type { PlaceName } from "../../core/game/place-name.ts";
import { circleAreaKm2, kmBetween } from "../../core/game/points.ts";
import { remainingMs } from "../../core/game/round.ts";
import { RULE_SETS } from "../../core/game/rules/registry.ts";
import type { Queries } from "../store/database.ts";
import {
  clockOf,
  currentRound,
  findLocked,
  findOthers,
  type GameRow,
  type LockedRow,
  type OtherRow,
  type RoundRow,
} from "../store/rows.ts";
import { bundleParts } from "./bundle-name.ts";

/** A game as its player may see it: what is not locked has no reveal. Three statements, however many rounds there are. */
export async function gameDocument(
  queries: Queries,
  game: GameRow,
  rows: readonly RoundRow[],
  now: number,
): Promise<Game> {
  const current = game.done ? undefined : currentRound(rows);
  const [locked, others] = rows.some(({ points }) => points !== null)
    ? await Promise.all([findLocked(queries, game), findOthers(queries, game)])
    : [[], []];
  const shown = rows.filter(({ n, points }) => points !== null || n === current?.n);
  const rounds = shown.map((row): Round => {
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
    const found = locked.find(({ n }) => n === row.n)!;
    const own = others.filter(({ n }) => n === row.n);
    return {
      n: row.n,
      state: "locked",
      remainingMs: null,
      reveal: revealOf(game, row, found, own),
    };
  });
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

function revealOf(
  game: GameRow,
  row: RoundRow,
  { lat, lng, place, attribution, licence, url, play }: LockedRow,
  others: readonly OtherRow[],
): Reveal {
  const truth = { lat, lng };
  return {
    truth,
    place: JSON.parse(place) as PlaceName,
    credit: { attribution, licence, url },
    you: playerPlayed(row),
    // A round that was counted without the model is shown without it.
    model:
      play === null || row.model_points === null
        ? null
        : modelPlayed(ModelPlaySchema.parse(JSON.parse(play)), game, row.model_points, truth),
    others: others.map(({ name, lat, lng, distance_km, points }) => ({
      name,
      at: lat === null || lng === null ? null : { lat, lng },
      distanceKm: distance_km,
      points,
    })),
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
  points: number,
  truth: Position,
): NonNullable<Reveal["model"]> {
  const rules = RULE_SETS[game.rules];
  const { at, country } = rules.modelPin(play, game.strength);
  return {
    at,
    distanceKm: kmBetween(at, truth),
    points,
    countryCode: country,
    radiusKm: null,
    bet: rules.modelBet(play),
    topPlaces: [...play.topPlaces],
  };
}
