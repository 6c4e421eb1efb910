import type { Express, Request, RequestHandler, Response } from "express";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { GuessSchema, NewGameSchema, PlayerChangeSchema } from "../../core/game/api.ts";
import { GameError } from "../../core/game/errors.ts";
import { isRanked, MODES, RANKED_MODES } from "../../core/game/modes.ts";
import type { Games } from "../game/games.ts";
import type { createByteBudgets } from "./byte-budget.ts";
import {
  ensurePlayer,
  forgetPlayer,
  idempotencyKeyOf,
  playerOf,
  readJson,
} from "./games-request.ts";
import { HttpError } from "./problems.ts";
import { contextOf } from "./request-context.ts";
import { limitRate } from "./security.ts";
import type { HttpSettings, Service } from "./service.ts";
import { readUpload } from "./upload.ts";

interface Parts {
  readonly service: Service;
  readonly settings: HttpSettings;
  readonly budgets: ReturnType<typeof createByteBudgets>;
  readonly guard: RequestHandler;
  readonly allow: (methods: string) => RequestHandler;
}

type Handler = (games: Games, request: Request, response: Response) => Promise<unknown>;

/** Puts the routes of the game on the app. Answers are never cached: they differ by player and by the minute. */
export function serveGames(
  app: Express,
  { service, settings, budgets, guard, allow }: Parts,
): void {
  const limit = limitRate(settings.gameRateLimit);
  const maxPhotoBytes = settings.maxPhotoMb * 2 ** 20;

  function route(path: string, handlers: Readonly<Partial<Record<Method, Handler>>>): void {
    const routed = app.route(path);
    for (const [method, handler] of Object.entries(handlers) as [Method, Handler][]) {
      routed[method](guard, limit, async (request, response) => {
        response.setHeader("Cache-Control", "no-store");
        const answer = await handler(await openGames(service), request, response);
        if (answer !== undefined) response.json(answer);
      });
    }
    const names = Object.keys(handlers).map((method) => method.toUpperCase());
    routed.all(allow([...names, ...(handlers.get ? ["HEAD"] : [])].join(", ")));
  }

  route("/v1/packs", { get: (games) => games.packs() });
  route("/v1/games", {
    async post(games, request, response) {
      checkReady(service);
      const key = idempotencyKeyOf(request);
      const wanted = await readJson(request, NewGameSchema);
      const game = await games.start(ensurePlayer(request, response, games.signer), wanted, key);
      response.status(201).location(`/v1/games/${game.id}`);
      return game;
    },
  });
  // Before the games: `albums` is no game's name.
  route("/v1/games/albums", {
    async post(games, request, response) {
      checkUploads(settings);
      const album = await games.createAlbum(ensurePlayer(request, response, games.signer));
      response.status(201).location(`/v1/games/albums/${album.album}`);
      return album;
    },
  });
  route("/v1/games/albums/:id/photos", {
    async post(games, request) {
      checkUploads(settings);
      const { signal } = contextOf(request);
      const budget = budgets.open();
      try {
        const { photo } = await readUpload(request, maxPhotoBytes, budget, signal);
        await service.checkPhoto(photo);
        return await games.addToAlbum(playerOf(request, games.signer), idOf(request), photo);
      } finally {
        budget.release();
      }
    },
  });
  route("/v1/games/albums/:id", {
    async delete(games, request, response) {
      await games.deleteAlbum(playerOf(request, games.signer), idOf(request));
      response.status(204).end();
    },
  });
  route("/v1/games/:id", {
    get: (games, request) => games.game(playerOf(request, games.signer), idOf(request)),
  });
  route("/v1/games/:id/rounds/:n/open", {
    post: (games, request) =>
      games.open(playerOf(request, games.signer), idOf(request), roundOf(request)),
  });
  route("/v1/games/:id/rounds/:n/photo", {
    async get(games, request, response) {
      const player = playerOf(request, games.signer);
      const photo = await games.photo(player, idOf(request), roundOf(request));
      response.type("image/jpeg").send(Buffer.from(photo));
    },
  });
  route("/v1/games/:id/rounds/:n/guess", {
    async post(games, request) {
      const key = idempotencyKeyOf(request);
      const guess = await readJson(request, GuessSchema);
      const player = playerOf(request, games.signer);
      return games.guess(player, idOf(request), roundOf(request), guess, key);
    },
  });
  route("/v1/games/:id/rounds/:n/prediction", {
    get: (games, request) =>
      games.prediction(playerOf(request, games.signer), idOf(request), roundOf(request)),
  });
  route("/v1/daily/:date", {
    get: (games, request) =>
      games.daily(playerOf(request, games.signer), String(request.params.date)),
  });
  route("/v1/leaderboards/:mode", {
    get(games, request) {
      const mode = MODES.find((known) => known === request.params.mode);
      if (!mode || !isRanked(mode)) {
        const known = RANKED_MODES.join(", ");
        throw new HttpError("not_found", `There is no such leaderboard; there are: ${known}.`);
      }
      return games.leaderboard(playerOf(request, games.signer), mode, null);
    },
  });
  route("/v1/challenges/:id", {
    get: (games, request) => games.challenge(playerOf(request, games.signer), idOf(request)),
  });
  route("/v1/players/me", {
    get: (games, request) => games.player(playerOf(request, games.signer)),
    async patch(games, request, response) {
      const change = await readJson(request, PlayerChangeSchema);
      return games.changePlayer(ensurePlayer(request, response, games.signer), change);
    },
    async delete(games, request, response) {
      const player = playerOf(request, games.signer);
      if (player !== null) await games.deletePlayer(player);
      forgetPlayer(request, response);
      response.status(204).end();
    },
  });
}

type Method = "get" | "post" | "patch" | "delete";

/** The games, opened at the first request: Locate alone needs no database. */
function openGames({ games }: Service): Promise<Games> {
  if (games) return games();
  throw new GameError("play_off", "The operator of this service has switched the game off.");
}

function idOf(request: Request): string {
  return String(request.params.id);
}

function roundOf(request: Request): number {
  const n = Number(request.params.n);
  if (Number.isInteger(n) && n > 0) return n;
  throw new HttpError("not_found", "Rounds are numbered 1, 2, 3.");
}

/** A game names the bundle that plays it, so that one has to be open. */
function checkReady({ readiness }: Service): void {
  const found = readiness();
  if (found.state === "ready") return;
  const detail = "detail" in found ? found.detail : "The service is about to stop.";
  throw new HttpError("not_ready", detail, { "Retry-After": "2" });
}

function checkUploads({ uploads }: HttpSettings): void {
  if (uploads) return;
  throw new GraticuleError(
    "uploads_off",
    "The operator of this service has switched uploads off: there are no private albums.",
  );
}
