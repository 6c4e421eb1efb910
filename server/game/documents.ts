import type { Geography } from "../../core/earth/geography.ts";
import type { Position } from "../../core/earth/lng-lat.ts";
import type { Game, Played, Reveal, Round } from "../../core/game/api.ts";
import type { ModelPlay } from "../../core/game/model-play.ts";
import { circleAreaKm2, kmBetween } from "../../core/game/points.ts";
import { remainingMs } from "../../core/game/round.ts";
import { RULE_SETS } from "../../core/game/rules/registry.ts";
import { traitsAt } from "../../core/game/traits.ts";
import { isWebAddress } from "../../core/game/web-address.ts";
import type { Queries } from "../store/database.ts";
import type { StoredGame } from "../store/games.ts";
import {
  clockOf,
  currentRound,
  findLocked,
  findOthers,
  type LockedRound,
  type OthersGuess,
  type StoredRound,
} from "../store/rounds.ts";
import { bundleParts } from "./bundle-name.ts";

/** A game as its player may see it: what is not locked has no reveal. Three statements, however many rounds there are. */
export async function gameDocument(
  queries: Queries,
  game: StoredGame,
  rows: readonly StoredRound[],
  now: number,
  geography: Geography,
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
        state: row.openedAt === null ? "waiting" : "open",
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
      reveal: revealOf(game, row, found, own, geography),
    };
  });
  const { name, version } = bundleParts(game.bundle);
  return {
    id: game.id,
    mode: game.mode,
    rules: game.rules,
    state: game.done ? "done" : "open",
    strength: game.strength,
    timerS: game.timerS,
    date: game.date,
    model: { name, version },
    challenge: game.challenge,
    ranked: game.ranked,
    roundCount: rows.length,
    round: current?.n ?? null,
    points: game.points,
    modelPoints: game.modelPoints,
    rounds,
  };
}

function revealOf(
  game: StoredGame,
  row: StoredRound,
  { lat, lng, place, attribution, licence, url, play }: LockedRound,
  others: readonly OthersGuess[],
  geography: Geography,
): Reveal {
  const truth = { lat, lng };
  const you = playerPlayed(row);
  return {
    truth,
    place,
    traits: {
      there: traitsAt(truth, geography),
      atPin: you.at && traitsAt(you.at, geography),
    },
    // Packs that an earlier version took may hold anything.
    credit: { attribution, licence, url: url !== null && isWebAddress(url) ? url : null },
    you,
    // A round that was counted without the model is shown without it.
    model:
      play === null || row.modelPoints === null
        ? null
        : modelPlayed(play, game, row.modelPoints, truth),
    others: others.map(({ name, lat, lng, distanceKm, points }) => ({
      name,
      at: lat === null || lng === null ? null : { lat, lng },
      distanceKm,
      points,
    })),
  };
}

function playerPlayed(row: StoredRound): Played {
  const at = row.lat === null || row.lng === null ? null : { lat: row.lat, lng: row.lng };
  const isBet = at !== null && row.radiusKm !== null && row.confidence !== null;
  return {
    at,
    distanceKm: row.distanceKm,
    points: row.points ?? 0,
    countryCode: row.country,
    radiusKm: row.radiusKm,
    bet: isBet
      ? {
          areaKm2: circleAreaKm2(row.radiusKm!),
          confidence: row.confidence!,
          isHit: row.distanceKm! <= row.radiusKm!,
        }
      : null,
  };
}

function modelPlayed(
  play: ModelPlay,
  game: StoredGame,
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
