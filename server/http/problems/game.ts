import type { GameErrorCode } from "../../../core/game/errors.ts";
import type { ProblemKind } from "./kind.ts";

/** The problems of the game, as part of the one table. */
export const GAME_PROBLEMS: Readonly<Record<GameErrorCode, ProblemKind>> = {
  game_unknown: {
    status: 404,
    title: "There is no such game, challenge or album",
    remedy: "Start a new one, or ask for the link again.",
  },
  not_your_game: {
    status: 403,
    title: "This is another player's",
    remedy: "Start your own; to play the same rounds, use the challenge.",
  },
  round_not_open: {
    status: 409,
    title: "The round is not open",
    remedy: "Play the rounds in order; open a round before its photo and its guess.",
  },
  round_closed: {
    status: 409,
    title: "Another guess is locked",
    remedy: "Go on: a locked guess cannot be changed.",
  },
  guess_late: {
    status: 409,
    title: "The time was over",
    remedy: "Go on: the round counts without a pin.",
  },
  guess_invalid: {
    status: 422,
    title: "The game's rules do not allow this",
    remedy: "Correct what `errors` names.",
  },
  already_played: {
    status: 409,
    title: "You have played this",
    remedy: "Look at its result, or start another game.",
  },
  no_photos: {
    status: 409,
    title: "There are no photos to play with",
    remedy: "The operator runs `graticule photos add <folder>`; or play your own album.",
  },
  photo_without_place: {
    status: 422,
    title: "The photo cannot be played",
    remedy: "Take a photo whose file has its GPS position, and that shows a place.",
  },
  album_full: {
    status: 409,
    title: "There are too many",
    remedy: "Play what is there, or delete an album.",
  },
  play_off: {
    status: 403,
    title: "The game is switched off",
    remedy: "The operator has set GRATICULE_PLAY=off; run the service yourself.",
  },
  idempotency_mismatch: {
    status: 422,
    title: "The Idempotency-Key was used for something else",
    remedy: "Use a new key for every new wish.",
  },
};
