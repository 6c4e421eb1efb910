import * as z from "zod";
import { PositionSchema } from "../contracts/prediction.ts";
import { BET_CONFIDENCE, BET_RADIUS_KM } from "./bet.ts";
import { MODES, RANKED_MODES, TIMER_S } from "./modes.ts";
import { PlaceNameSchema } from "./place-name.ts";
import { RULE_NAMES } from "./rules/registry.ts";
import { STRENGTHS } from "./strength.ts";
import { TraitsSchema } from "./traits.ts";

// What crosses HTTP in a game. Nothing that tells the truth of a round exists outside `Reveal`.

/** A random name of a game, challenge or album: 128 bits, base64url. */
export const OpaqueId = z
  .string()
  .regex(/^[\w-]{22}$/, "22 letters, digits, - or _, as a game or album is named");

const Points = z.int();
const Day = z.iso.date("a day like 2026-03-21");

/** Longest name of a player, characters. */
export const NAME_LENGTH = 24;

export const NewGameSchema = z
  .strictObject({
    mode: z.enum(MODES),
    strength: z.enum(STRENGTHS).default("full"),
    timerS: z
      .int()
      .min(TIMER_S.least)
      .max(TIMER_S.most)
      .nullable()
      .default(null)
      .meta({ description: "Seconds per photo by the server's clock, or null" }),
    date: Day.optional().meta({ description: "Mode `daily`: the day, today or before (UTC)" }),
    challenge: OpaqueId.optional().meta({ description: "Mode `challenge`: whose rounds to play" }),
    album: OpaqueId.optional().meta({ description: "Mode `album`: whose photos to play" }),
  })
  .meta({ id: "NewGame" });

export const GuessSchema = z
  .strictObject({
    lat: z.number().min(-90).max(90).nullable(),
    lng: z.number().min(-180).max(180).nullable(),
    radiusKm: z
      .number()
      .min(BET_RADIUS_KM.least)
      .max(BET_RADIUS_KM.most)
      .optional()
      .meta({ description: "Mode `bet`: radius of the circle" }),
    confidence: z
      .number()
      .min(BET_CONFIDENCE.least)
      .max(BET_CONFIDENCE.most)
      .optional()
      .meta({ description: "Mode `bet`: probability that the circle holds the truth" }),
  })
  .meta({
    id: "Guess",
    description: "Where the photo was taken; `lat` and `lng` are null together for no pin",
  });

const BetSchema = z.strictObject({
  areaKm2: z.number().min(0),
  confidence: z.number(),
  isHit: z.boolean(),
});

const PlayedSchema = z.strictObject({
  at: PositionSchema.nullable().meta({ description: "Null when there was no pin" }),
  distanceKm: z.number().nullable(),
  points: Points,
  countryCode: z.string().nullable().meta({ description: "Country of the pin" }),
  radiusKm: z.number().nullable(),
  bet: BetSchema.nullable(),
});

export const RevealSchema = z
  .strictObject({
    truth: PositionSchema,
    place: PlaceNameSchema,
    traits: z
      .strictObject({ there: TraitsSchema.nullable(), atPin: TraitsSchema.nullable() })
      .meta({ description: "What the place is like, and that of your pin; null off all land" }),
    credit: z.strictObject({
      attribution: z.string(),
      licence: z.string(),
      url: z.string().nullable(),
    }),
    you: PlayedSchema,
    model: PlayedSchema.extend({
      topPlaces: z.array(z.strictObject({ name: z.string(), probability: z.number() })),
    })
      .nullable()
      .meta({
        description:
          "Null when the round counts without the model: it could not read the photo, or another one has replaced it",
      }),
    others: z
      .array(
        z.strictObject({
          name: z.string().nullable(),
          at: PositionSchema.nullable(),
          distanceKm: z.number().nullable(),
          points: Points,
        }),
      )
      .meta({ description: "Guesses of others who play the same challenge" }),
  })
  .meta({ id: "Reveal" });

const RoundSchema = z.strictObject({
  n: z.int().min(1),
  state: z.enum(["waiting", "open", "locked"]),
  remainingMs: z.int().nullable().meta({ description: "By the server's clock; null: no clock" }),
  reveal: RevealSchema.nullable().meta({ description: "Null until the guess is locked" }),
});

