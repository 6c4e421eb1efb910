import type { Fault } from "../contracts/errors.ts";

/** Everything that can be wrong with a move in a game. A closed set, like `ErrorCode`. */
export type GameErrorCode =
  | "game_unknown"
  | "not_your_game"
  | "round_not_open"
  | "round_closed"
  | "guess_late"
  | "guess_invalid"
  | "already_played"
  | "no_photos"
  | "photo_without_place"
  | "album_full"
  | "play_off"
  | "idempotency_mismatch";

/** An error that a player can act on. */
export class GameError extends Error {
  override readonly name = "GameError";
  readonly code: GameErrorCode;
  readonly faults: readonly Fault[];

  constructor(code: GameErrorCode, message: string, faults: readonly Fault[] = []) {
    super(message);
    this.code = code;
    this.faults = faults;
  }
}
