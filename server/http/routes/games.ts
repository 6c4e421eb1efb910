import { GraticuleError } from "../../../core/contracts/errors.ts";
import type { RouteContract } from "../../../core/contracts/route.ts";
import { GameError } from "../../../core/game/errors.ts";
import { GAME_ROUTES } from "../../../core/game/routes.ts";
import type { Games } from "../../game/games.ts";
import { publicPath } from "../base-path.ts";
import { ensurePlayer, forgetPlayer, playerOf } from "../player-cookie.ts";
import { checkReady } from "../ready.ts";
import { ANSWERED, answer, type Call, type Handler } from "../route.ts";
import type { HttpSettings, Service } from "../service.ts";

/** The game. */
export const GAMES = answer(GAME_ROUTES, {
  listPacks: play(({ games }) => games.packs()),
  startGame: play(async ({ games, newcomer, headers, body, request, response }, { service }) => {
    checkReady(service);
    const wanted = await body();
    const game = await games.start(newcomer(), wanted, headers["idempotency-key"] ?? null);
    response.location(publicPath(request, `/v1/games/${game.id}`));
    return game;
  }),
  createAlbum: play(async ({ games, newcomer, request, response }, { settings }) => {
    checkUploads(settings);
    const album = await games.createAlbum(newcomer());
    response.location(publicPath(request, `/v1/games/albums/${album.album}`));
    return album;
  }),
  addAlbumPhoto: play(async ({ games, player, params, photo, signal }, world) => {
    const { service, settings, slots, heavySlots } = world;
    checkUploads(settings);
    const upload = await photo();
    const { isHeavy } = await service.checkPhoto(upload.photo);
    const add = () => games.addToAlbum(player, params.id, upload.photo, signal);
    return (isHeavy ? heavySlots : slots).run(add, signal);
  }),
  deleteAlbum: play(async ({ games, player, params }) => {
    await games.deleteAlbum(player, params.id);
    return null;
  }),
  getGame: play(({ games, player, params }) => games.game(player, params.id)),
  openRound: play(({ games, player, params }) => games.open(player, params.id, params.n)),
  getRoundPhoto: play(async ({ games, player, params, response }) => {
    const photo = await games.photo(player, params.id, params.n);
    response.type("image/jpeg").send(Buffer.from(photo));
    return ANSWERED;
  }),
  lockGuess: play(async ({ games, player, params, headers, body }) => {
    const guess = await body();
    const key = headers["idempotency-key"] ?? null;
    return games.guess(player, params.id, params.n, guess, key);
  }),
  getRoundPrediction: play(({ games, player, params }) =>
    games.prediction(player, params.id, params.n),
  ),
  getDaily: play(({ games, player, params }) => games.daily(player, params.date)),
  getLeaderboard: play(({ games, player, params }) => games.leaderboard(player, params.mode, null)),
  getChallenge: play(({ games, player, params }) => games.challenge(player, params.id)),
  getPlayer: play(({ games, player }) => games.player(player)),
  changePlayer: play(async ({ games, newcomer, body }) => {
    const change = await body();
    return games.changePlayer(newcomer(), change);
  }),
  deletePlayer: play(async ({ games, player, request, response }) => {
    if (player !== null) await games.deletePlayer(player);
    forgetPlayer(request, response);
    return null;
  }),
});

/** A request about games. */
type Move<C extends RouteContract> = Call<C> & {
  readonly games: Games;
  /** Who asks, by the cookie; null is a stranger. */
  readonly player: string | null;
  /** Who asks; a stranger becomes a player and gets the cookie. */
  newcomer(): string;
};

/** A handler that is given the games, opened at the first request: Locate alone needs no database. */
function play<C extends RouteContract>(
  handle: (move: Move<C>, world: Parameters<Handler<C>>[1]) => ReturnType<Handler<C>>,
): Handler<C> {
  return async (call, world) => {
    const { request, response } = call;
    const games = await openGames(world.service);
    const player = playerOf(request, games.signer);
    const newcomer = () => ensurePlayer(request, response, games.signer);
    return handle({ ...call, games, player, newcomer }, world);
  };
}

function openGames({ games }: Service): Promise<Games> {
  if (games) return games();
  throw new GameError("play_off", "The operator of this service has switched the game off.");
}

function checkUploads({ uploads }: HttpSettings): void {
  if (uploads) return;
  throw new GraticuleError(
    "uploads_off",
    "The operator of this service has switched uploads off: there are no private albums.",
  );
}
