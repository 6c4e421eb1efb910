import type { Prediction } from "../../core/contracts/prediction.ts";
import type {
  Album,
  Challenge,
  Daily,
  Game,
  Guess,
  Leaderboard,
  NewGame,
  Packs,
  Player,
  PlayerChange,
} from "../../core/game/api.ts";
import type { RankedMode } from "../../core/game/modes.ts";
import { type Failure, failureFrom, unreachable } from "../service/failure.ts";
import { authorization } from "../service/token.ts";

/** What the service or the network says instead of an answer. */
export class PlayError extends Error {
  override readonly name = "PlayError";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.detail);
    this.failure = failure;
  }
}

export const getPacks = () => askJson<Packs>("GET", "/v1/packs");
export const getPlayer = () => askJson<Player>("GET", "/v1/players/me");
export const changePlayer = (change: PlayerChange) =>
  askJson<Player>("PATCH", "/v1/players/me", change);
export const deletePlayer = () => ask("DELETE", "/v1/players/me");
export const getGame = (id: string) => askJson<Game>("GET", `/v1/games/${id}`);
export const getDaily = (date: string) => askJson<Daily>("GET", `/v1/daily/${date}`);
export const getLeaderboard = (mode: RankedMode) =>
  askJson<Leaderboard>("GET", `/v1/leaderboards/${mode}`);
export const getChallenge = (id: string) => askJson<Challenge>("GET", `/v1/challenges/${id}`);
export const createAlbum = () => askJson<Album>("POST", "/v1/games/albums");
export const deleteAlbum = (id: string) => ask("DELETE", `/v1/games/albums/${id}`);
export const getPrediction = (id: string, n: number) =>
  askJson<Prediction>("GET", `/v1/games/${id}/rounds/${n}/prediction`);

/** Starts a game; the key makes a repeated click start one only. */
export function startGame(wanted: Partial<NewGame> & Pick<NewGame, "mode">, key: string) {
  return askJson<Game>("POST", "/v1/games", wanted, key);
}

export function sendGuess(id: string, n: number, guess: Guess, key: string): Promise<Game> {
  return askJson<Game>("POST", `/v1/games/${id}/rounds/${n}/guess`, guess, key);
}

/** Starts the clock of a round; its photo can be had from then on. */
export const openRound = (id: string, n: number) =>
  askJson<Game>("POST", `/v1/games/${id}/rounds/${n}/open`);

export async function getPhoto(id: string, n: number): Promise<Blob> {
  return (await ask("GET", `/v1/games/${id}/rounds/${n}/photo`)).blob();
}

export async function addPhoto(album: string, file: File): Promise<Album> {
  const response = await ask("POST", `/v1/games/albums/${album}/photos`, file);
  return (await response.json()) as Album;
}

async function askJson<T>(method: string, path: string, body?: object, key?: string): Promise<T> {
  return (await (await ask(method, path, body, key)).json()) as T;
}

async function ask(
  method: string,
  path: string,
  body?: object | File,
  key?: string,
): Promise<Response> {
  const isFile = body instanceof File;
  const type = isFile ? "application/octet-stream" : "application/json";
  const headers: Record<string, string> = {
    ...authorization(),
    ...(body ? { "Content-Type": type } : {}),
    ...(key ? { "Idempotency-Key": key } : {}),
  };
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      ...(body ? { body: isFile ? body : JSON.stringify(body) } : {}),
    });
  } catch {
    throw new PlayError(unreachable(navigator.onLine));
  }
  if (response.ok) return response;
  const text = await response.text();
  throw new PlayError(failureFrom(response.status, text, response.headers.get("retry-after")));
}