export const GameSchema = z
  .strictObject({
    id: OpaqueId,
    mode: z.enum(MODES),
    rules: z.enum(RULE_NAMES),
    state: z.enum(["open", "done"]),
    strength: z.enum(STRENGTHS),
    timerS: z.int().nullable(),
    date: Day.nullable(),
    model: z.strictObject({ name: z.string(), version: z.string() }),
    challenge: OpaqueId.meta({ description: "Others who are given this play the same rounds" }),
    ranked: z.boolean().meta({ description: "Whether it counts for a leaderboard" }),
    roundCount: z.int(),
    round: z.int().nullable().meta({ description: "The round to play now; null when done" }),
    points: Points,
    modelPoints: Points,
    rounds: z.array(RoundSchema),
  })
  .meta({ id: "Game" });

const StandingSchema = z.strictObject({
  rank: z.int(),
  name: z.string().nullable().meta({ description: "Null: the player gave none" }),
  points: Points,
  modelPoints: Points,
  isYou: z.boolean(),
});

export const LeaderboardSchema = z
  .strictObject({
    mode: z.enum(RANKED_MODES),
    bundle: z.string().meta({ examples: ["preview 1"] }),
    date: Day.nullable(),
    players: z.int(),
    standings: z.array(StandingSchema),
  })
  .meta({ id: "Leaderboard" });

/** Whether a player's own game of some rounds goes on or has a result; null without one. */
const OwnState = z.enum(["open", "done"]).nullable();

export const DailySchema = z
  .strictObject({
    date: Day,
    rounds: z.int(),
    game: OpaqueId.nullable().meta({ description: "Your game of that day" }),
    state: OwnState,
    leaderboard: LeaderboardSchema,
  })
  .meta({ id: "Daily" });

export const ChallengeSchema = z
  .strictObject({
    challenge: OpaqueId,
    mode: z.enum(MODES),
    rounds: z.int(),
    timerS: z.int().nullable(),
    strength: z.enum(STRENGTHS),
    game: OpaqueId.nullable().meta({ description: "Your game of it" }),
    state: OwnState,
    players: z.array(StandingSchema),
  })
  .meta({ id: "Challenge" });

export const AlbumSchema = z
  .strictObject({ album: OpaqueId, photos: z.int(), expires: z.string() })
  .meta({ id: "Album" });

const CurveSchema = z.array(z.strictObject({ areaKm2: z.number(), recall: z.number() }));

export const PlayerSchema = z
  .strictObject({
    name: z.string().nullable(),
    consent: z.boolean().meta({ description: "Whether guesses may be exported for research" }),
    games: z.int(),
    openGame: z
      .strictObject({ id: OpaqueId, mode: z.enum(MODES), round: z.int(), rounds: z.int() })
      .nullable()
      .meta({ description: "The game that was started last, if it is not finished" }),
    albums: z.array(AlbumSchema).meta({ description: "Private albums, newest first" }),
    photos: z.int().meta({ description: "Photos guessed" }),
    curve: z
      .strictObject({ you: CurveSchema, model: CurveSchema })
      .nullable()
      .meta({ description: "Recall versus area, from the tenth photo on" }),
    bets: z.array(z.strictObject({ confidence: z.number(), count: z.int(), hits: z.int() })),
  })
  .meta({ id: "Player" });

export const PlayerChangeSchema = z
  .strictObject({
    name: z
      .string()
      .trim()
      .max(NAME_LENGTH)
      // Letters, marks, digits, punctuation and spaces; no control or direction characters.
      .regex(/^[\p{L}\p{M}\p{N}\p{P}\p{Zs}\p{S}]*$/u, "letters, digits, punctuation and spaces")
      .nullable()
      .optional(),
    consent: z.boolean().optional(),
  })
  .meta({ id: "PlayerChange" });

export const PacksSchema = z
  .strictObject({
    photos: z.int().meta({ description: "Photos of all packs" }),
    today: Day.meta({ description: "The day of the daily challenge, UTC" }),
    packs: z.array(
      z.strictObject({ name: z.string(), photos: z.int(), licences: z.array(z.string()) }),
    ),
  })
  .meta({ id: "Packs" });

export type NewGame = z.infer<typeof NewGameSchema>;
export type Guess = z.infer<typeof GuessSchema>;
export type Reveal = z.infer<typeof RevealSchema>;
export type Played = z.infer<typeof PlayedSchema>;
export type Round = z.infer<typeof RoundSchema>;
export type Game = z.infer<typeof GameSchema>;
export type Standing = z.infer<typeof StandingSchema>;
export type Leaderboard = z.infer<typeof LeaderboardSchema>;
export type Daily = z.infer<typeof DailySchema>;
export type Challenge = z.infer<typeof ChallengeSchema>;
export type Player = z.infer<typeof PlayerSchema>;
export type PlayerChange = z.infer<typeof PlayerChangeSchema>;
export type Packs = z.infer<typeof PacksSchema>;
export type Album = z.infer<typeof AlbumSchema>;
