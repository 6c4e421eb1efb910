import { randomInt } from "node:crypto";
import type { NewGame } from "../../core/game/api.ts";
import { dailySeed, dayOf, drawSeeded, isDay } from "../../core/game/draw.ts";
import { GameError } from "../../core/game/errors.ts";
import { isRanked, MODE_KINDS, type Mode } from "../../core/game/modes.ts";
import type { Rules } from "../../core/game/rules/registry.ts";
import type { Strength } from "../../core/game/strength.ts";
import type { Database, Queries } from "../store/database.ts";
import { newId } from "./ids.ts";

/** What a new game is made of. */
interface Plan {
  readonly rules: Rules;
  readonly strength: Strength;
  readonly timerS: number | null;
  readonly date: string | null;
  readonly challenge: string;
  readonly photoIds: readonly string[];
  readonly ranked: boolean;
}

/**
 * Starts a game and answers its id. The same key with the same request answers the same game; with another request it
 * is `idempotency_mismatch`. Throws `no_photos`, `game_unknown` for challenges and albums that do not exist,
 * `already_played` and `guess_invalid` for days that are none.
 */
export async function startGame(
  database: Database,
  playerId: string,
  request: NewGame,
  idempotencyKey: string | null,
  bundle: string,
  now: number,
): Promise<string> {
  return database.transaction(async (queries) => {
    const { query } = queries;
    await query("insert into players (id, created_at) values ($1, $2) on conflict do nothing", [
      playerId,
      now,
    ]);
    // One game at a time starts per player, so that two tabs cannot both start today's.
    await query("select id from players where id = $1 for update", [playerId]);
    const known = await findByKey(queries, playerId, idempotencyKey);
    if (known) {
      if (known.request === JSON.stringify(request)) return known.id;
      throw new GameError(
        "idempotency_mismatch",
        "This Idempotency-Key was used for another game; use a new one.",
      );
    }
    const plan = await planOf(queries, playerId, request, now);
    if (plan.photoIds.length === 0) throw noPhotos(request.mode);
    const id = newId();
    await query(
      `insert into games (id, player_id, idempotency_key, request, mode, rules, strength, timer_s, date, challenge, bundle, ranked, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        id,
        playerId,
        idempotencyKey,
        JSON.stringify(request),
        request.mode,
        plan.rules,
        plan.strength,
        plan.timerS,
        plan.date,
        plan.challenge,
        bundle,
        plan.ranked,
        now,
      ],
    );
    await query(
      `insert into rounds (game_id, n, photo_id)
       select $1, n, photo_id from unnest($2::text[]) with ordinality as drawn (photo_id, n)`,
      [id, plan.photoIds],
    );
    return id;
  });
}

async function findByKey({ query }: Queries, playerId: string, key: string | null) {
  if (key === null) return undefined;
  const [row] = await query<{ id: string; request: string }>(
    "select id, request from games where player_id = $1 and idempotency_key = $2",
    [playerId, key],
  );
  return row;
}

async function planOf(
  queries: Queries,
  playerId: string,
  request: NewGame,
  now: number,
): Promise<Plan> {
  const { mode, strength, timerS } = request;
  const kind = MODE_KINDS[mode];
  if (kind.photos === "challenge") return planChallenge(queries, playerId, request.challenge);
  const plain = { strength, timerS, date: null, challenge: newId(), rules: kind.rules };
  switch (kind.photos) {
    case "day": {
      const date = request.date ?? dayOf(now);
      const photoIds = await drawDaily(queries, playerId, date, now);
      const ranked = isRanked(mode) && (await isUnseen(queries, playerId, photoIds));
      return { ...plain, date, photoIds, ranked };
    }
    case "album": {
      const photoIds = await drawAlbum(queries, request.album, kind.rounds, now);
      return { ...plain, photoIds, ranked: false };
    }
    case "fresh": {
      const photoIds = await drawFresh(queries, playerId, kind.rounds);
      const ranked = isRanked(mode) && (await isUnseen(queries, playerId, photoIds));
      return { ...plain, photoIds, ranked };
    }
  }
}

/** The same rounds, rules, time and opponent as the game that the challenge began with. */
async function planChallenge(
  queries: Queries,
  playerId: string,
  challenge: string | undefined,
): Promise<Plan> {
  const { query } = queries;
  const [first] = await query<{
    id: string;
    rules: Rules;
    strength: Strength;
    timer_s: number | null;
  }>(
    "select id, rules, strength, timer_s from games where challenge = $1 order by created_at limit 1",
    [challenge ?? ""],
  );
  if (!first || challenge === undefined) {
    throw new GameError(
      "game_unknown",
      "There is no challenge of that name; ask for the link again.",
    );
  }
  const [own] = await query<{ id: string }>(
    "select id from games where challenge = $1 and player_id = $2 limit 1",
    [challenge, playerId],
  );
  if (own) {
    throw new GameError(
      "already_played",
      "You have played this challenge; see /v1/challenges for its results.",
    );
  }
  const rounds = await query<{ photo_id: string }>(
    "select photo_id from rounds where game_id = $1 order by n",
    [first.id],
  );
  return {
    rules: first.rules,
    strength: first.strength,
    timerS: first.timer_s,
    date: null,
    challenge,
    photoIds: rounds.map(({ photo_id }) => photo_id),
    ranked: false,
  };
}

/** A day's photos: drawn when the day is first asked for, then kept, so that a growing pack changes no past day. */
async function drawDaily(
  queries: Queries,
  playerId: string,
  date: string,
  now: number,
): Promise<string[]> {
  checkDay(date, now);
  const [own] = await queries.query<{ id: string }>(
    "select id from games where player_id = $1 and mode = 'daily' and date = $2",
    [playerId, date],
  );
  if (own) {
    throw new GameError("already_played", `You have played ${date}; its game is ${own.id}.`);
  }
  const drawn = drawSeeded(await packPhotos(queries), dailySeed(date), MODE_KINDS.daily.rounds);
  if (drawn.length === 0) return [];
  await queries.query(
    "insert into dailies (date, photo_ids) values ($1, $2) on conflict do nothing",
    [date, JSON.stringify(drawn.map(({ id }) => id))],
  );
  const [day] = await queries.query<{ photo_ids: string }>(
    "select photo_ids from dailies where date = $1",
    [date],
  );
  const ids = JSON.parse(day!.photo_ids) as string[];
  const left = await queries.query<{ id: string }>(
    "select id from photos where id = any($1::text[])",
    [ids],
  );
  // A pack that was removed takes its photos out of past days.
  return ids.filter((id) => left.some((row) => row.id === id));
}

/** Throws `guess_invalid` unless the text is a day that has begun (UTC). */
export function checkDay(date: string, now: number): void {
  if (isDay(date) && date <= dayOf(now)) return;
  throw new GameError(
    "guess_invalid",
    `date: expected a day up to today, ${dayOf(now)} (UTC), got ${JSON.stringify(date.slice(0, 20))}`,
    [{ pointer: "body/date", detail: `expected a day up to ${dayOf(now)}` }],
  );
}

async function drawAlbum(
  { query }: Queries,
  album: string | undefined,
  count: number,
  now: number,
): Promise<string[]> {
  const [known] = await query("select id from albums where id = $1 and expires_at > $2", [
    album ?? "",
    now,
  ]);
  if (!known) {
    throw new GameError("game_unknown", "There is no album of that name; it may have expired.");
  }
  const photos = await query<{ id: string }>("select id from photos where album_id = $1", [album]);
  return shuffled(photos.map(({ id }) => id)).slice(0, count);
}

/** Photos that the player has not seen come first, in random order; then those seen, longest ago first. */
async function drawFresh({ query }: Queries, playerId: string, count: number): Promise<string[]> {
  const photos = await query<{ id: string; seen: number | null }>(
    `select p.id, max(r.opened_at) as seen from photos p
     left join games g on g.player_id = $1
     left join rounds r on r.game_id = g.id and r.photo_id = p.id
     where p.pack is not null group by p.id`,
    [playerId],
  );
  const fresh = shuffled(photos.filter(({ seen }) => seen === null));
  const seen = photos
    .filter(({ seen }) => seen !== null)
    .sort((a, b) => a.seen! - b.seen!)
    .slice(0, Math.max(0, count - fresh.length));
  return [...fresh, ...shuffled(seen)].slice(0, count).map(({ id }) => id);
}

async function isUnseen({ query }: Queries, playerId: string, photoIds: readonly string[]) {
  const rows = await query(
    `select r.photo_id from rounds r join games g on g.id = r.game_id
     where g.player_id = $1 and r.opened_at is not null and r.photo_id = any($2::text[]) limit 1`,
    [playerId, photoIds],
  );
  return rows.length === 0;
}

function packPhotos({ query }: Queries): Promise<{ id: string }[]> {
  return query<{ id: string }>("select id from photos where pack is not null");
}

/** Fisher and Yates, with numbers that nobody can foresee. */
function shuffled<T>(items: readonly T[]): T[] {
  const copy = [...items];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}

function noPhotos(mode: Mode): GameError {
  const what =
    MODE_KINDS[mode].photos === "album"
      ? "The album has no photos yet."
      : "There are no photos to play with. The operator adds some with `graticule photos add <folder>`; or play your own album.";
  return new GameError("no_photos", what);
}
