import { compareIds } from "../../core/eval/reading/ids.ts";
import { DISTANCE_RULES } from "../../core/game/rules/registry.ts";
import type { Database } from "../store/database.ts";
import { PLAYED } from "../store/rows.ts";

// Players as a row of eval. docs/play.md says whose pins count, and why.

/** A photo with where people put it: one of their pins, drawn, and how many there were to draw from. */
export interface PlayedPhoto {
  readonly id: string;
  readonly lat: number;
  readonly lng: number;
  readonly trueLat: number;
  readonly trueLng: number;
  readonly pins: number;
}

export interface PlayerPins {
  /** Sorted by id. */
  readonly photos: readonly PlayedPhoto[];
  /** Players of whom a pin counts. */
  readonly players: number;
  readonly pins: number;
  /** First looks that ended without a pin. */
  readonly withoutPin: number;
  /** First looks in games in which a country or a circle is guessed. */
  readonly otherRules: number;
  /** Guesses of players who had been told the photo's place before. */
  readonly repeated: number;
}

/** Guesses on packs; the first parameter is whether all players count, the second a pack's name or null for all. */
const GUESSES = `${PLAYED}
  where p.pack is not null and ($1 or players.consent) and ($2::text is null or p.pack = $2)`;

/** Each player's first guess at each photo: every later one comes from somebody who was told the place. */
const FIRSTS = `firsts as (
  select distinct on (games.player_id, r.photo_id) games.player_id, r.photo_id, g.game_id, g.lat, g.lng,
    games.rules = any($3::text[]) as is_pin_game,
    games.rules = any($3::text[]) and g.lat is not null as is_pin
  ${GUESSES} order by games.player_id, r.photo_id, g.created_at, g.game_id)`;

/**
 * One pin per photo, drawn from the first pins of its players. The draw looks at neither the truth nor the other pins,
 * so that every figure over the photos is an unbiased estimate of one player's; it comes out alike each time. One
 * statement, since people may go on playing. Photos of one pack have the names of their files there.
 */
export async function playerPins(
  { query }: Database,
  all: boolean,
  pack: string | null,
): Promise<PlayerPins> {
  const [found] = await query<PlayerPins>(
    `with ${FIRSTS}, drawn as (
       select distinct on (photo_id) photo_id, lat, lng,
         count(*) over (partition by photo_id)::int as pins
       from firsts where is_pin order by photo_id, md5(game_id || photo_id))
     select count(distinct player_id) filter (where is_pin)::int as players,
       count(*) filter (where is_pin)::int as pins,
       count(*) filter (where is_pin_game and not is_pin)::int as "withoutPin",
       count(*) filter (where not is_pin_game)::int as "otherRules",
       ((select count(*) ${GUESSES}) - count(*))::int as repeated,
       (select coalesce(json_agg(json_build_object('id', coalesce(p.source, p.id), 'lat', drawn.lat,
           'lng', drawn.lng, 'trueLat', p.lat, 'trueLng', p.lng, 'pins', drawn.pins)), '[]')
         from drawn join photos p on p.id = drawn.photo_id) as photos
     from firsts`,
    [all, pack, DISTANCE_RULES],
  );
  const { photos, ...counts } = found!;
  const named = photos.map((photo) => ({ ...photo, id: inPack(photo.id, pack) }));
  return { ...counts, photos: named.sort((a, b) => compareIds(a.id, b.id)) };
}

/** `pack/file` as the pack's own table has it. */
function inPack(id: string, pack: string | null): string {
  return pack !== null && id.startsWith(`${pack}/`) ? id.slice(pack.length + 1) : id;
}
