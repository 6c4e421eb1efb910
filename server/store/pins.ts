import { sql } from "kysely";
import * as z from "zod";
import { DISTANCE_RULES } from "../../core/game/rules/registry.ts";
import type { Queries } from "./database.ts";
import { played } from "./guesses.ts";

const DrawnPinsSchema = z.object({
  /** Players of whom a pin counts. */
  players: z.int(),
  pins: z.int(),
  /** First looks that ended without a pin. */
  withoutPin: z.int(),
  /** First looks in games in which a country or a circle is guessed. */
  otherRules: z.int(),
  /** Guesses of players who had been told the photo's place before. */
  repeated: z.int(),
  /** A photo with one of its pins, and how many there were to draw from. */
  photos: z.array(
    z
      .object({
        id: z.string(),
        lat: z.number(),
        lng: z.number(),
        trueLat: z.number(),
        trueLng: z.number(),
        pins: z.int(),
      })
      .readonly(),
  ),
});

export type DrawnPins = z.infer<typeof DrawnPinsSchema>;

/**
 * One pin per photo, drawn from the first pins of its players: every later guess comes from somebody who was told the
 * place. The draw looks at neither the truth nor the other pins, and comes out alike each time. One statement, since
 * people may go on playing.
 */
export async function drawnPins(
  queries: Queries,
  all: boolean,
  pack: string | null,
): Promise<DrawnPins> {
  const guesses = () =>
    played(queries)
      .where("p.pack", "is not", null)
      .$if(!all, (query) => query.where("players.consent", "=", true))
      .$if(pack !== null, (query) => query.where("p.pack", "=", pack));
  const row = await queries
    .with("firsts", () =>
      guesses()
        .distinctOn(["games.player_id", "r.photo_id"])
        .select(["games.player_id", "r.photo_id", "g.game_id", "g.lat", "g.lng"])
        .select((eb) => [
          eb("games.rules", "in", DISTANCE_RULES).as("is_pin_game"),
          eb
            .and([eb("games.rules", "in", DISTANCE_RULES), eb("g.lat", "is not", null)])
            .as("is_pin"),
        ])
        .orderBy("games.player_id")
        .orderBy("r.photo_id")
        .orderBy("g.created_at")
        .orderBy("g.game_id"),
    )
    .with("drawn", (db) =>
      db
        .selectFrom("firsts")
        .distinctOn("photo_id")
        .select(["photo_id", "lat", "lng"])
        .select(sql<number>`count(*) over (partition by photo_id)::int`.as("pins"))
        .where("is_pin", "=", true)
        .orderBy("photo_id")
        .orderBy(sql`md5(game_id || photo_id)`),
    )
    .with("every", () => guesses().select(sql<number>`count(*)::int`.as("count")))
    .selectFrom("firsts")
    .select(({ selectFrom }) => [
      sql`(count(distinct player_id) filter (where is_pin))::int`.as("players"),
      sql`(count(*) filter (where is_pin))::int`.as("pins"),
      sql`(count(*) filter (where is_pin_game and not is_pin))::int`.as("withoutPin"),
      sql`(count(*) filter (where not is_pin_game))::int`.as("otherRules"),
      sql`((select count from every) - count(*))::int`.as("repeated"),
      selectFrom("drawn")
        .innerJoin("photos as p", "p.id", "drawn.photo_id")
        .select(
          sql`coalesce(json_agg(json_build_object('id', coalesce(p.source, p.id), 'lat', drawn.lat,
            'lng', drawn.lng, 'trueLat', p.lat, 'trueLng', p.lng, 'pins', drawn.pins)), '[]')`.as(
            "all",
          ),
        )
        .as("photos"),
    ])
    .executeTakeFirstOrThrow();
  return DrawnPinsSchema.parse(row);
}
