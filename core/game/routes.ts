import * as z from "zod";
import { PREDICTION_EXAMPLE } from "../contracts/examples.ts";
import { IdInPath } from "../contracts/ids.ts";
import { PredictionSchema } from "../contracts/prediction.ts";
import type { RouteCode, Routes } from "../contracts/route.ts";
import {
  AlbumSchema,
  ChallengeSchema,
  DailySchema,
  GameSchema,
  GuessSchema,
  LeaderboardSchema,
  NewGameSchema,
  PacksSchema,
  PlayerChangeSchema,
  PlayerSchema,
} from "./api.ts";
import type { GameErrorCode } from "./errors.ts";
import * as examples from "./examples.ts";
import { RANKED_MODES } from "./modes.ts";

const Id = IdInPath.meta({ example: "kXxY1p1Qm8T0c2d9VwzZ3g" });
const N_FAULT = "Rounds are numbered 1, 2, 3.";
const N = z.coerce.number({ error: N_FAULT }).int(N_FAULT).min(1, N_FAULT).meta({ example: 1 });
const Mode = z
  .enum(RANKED_MODES, {
    error: `There is no such leaderboard; there are: ${RANKED_MODES.join(", ")}.`,
  })
  .meta({ example: "five" });
const Wish = z.object({
  "idempotency-key": z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/, "1 to 128 printable characters without spaces")
    .optional()
    .meta({
      title: "Idempotency-Key",
      description: "Names this wish: sent again, it is done once",
      example: "6f1c0e5a-6f6e-4a0e-9d0e-0a4f1c8f6a11",
    }),
});

const ROUND = z.strictObject({ id: Id, n: N });
const GAME = { json: GameSchema, example: examples.GAME_EXAMPLE };
const ALBUM = { json: AlbumSchema, example: examples.ALBUM_EXAMPLE };
const PLAYER = { json: PlayerSchema, example: examples.PLAYER_EXAMPLE };

/** What all routes of the game have in common. Answers are never cached: they differ by player and by the minute. */
const COMMON = { tag: "games", access: "token", rate: "games", cache: "no-store" } as const;

/** What can go wrong wherever games are kept; then with a game or album that is its player's alone; then with one of its rounds. */
const PLAY = ["play_off", "storage_unavailable"] as const;
const OWN_GAME = [...PLAY, "game_unknown", "not_your_game"] as const;
const OWN_ROUND = [...OWN_GAME, "not_found", "round_not_open"] as const;

