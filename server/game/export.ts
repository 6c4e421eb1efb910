import { GEOSCORE_MAX } from "../../core/belief/geo-score.ts";
import type { Database } from "../store/database.ts";
import { type Bookmark, pageOfGuesses, photoFigures } from "../store/exports.ts";

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

/** Guesses on packs in the order of their games, page by page. Private albums are never exported. */
export async function* exportGuesses(
  { queries }: Database,
  all: boolean,
): AsyncGenerator<ExportedGuess> {
  const players = new Map<string, number>();
  let after: Bookmark | null = null;
  for (;;) {
    const rows: Row[] = await pageOfGuesses(queries, all, after, PAGE);
    for (const row of rows) {
      const player = players.get(row.playerId) ?? players.size + 1;
      players.set(row.playerId, player);
      yield toExported(row, player);
    }
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = { gameId: last.gameId, n: last.n };
  }
}

type Row = Awaited<ReturnType<typeof pageOfGuesses>>[number];

function toExported(row: Row, player: number): ExportedGuess {
  const model = row.play?.points[row.strength].at ?? null;
  return {
    photo: row.source ?? row.photoId,
    pack: row.pack,
    player,
    consent: row.consent,
    mode: row.mode,
    lat: row.lat,
    lng: row.lng,
    trueLat: row.trueLat,
    trueLng: row.trueLng,
    country: row.country,
    trueCountry: row.place.countryCode,
    distanceKm: row.distanceKm,
    score: row.points,
    radiusKm: row.radiusKm,
    confidence: row.confidence,
    usedMs: row.usedMs,
    timerS: row.timerS,
    bundle: row.bundle,
    strength: row.strength,
    modelLat: model?.lat ?? null,
    modelLng: model?.lng ?? null,
    modelScore: row.modelPoints,
    guessedAt: new Date(row.createdAt).toISOString(),
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
  { queries }: Database,
  all: boolean,
): AsyncGenerator<ExportedPhoto> {
  for (const { id, source, place, meanScore, ...figures } of await photoFigures(queries, all)) {
    yield {
      photo: source ?? id,
      pack: figures.pack,
      lat: figures.lat,
      lng: figures.lng,
      country: place.countryCode,
      guesses: figures.guesses,
      meanScore: Math.round(meanScore),
      medianKm: figures.medianKm,
      difficulty: Math.round((1 - meanScore / GEOSCORE_MAX) * 1000) / 1000,
    };
  }
}
