import type { ColumnType, Generated } from "kysely";
import type { Mode } from "../../core/game/modes.ts";
import type { Rules } from "../../core/game/rules/registry.ts";
import type { Strength } from "../../core/game/strength.ts";

// The tables as `migrations.ts` makes them, for statements that are checked when they are compiled. Times are
// milliseconds since 1970; documents are JSON in text columns and read through their schemas alone (`documents.ts`).

export interface Tables {
  players: PlayersTable;
  albums: AlbumsTable;
  photos: PhotosTable;
  plays: PlaysTable;
  dailies: DailiesTable;
  games: GamesTable;
  rounds: RoundsTable;
  guesses: GuessesTable;
}

interface PlayersTable {
  id: string;
  name: string | null;
  consent: Generated<boolean>;
  created_at: number;
}

interface AlbumsTable {
  id: string;
  player_id: string;
  created_at: number;
  expires_at: number;
}

interface PhotosTable {
  id: string;
  /** Of pack and album one is null. */
  pack: string | null;
  album_id: string | null;
  lat: number;
  lng: number;
  place: string;
  attribution: string;
  licence: string;
  url: string | null;
  fingerprint: string;
  source: string | null;
  bytes: ColumnType<Uint8Array, Uint8Array, never>;
  added_at: number;
}

interface PlaysTable {
  photo_id: string;
  bundle: string;
  play: string;
  prediction: string;
}

interface DailiesTable {
  date: string;
  photo_ids: string;
}

interface GamesTable {
  id: string;
  player_id: string;
  idempotency_key: string | null;
  request: string;
  mode: Mode;
  rules: Rules;
  strength: Strength;
  timer_s: number | null;
  date: string | null;
  challenge: string;
  bundle: string;
  ranked: boolean;
  done: Generated<boolean>;
  points: Generated<number>;
  model_points: Generated<number>;
  created_at: number;
  done_at: number | null;
}

interface RoundsTable {
  game_id: string;
  n: number;
  photo_id: string;
  opened_at: number | null;
}

interface GuessesTable {
  game_id: string;
  n: number;
  idempotency_key: string | null;
  lat: number | null;
  lng: number | null;
  radius_km: number | null;
  confidence: number | null;
  country: string | null;
  distance_km: number | null;
  points: number;
  model_points: number | null;
  used_ms: number;
  created_at: number;
}