export const GAME_ROUTES = {
  listPacks: {
    ...COMMON,
    method: "GET",
    path: "/v1/packs",
    summary: "The photos that can be played",
    answer: { json: PacksSchema, example: examples.PACKS_EXAMPLE },
    problems: PLAY,
  },
  startGame: {
    ...COMMON,
    method: "POST",
    path: "/v1/games",
    summary: "Start a game",
    headers: Wish,
    body: { json: NewGameSchema, example: examples.NEW_GAME_EXAMPLE },
    answer: { ...GAME, status: 201 },
    problems: [
      ...PLAY,
      "body_invalid",
      "parameter_invalid",
      "game_unknown",
      "guess_invalid",
      "already_played",
      "no_photos",
      "idempotency_mismatch",
      "not_ready",
    ],
  },
  // Before the games: `albums` is no game's name.
  createAlbum: {
    ...COMMON,
    method: "POST",
    path: "/v1/games/albums",
    summary: "Open an album for a private game; it goes on the day that it names",
    answer: { ...ALBUM, status: 201 },
    problems: [...PLAY, "uploads_off", "album_full"],
  },
  addAlbumPhoto: {
    ...COMMON,
    method: "POST",
    path: "/v1/games/albums/{id}/photos",
    summary: "Add a photo that has its GPS position; only its pixels are kept",
    params: z.strictObject({ id: Id }),
    body: { photo: true },
    answer: ALBUM,
    problems: [
      ...OWN_GAME,
      "uploads_off",
      "album_full",
      "photo_without_place",
      "photo_missing",
      "photo_too_large",
      "photo_type_unsupported",
      "photo_too_many_pixels",
      "photo_unreadable",
      "body_invalid",
      "busy",
    ],
  },
  deleteAlbum: {
    ...COMMON,
    method: "DELETE",
    path: "/v1/games/albums/{id}",
    summary: "Delete an album with its photos",
    params: z.strictObject({ id: Id }),
    answer: { status: 204 },
    problems: OWN_GAME,
  },
  getGame: {
    ...COMMON,
    method: "GET",
    path: "/v1/games/{id}",
    summary: "A game of yours: what is locked is revealed, nothing else",
    params: z.strictObject({ id: Id }),
    answer: GAME,
    problems: OWN_GAME,
  },
  openRound: {
    ...COMMON,
    method: "POST",
    path: "/v1/games/{id}/rounds/{n}/open",
    summary: "Open the round to play now: its clock starts; again, it changes nothing",
    params: ROUND,
    answer: GAME,
    problems: OWN_ROUND,
  },
  getRoundPhoto: {
    ...COMMON,
    method: "GET",
    path: "/v1/games/{id}/rounds/{n}/photo",
    summary: "The photo of a round that was opened, without EXIF",
    params: ROUND,
    answer: { media: { "image/jpeg": null } },
    problems: OWN_ROUND,
  },
  lockGuess: {
    ...COMMON,
    method: "POST",
    path: "/v1/games/{id}/rounds/{n}/guess",
    summary: "Lock a guess; the points are computed here",
    params: ROUND,
    headers: Wish,
    body: { json: GuessSchema, example: examples.GUESS_EXAMPLE },
    answer: GAME,
    problems: [
      ...PLAY,
      "body_invalid",
      "parameter_invalid",
      "game_unknown",
      "not_your_game",
      "not_found",
      "round_not_open",
      "round_closed",
      "guess_late",
      "guess_invalid",
      "idempotency_mismatch",
    ],
  },
  getRoundPrediction: {
    ...COMMON,
    method: "GET",
    path: "/v1/games/{id}/rounds/{n}/prediction",
    summary: "The model's whole answer to a locked round",
    params: ROUND,
    answer: { json: PredictionSchema, example: PREDICTION_EXAMPLE },
    problems: OWN_ROUND,
  },
  getDaily: {
    ...COMMON,
    method: "GET",
    path: "/v1/daily/{date}",
    summary: "A day's challenge, its leaderboard, and your game of it",
    params: z.strictObject({
      date: z.iso.date("There is no such day; write 2026-11-23.").meta({ example: "2026-11-23" }),
    }),
    answer: { json: DailySchema, example: examples.DAILY_EXAMPLE },
    problems: [...PLAY, "guess_invalid"],
  },
  getLeaderboard: {
    ...COMMON,
    method: "GET",
    path: "/v1/leaderboards/{mode}",
    summary: "Best games of a mode against the bundle that plays now; the daily one is today's",
    params: z.strictObject({ mode: Mode }),
    answer: { json: LeaderboardSchema, example: examples.LEADERBOARD_EXAMPLE },
    problems: [...PLAY, "not_found"],
  },
  getChallenge: {
    ...COMMON,
    method: "GET",
    path: "/v1/challenges/{id}",
    summary: "A challenge and who has played it",
    params: z.strictObject({ id: Id }),
    answer: { json: ChallengeSchema, example: examples.CHALLENGE_EXAMPLE },
    problems: [...PLAY, "game_unknown"],
  },
  getPlayer: {
    ...COMMON,
    method: "GET",
    path: "/v1/players/me",
    summary: "What is known of you",
    answer: PLAYER,
    problems: PLAY,
  },
  changePlayer: {
    ...COMMON,
    method: "PATCH",
    path: "/v1/players/me",
    summary: "Give or take back a name and the consent to research",
    body: { json: PlayerChangeSchema, example: examples.PLAYER_CHANGE_EXAMPLE },
    answer: PLAYER,
    problems: [...PLAY, "body_invalid", "parameter_invalid"],
  },
  deletePlayer: {
    ...COMMON,
    method: "DELETE",
    path: "/v1/players/me",
    summary: "Delete everything of yours: name, games, guesses, albums",
    answer: { status: 204 },
    problems: PLAY,
  },
} as const satisfies Routes<RouteCode | GameErrorCode>;
