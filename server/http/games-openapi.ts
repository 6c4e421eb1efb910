import type * as z from "zod";
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
  RevealSchema,
} from "../../core/game/api.ts";
import { RANKED_MODES } from "../../core/game/modes.ts";
import * as examples from "./games-examples.ts";
import { jsonOf, problemResponses, refTo, toComponent } from "./openapi-parts.ts";
import type { ProblemCode } from "./problems.ts";

const ALWAYS: readonly ProblemCode[] = ["unauthorized", "rate_limited", "play_off"];
const BODY: readonly ProblemCode[] = ["body_invalid", "parameter_invalid"];
const OWN: readonly ProblemCode[] = ["game_unknown", "not_your_game"];

const ID = path("id", { type: "string" }, "kXxY1p1Qm8T0c2d9VwzZ3g");
const N = path("n", { type: "integer", minimum: 1 }, 1);
const KEY = {
  name: "Idempotency-Key",
  in: "header",
  description: "Names this wish: sent again, it is done once",
  schema: { type: "string", minLength: 1, maxLength: 128 },
  example: "6f1c0e5a-6f6e-4a0e-9d0e-0a4f1c8f6a11",
};

/** The routes of the game. */
export function describeGames(security: object): Record<string, object> {
  const operation = (about: About) => ({ ...describe(about), ...security });
  return {
    "/v1/packs": {
      get: operation({
        id: "listPacks",
        summary: "The photos that can be played",
        ok: ok("Packs", examples.PACKS_EXAMPLE),
      }),
    },
    "/v1/games": {
      post: operation({
        id: "startGame",
        summary: "Start a game",
        parameters: [KEY],
        body: body("NewGame", examples.NEW_GAME_EXAMPLE),
        status: 201,
        ok: ok("Game", examples.GAME_EXAMPLE),
        problems: [
          ...BODY,
          "game_unknown",
          "guess_invalid",
          "already_played",
          "no_photos",
          "idempotency_mismatch",
          "not_ready",
        ],
      }),
    },
    "/v1/games/albums": {
      post: operation({
        id: "createAlbum",
        summary: "Open an album for a private game; it is kept for 30 days",
        status: 201,
        ok: ok("Album", examples.ALBUM_EXAMPLE),
        problems: ["uploads_off", "album_full"],
      }),
    },
    "/v1/games/albums/{id}/photos": {
      post: operation({
        id: "addAlbumPhoto",
        summary: "Add a photo that has its GPS position; only its pixels are kept",
        parameters: [ID],
        body: { "multipart/form-data": {}, "image/*": {}, "application/octet-stream": {} },
        ok: ok("Album", examples.ALBUM_EXAMPLE),
        problems: [
          ...OWN,
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
      }),
    },
    "/v1/games/albums/{id}": {
      delete: operation({
        id: "deleteAlbum",
        summary: "Delete an album with its photos",
        parameters: [ID],
        status: 204,
        problems: OWN,
      }),
    },
    "/v1/games/{id}": {
      get: operation({
        id: "getGame",
        summary: "A game of yours: what is locked is revealed, nothing else",
        parameters: [ID],
        ok: ok("Game", examples.GAME_EXAMPLE),
        problems: OWN,
      }),
    },
    "/v1/games/{id}/rounds/{n}/open": {
      post: operation({
        id: "openRound",
        summary: "Open the round to play now: its clock starts; again, it changes nothing",
        parameters: [ID, N],
        ok: ok("Game", examples.GAME_EXAMPLE),
        problems: [...OWN, "not_found", "round_not_open"],
      }),
    },
    "/v1/games/{id}/rounds/{n}/photo": {
      get: operation({
        id: "getRoundPhoto",
        summary: "The photo of a round that was opened, without EXIF",
        parameters: [ID, N],
        ok: { "image/jpeg": {} },
        problems: [...OWN, "not_found", "round_not_open"],
      }),
    },
    "/v1/games/{id}/rounds/{n}/guess": {
      post: operation({
        id: "lockGuess",
        summary: "Lock a guess; the points are computed here",
        parameters: [ID, N, KEY],
        body: body("Guess", examples.GUESS_EXAMPLE),
        ok: ok("Game", examples.GAME_EXAMPLE),
        problems: [
          ...BODY,
          ...OWN,
          "not_found",
          "round_not_open",
          "round_closed",
          "guess_late",
          "guess_invalid",
          "idempotency_mismatch",
        ],
      }),
    },
    "/v1/games/{id}/rounds/{n}/prediction": {
      get: operation({
        id: "getRoundPrediction",
        summary: "The model's whole answer to a locked round",
        parameters: [ID, N],
        ok: ok("Prediction"),
        problems: [...OWN, "not_found", "round_not_open"],
      }),
    },
    "/v1/daily/{date}": {
      get: operation({
        id: "getDaily",
        summary: "A day's challenge, its leaderboard, and your game of it",
        parameters: [path("date", { type: "string" }, "2026-11-23")],
        ok: ok("Daily", examples.DAILY_EXAMPLE),
        problems: ["guess_invalid"],
      }),
    },
    "/v1/leaderboards/{mode}": {
      get: operation({
        id: "getLeaderboard",
        summary: "Best games of a mode against the bundle that plays now; the daily one is today's",
        parameters: [path("mode", { type: "string", enum: [...RANKED_MODES] }, "five")],
        ok: ok("Leaderboard", examples.LEADERBOARD_EXAMPLE),
        problems: ["not_found"],
      }),
    },
    "/v1/challenges/{id}": {
      get: operation({
        id: "getChallenge",
        summary: "A challenge and who has played it",
        parameters: [ID],
        ok: ok("Challenge", examples.CHALLENGE_EXAMPLE),
        problems: ["game_unknown"],
      }),
    },
    "/v1/players/me": {
      get: operation({
        id: "getPlayer",
        summary: "What is known of you",
        ok: ok("Player", examples.PLAYER_EXAMPLE),
      }),
      patch: operation({
        id: "changePlayer",
        summary: "Give or take back a name and the consent to research",
        body: body("PlayerChange", examples.PLAYER_CHANGE_EXAMPLE),
        ok: ok("Player", examples.PLAYER_EXAMPLE),
        problems: BODY,
      }),
      delete: operation({
        id: "deletePlayer",
        summary: "Delete everything of yours: name, games, guesses, albums",
        status: 204,
      }),
    },
  };
}

/** The schemas of the game. */
export function gameComponents(): Record<string, object> {
  const outputs: Record<string, z.ZodType> = {
    Game: GameSchema,
    Reveal: RevealSchema,
    Leaderboard: LeaderboardSchema,
    Daily: DailySchema,
    Challenge: ChallengeSchema,
    Player: PlayerSchema,
    Packs: PacksSchema,
    Album: AlbumSchema,
  };
  const inputs: Record<string, z.ZodType> = {
    NewGame: NewGameSchema,
    Guess: GuessSchema,
    PlayerChange: PlayerChangeSchema,
  };
  return Object.fromEntries([
    ...Object.entries(outputs).map(([name, schema]) => [name, toComponent(schema)]),
    ...Object.entries(inputs).map(([name, schema]) => [name, toComponent(schema, "input")]),
  ]);
}

interface About {
  readonly id: string;
  readonly summary: string;
  readonly parameters?: readonly object[];
  readonly body?: object;
  readonly status?: number;
  readonly ok?: object;
  readonly problems?: readonly ProblemCode[];
}

function describe({ id, summary, parameters, body, status = 200, ok, problems = [] }: About) {
  return {
    operationId: id,
    tags: ["games"],
    summary,
    ...(parameters ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: body } } : {}),
    responses: {
      [status]: { description: ok ? "OK" : "Done", ...(ok ? { content: ok } : {}) },
      ...problemResponses([...ALWAYS, ...problems]),
    },
  };
}

function ok(component: string, example?: unknown): object {
  return jsonOf(refTo(component), example);
}

function body(component: string, example: unknown): object {
  return jsonOf(refTo(component), example);
}

function path(name: string, schema: object, example: unknown) {
  return { name, in: "path", required: true, schema, example };
}
