import calls from "virtual:calls/game";
import type { Album, Game, Guess, NewGame, PlayerChange } from "../../core/game/api.ts";
import type { RankedMode } from "../../core/game/modes.ts";
import type { CalledRoutes } from "../service/calls.ts";
import { createClient, type Refused } from "../service/client.ts";
import type { Failure } from "../service/failure.ts";

const games = createClient<CalledRoutes["game"]>(calls);

/** What the service or the network says instead of an answer. */
export class PlayError extends Error {
  override readonly name = "PlayError";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.detail);
    this.failure = failure;
  }
}

export const getPacks = async () => answerOf(await games.ask("listPacks"));
export const getPlayer = async () => answerOf(await games.ask("getPlayer"));
export const changePlayer = async (body: PlayerChange) =>
  answerOf(await games.ask("changePlayer", { body }));
export const deletePlayer = async () => answerOf(await games.ask("deletePlayer"));
export const getGame = async (id: string) =>
  answerOf(await games.ask("getGame", { params: { id } }));
export const getDaily = async (date: string) =>
  answerOf(await games.ask("getDaily", { params: { date } }));
export const getLeaderboard = async (mode: RankedMode) =>
  answerOf(await games.ask("getLeaderboard", { params: { mode } }));
export const getChallenge = async (id: string) =>
  answerOf(await games.ask("getChallenge", { params: { id } }));
export const createAlbum = async () => answerOf(await games.ask("createAlbum"));
export const deleteAlbum = async (id: string) =>
  answerOf(await games.ask("deleteAlbum", { params: { id } }));
export const getPrediction = async (id: string, n: number) =>
  answerOf(await games.ask("getRoundPrediction", { params: { id, n } }));

/** Starts a game; the key makes a repeated click start one only. */
export async function startGame(
  body: Partial<NewGame> & Pick<NewGame, "mode">,
  key: string,
): Promise<Game> {
  return answerOf(await games.ask("startGame", { body, headers: { "idempotency-key": key } }));
}

export async function sendGuess(id: string, n: number, body: Guess, key: string): Promise<Game> {
  const headers = { "idempotency-key": key };
  return answerOf(await games.ask("lockGuess", { params: { id, n }, headers, body }));
}

/** Starts the clock of a round; its photo can be had from then on. */
export const openRound = async (id: string, n: number) =>
  answerOf(await games.ask("openRound", { params: { id, n } }));

export async function getPhoto(id: string, n: number): Promise<Blob> {
  const sent = await games.fetch("getRoundPhoto", { params: { id, n } });
  if ("failure" in sent) throw new PlayError(sent.failure);
  return sent.response.blob();
}

export async function addPhoto(id: string, body: File): Promise<Album> {
  return answerOf(await games.ask("addAlbumPhoto", { params: { id }, body }));
}

function answerOf<T>(asked: { readonly answer: T } | Refused): T {
  if ("failure" in asked) throw new PlayError(asked.failure);
  return asked.answer;
}
