import type { Prediction } from "../../core/contracts/prediction.ts";
import type { Geography } from "../../core/earth/geography.ts";
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
import { dayOf } from "../../core/game/draw.ts";
import { GameError } from "../../core/game/errors.ts";
import type { RankedMode } from "../../core/game/modes.ts";
import type { Locate } from "../../core/locate/locate.ts";
import type { PhotoLimits } from "../photo/photo.ts";
import { removeExpired } from "../store/albums.ts";
import type { Database } from "../store/database.ts";
import { listPacks, readPhotoBytes } from "../store/photos.ts";
import { currentRound, findRounds } from "../store/rounds.ts";
import { type AlbumLimits, addToAlbum, createAlbum, deleteAlbum } from "./albums.ts";
import { challengeOf, daily, leaderboard } from "./boards.ts";
import { bundleName } from "./bundle-name.ts";
import { gameDocument } from "./documents.ts";
import { findOwnGame, findRound, lockGuess, lockIfLate, notOpen } from "./guess.ts";
import type { Signer } from "./ids.ts";
import { checkDay, startGame } from "./new-game.ts";
import { openFirst } from "./opening.ts";
import { changePlayer, deletePlayer, playerDocument } from "./players.ts";
import { createPlays } from "./plays.ts";
import { createRoundClocks } from "./round-clocks.ts";

/** Everything that a player can do. Players are named by what their signed cookie says; null is a stranger. */
export interface Games {
  readonly signer: Signer;
  packs(): Promise<Packs>;
  start(playerId: string, request: NewGame, idempotencyKey: string | null): Promise<Game>;
  game(playerId: string | null, id: string): Promise<Game>;
  /** Opens the round that is to be played now, which starts its clock; again, it changes nothing. */
  open(playerId: string | null, id: string, n: number): Promise<Game>;
  /** The photo of a round that was opened. */
  photo(playerId: string | null, id: string, n: number): Promise<Uint8Array>;
  guess(
    playerId: string | null,
    id: string,
    n: number,
    guess: Guess,
    idempotencyKey: string | null,
  ): Promise<Game>;
  /** The model's whole answer to a round that is locked. */
  prediction(playerId: string | null, id: string, n: number): Promise<Prediction>;
  daily(playerId: string | null, date: string): Promise<Daily>;
  leaderboard(playerId: string | null, mode: RankedMode, date: string | null): Promise<Leaderboard>;
  challenge(playerId: string | null, challenge: string): Promise<Challenge>;
  player(playerId: string | null): Promise<Player>;
  changePlayer(playerId: string, change: PlayerChange): Promise<Player>;
  deletePlayer(playerId: string): Promise<void>;
  createAlbum(playerId: string): Promise<Album>;
  addToAlbum(
    playerId: string | null,
    album: string,
    photo: Uint8Array,
    signal?: AbortSignal,
  ): Promise<Album>;
  deleteAlbum(playerId: string | null, album: string): Promise<void>;
  /** Removes albums whose time is over; answers how many. */
  removeExpiredAlbums(): Promise<number>;
  close(): Promise<void>;
}

export interface GameParts {
  readonly database: Database;
  readonly geography: Geography;
  readonly signer: Signer;
  readonly limits: PhotoLimits;
  readonly albums: AlbumLimits;
  readonly locate: Locate;
  /** The bundle that plays now. */
  model(): { readonly name: string; readonly version: string };
  /** Milliseconds since 1970; the clock of days. */
  now(): number;
  /** Milliseconds since some start, by a clock that nobody sets; the clock of deadlines. */
  steady(): number;
}

export function createGames(parts: GameParts): Games {
  const { database, geography, signer, now } = parts;
  const { queries } = database;
  const plays = createPlays({ ...parts, bundle: () => bundleName(parts.model()) });
  const clocks = createRoundClocks();
  const board = { database, geography, plays, clocks };
  const instant = () => ({ now: now(), steady: parts.steady() });
  const bundle = () => bundleName(parts.model());

  async function show(playerId: string | null, id: string): Promise<Game> {
    const game = await findOwnGame(queries, playerId, id);
    const rounds = await findRounds(queries, id);
    const at = instant();
    const timed = clocks.correct(id, rounds, at);
    if (!(await lockIfLate(board, game, timed, at))) {
      return gameDocument(queries, game, timed, at.now, geography);
    }
    const after = await findOwnGame(queries, playerId, id);
    return gameDocument(queries, after, await findRounds(queries, id), at.now, geography);
  }

  return {
    signer,
    async packs() {
      const packs = await listPacks(queries);
      const photos = packs.reduce((sum, pack) => sum + pack.photos, 0);
      return { photos, today: dayOf(now()), packs };
    },
    async start(playerId, request, key) {
      const id = await startGame(database, playerId, request, key, bundle(), now());
      return show(playerId, id);
    },
    game: show,
    async open(playerId, id, n) {
      const { game, round, rounds } = await findRound(queries, {
        playerId: playerId ?? "",
        gameId: id,
        n,
      });
      const current = game.done ? undefined : currentRound(rounds);
      const isPast = round.points !== null;
      if (!isPast && current?.n !== n) throw notOpen(n);
      if (round.openedAt === null) {
        const at = instant();
        if (await openFirst(database, game, round, at.now)) clocks.start(id, n, at);
      }
      // The model thinks while the player looks; should it fail, the guess is locked without it.
      plays.play(round.photoId, game.bundle).catch(() => {});
      return show(playerId, id);
    },
    async photo(playerId, id, n) {
      const { round } = await findRound(queries, { playerId: playerId ?? "", gameId: id, n });
      if (round.openedAt === null) throw notOpen(n);
      return readPhotoBytes(queries, round.photoId);
    },
    async guess(playerId, id, n, guess, key) {
      const move = { playerId: playerId ?? "", gameId: id, n, at: instant() };
      await lockGuess(board, move, guess, key);
      return show(playerId, id);
    },
    async prediction(playerId, id, n) {
      const { game, round } = await findRound(queries, {
        playerId: playerId ?? "",
        gameId: id,
        n,
      });
      if (round.points === null) {
        throw new GameError("round_not_open", `Round ${n} is not locked: guess first.`);
      }
      const found = await plays.prediction(round.photoId, game.bundle);
      if (!found) {
        throw new GameError(
          "game_unknown",
          "There is no prediction for this round: the model could not read the photo, or another one has taken its place.",
        );
      }
      return found;
    },
    async daily(playerId, date) {
      checkDay(date, now());
      return daily(queries, playerId, date, bundle());
    },
    leaderboard: (playerId, mode, date) =>
      leaderboard(
        queries,
        playerId,
        mode,
        bundle(),
        mode === "daily" ? (date ?? dayOf(now())) : null,
      ),
    challenge: (playerId, challenge) => challengeOf(queries, playerId, challenge),
    player: (playerId) => playerDocument(database, playerId, bundle()),
    async changePlayer(playerId, change) {
      await changePlayer(database, playerId, change, now());
      return playerDocument(database, playerId, bundle());
    },
    deletePlayer: (playerId) => deletePlayer(database, playerId),
    createAlbum: (playerId) => createAlbum(database, parts.albums, playerId, now()),
    addToAlbum: (playerId, album, photo, signal) =>
      addToAlbum(parts, playerId, album, photo, now(), signal),
    deleteAlbum: (playerId, album) => deleteAlbum(database, playerId, album, now()),
    removeExpiredAlbums: () => removeExpired(queries, now()),
    close: () => database.close(),
  };
}
