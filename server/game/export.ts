import { ModelPlaySchema } from "../../core/game/model-play.ts";
import type { PlaceName } from "../../core/game/place-name.ts";
import { DISTANCE_RULES } from "../../core/game/rules/registry.ts";
import type { Strength } from "../../core/game/strength.ts";
import type { Database } from "../store/database.ts";
import { PLAYED } from "../store/rows.ts";

// Human guesses as open data. docs/play.md lists the fields beside GeoComp's.

const PAGE = 500;

/** A guess as it is exported. No player is named: `player` is a number that means something in one export only. */
export interface ExportedGuess {
  readonly photo: string;
  readonly pack: string | null;
  readonly player: number;
  readonly consent: boolean;
  readonly mode: string;
  readonly lat: number | null;
  readonly lng: number | null;
  readonly trueLat: number;
  readonly trueLng: number;
  readonly country: string | null;
  readonly trueCountry: string | null;
  readonly distanceKm: number | null;
  readonly score: number;
  readonly radiusKm: number | null;
  readonly confidence: number | null;
  readonly usedMs: number;
  readonly timerS: number | null;
  readonly bundle: string;
  readonly strength: string;
  readonly modelLat: number | null;
  readonly modelLng: number | null;
  readonly modelScore: number | null;
  readonly guessedAt: string;
}

interface Row {
  readonly game_id: string;
  readonly n: number;
  readonly photo_id: string;
  readonly source: string | null;
  readonly pack: string;
  readonly player: string;
  readonly consent: boolean;
  readonly mode: string;
  readonly lat: number | null;
  readonly lng: number | null;
  readonly true_lat: number;
  readonly true_lng: number;
  readonly country: string | null;
  readonly place: string;
  readonly distance_km: number | null;
  readonly points: number;
  readonly model_points: number | null;
  readonly radius_km: number | null;
  readonly confidence: number | null;
  readonly used_ms: number;
  readonly timer_s: number | null;
  readonly bundle: string;
  readonly strength: Strength;
  readonly play: string | null;
  readonly created_at: number;
}

/** Guesses on packs in the order of their games, page by page. Private albums are never exported. */
export async function* exportGuesses(
  { query }: Database,
  all: boolean,
): AsyncGenerator<ExportedGuess> {
  const players = new Map<string, number>();
  let after = { game: "", n: 0 };
  for (;;) {
    const rows = await query<Row>(
      `select g.game_id, g.n, r.photo_id, p.source, p.pack, games.player_id as player, players.consent,
         games.mode, g.lat, g.lng, p.lat as true_lat, p.lng as true_lng, g.country, p.place,
         g.distance_km, g.points, g.model_points, g.radius_km, g.confidence, g.used_ms,
         games.timer_s, games.bundle, games.strength, l.play, g.created_at
       ${PLAYED} left join plays l on l.photo_id = r.photo_id and l.bundle = games.bundle
       where p.pack is not null and ($1 or players.consent) and (g.game_id, g.n) > ($2, $3)
       order by g.game_id, g.n limit ${PAGE}`,
      [all, after.game, after.n],
    );
    for (const row of rows) {
      if (!players.has(row.player)) players.set(row.player, players.size + 1);
      yield toExported(row, players.get(row.player)!);
    }
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = { game: last.game_id, n: last.n };
  }
}

function toExported(row: Row, player: number): ExportedGuess {
  const play = row.play === null ? null : ModelPlaySchema.parse(JSON.parse(row.play));
  const model = play?.points[row.strength].at ?? null;
  return {
    photo: row.source ?? row.photo_id,
    pack: row.pack,
    player,
    consent: row.consent,
    mode: row.mode,
    lat: row.lat,
    lng: row.lng,
    trueLat: row.true_lat,
    trueLng: row.true_lng,
    country: row.country,
    trueCountry: (JSON.parse(row.place) as PlaceName).countryCode,
    distanceKm: row.distance_km,
    score: row.points,
    radiusKm: row.radius_km,
    confidence: row.confidence,
    usedMs: row.used_ms,
    timerS: row.timer_s,
    bundle: row.bundle,
    strength: row.strength,
    modelLat: model?.lat ?? null,
    modelLng: model?.lng ?? null,
    modelScore: row.model_points,
    guessedAt: new Date(row.created_at).toISOString(),
  };
}

/** A photo and how hard people found it: pins only, since other modes have other points. */
export interface ExportedPhoto {
  readonly photo: string;
  readonly pack: string;
  readonly lat: number;
  readonly lng: number;
  readonly country: string | null;
  readonly guesses: number;
  readonly meanScore: number;
  readonly medianKm: number | null;
  /** 1 - mean score / 5000: 0 when all are right, 1 when all are lost. */
  readonly difficulty: number;
}

export async function* exportPhotos(
  { query }: Database,
  all: boolean,
): AsyncGenerator<ExportedPhoto> {
  const rows = await query<{
    id: string;
    source: string | null;
    pack: string;
    lat: number;
    lng: number;
    place: string;
    guesses: number;
    mean_score: number;
    median_km: number | null;
  }>(
    `select p.id, p.source, p.pack, p.lat, p.lng, p.place, count(*)::int as guesses,
       avg(g.points)::double precision as mean_score,
       percentile_cont(0.5) within group (order by g.distance_km) as median_km
     ${PLAYED} where p.pack is not null and games.rules = any($2::text[]) and ($1 or players.consent)
     group by p.id order by p.id`,
    [all, DISTANCE_RULES],
  );
  for (const row of rows) {
    yield {
      photo: row.source ?? row.id,
      pack: row.pack,
      lat: row.lat,
      lng: row.lng,
      country: (JSON.parse(row.place) as PlaceName).countryCode,
      guesses: row.guesses,
      meanScore: Math.round(row.mean_score),
      medianKm: row.median_km,
      difficulty: Math.round((1 - row.mean_score / 5000) * 1000) / 1000,
    };
  }
}
