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
  Reveal,
} from "./api.ts";

// A test checks each of these against the schema that it illustrates.

const GAME_ID = "kXxY1p1Qm8T0c2d9VwzZ3g";
const CHALLENGE_ID = "9dJ2mV7sQ0yX5tR8uW1aBc";

export const NEW_GAME_EXAMPLE: NewGame = { mode: "five", strength: "full", timerS: 60 };

export const GUESS_EXAMPLE: Guess = { lat: 52.41472, lng: 5.81432 };

const REVEAL_EXAMPLE: Reveal = {
  truth: { lat: 52.52, lng: 13.405 },
  place: { country: "Germany", countryCode: "DE", division: "Berlin", city: "Berlin" },
  traits: {
    there: {
      drivingSide: "right",
      climate: "Cfb",
      elevationM: 42,
      seaKm: 144,
      peoplePerKm2: 2100,
    },
    atPin: { drivingSide: "right", climate: "Cfb", elevationM: 9, seaKm: 2, peoplePerKm2: 190 },
  },
  credit: { attribution: "A. Photographer", licence: "CC BY-SA 4.0", url: null },
  you: {
    at: { lat: 52.41472, lng: 5.81432 },
    distanceKm: 514.2,
    points: 3543,
    countryCode: "NL",
    radiusKm: null,
    bet: null,
  },
  model: {
    at: { lat: 50.1, lng: 8.7 },
    distanceKm: 421.9,
    points: 3769,
    countryCode: "DE",
    radiusKm: null,
    bet: null,
    topPlaces: [{ name: "Germany", probability: 0.31 }],
  },
  others: [],
};

export const GAME_EXAMPLE: Game = {
  id: GAME_ID,
  mode: "five",
  rules: "pin",
  state: "open",
  strength: "full",
  timerS: 60,
  date: null,
  model: { name: "preview", version: "1" },
  challenge: CHALLENGE_ID,
  ranked: true,
  roundCount: 5,
  round: 2,
  points: 3543,
  modelPoints: 3769,
  rounds: [
    { n: 1, state: "locked", remainingMs: null, reveal: REVEAL_EXAMPLE },
    { n: 2, state: "open", remainingMs: 41_250, reveal: null },
  ],
};

const STANDING = { rank: 1, name: "Ada", points: 18_210, modelPoints: 15_904, isYou: true };

export const LEADERBOARD_EXAMPLE: Leaderboard = {
  mode: "five",
  bundle: "preview 1",
  date: null,
  players: 1,
  standings: [STANDING],
};

export const DAILY_EXAMPLE: Daily = {
  date: "2026-11-23",
  rounds: 5,
  game: GAME_ID,
  state: "done",
  leaderboard: { ...LEADERBOARD_EXAMPLE, mode: "daily", date: "2026-11-23" },
};

export const CHALLENGE_EXAMPLE: Challenge = {
  challenge: CHALLENGE_ID,
  mode: "five",
  rounds: 5,
  timerS: 60,
  strength: "full",
  game: null,
  state: null,
  players: [STANDING],
};

export const PLAYER_EXAMPLE: Player = {
  name: "Ada",
  consent: false,
  games: 2,
  openGame: { id: GAME_ID, mode: "five", round: 2, rounds: 5 },
  albums: [],
  photos: 10,
  curve: {
    you: [{ areaKm2: 830_000, recall: 0.1 }],
    model: [{ areaKm2: 410_000, recall: 0.1 }],
  },
  bets: [{ confidence: 0.8, count: 10, hits: 7 }],
};

export const PLAYER_CHANGE_EXAMPLE: PlayerChange = { name: "Ada", consent: true };

export const PACKS_EXAMPLE: Packs = {
  photos: 49,
  today: "2026-11-23",
  packs: [{ name: "streets", photos: 49, licences: ["CC BY-SA 4.0"] }],
};

export const ALBUM_EXAMPLE: Album = {
  album: "Qm8T0c2d9VwzZ3gkXxY1p1",
  photos: 3,
  expires: "2026-12-23T20:00:00.000Z",
};
