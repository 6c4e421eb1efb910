import type { Player, PlayerChange } from "../../core/game/api.ts";
import { CURVE_PHOTOS, playerSearchKm2, recallCurve } from "../../core/game/search-area.ts";
import { listAlbums } from "../store/albums.ts";
import type { Database } from "../store/database.ts";
import { firstGuesses } from "../store/guesses.ts";
import {
  addPlayer,
  findLastGame,
  findPlayer,
  removePlayer,
  updatePlayer,
} from "../store/players.ts";
import { albumDocument } from "./albums.ts";

const NOBODY: Player = {
  name: null,
  consent: false,
  games: 0,
  openGame: null,
  albums: [],
  photos: 0,
  curve: null,
  bets: [],
};

type FirstGuess = Awaited<ReturnType<typeof firstGuesses>>[number];

/** What is known of a player, to show to that player alone. */
export async function playerDocument(
  { queries }: Database,
  playerId: string | null,
  bundle: string,
): Promise<Player> {
  const player = playerId === null ? undefined : await findPlayer(queries, playerId);
  if (playerId === null || !player) return NOBODY;
  const [last, albums, guesses] = await Promise.all([
    findLastGame(queries, playerId),
    listAlbums(queries, playerId),
    firstGuesses(queries, playerId, bundle),
  ]);
  // A game whose album is gone has no rounds left.
  const isOpen = last && !last.done && last.round <= last.rounds;
  return {
    ...player,
    openGame: isOpen
      ? { id: last.id, mode: last.mode, round: last.round, rounds: last.rounds }
      : null,
    albums: albums.map(albumDocument),
    photos: guesses.length,
    curve: guesses.length < CURVE_PHOTOS ? null : curvesOf(guesses),
    bets: betsOf(guesses),
  };
}

function curvesOf(guesses: readonly FirstGuess[]): NonNullable<Player["curve"]> {
  const you = guesses.map(({ lat, lng, trueLat, trueLng }) =>
    lat === null || lng === null
      ? null
      : playerSearchKm2({ lat, lng }, { lat: trueLat, lng: trueLng }),
  );
  return { you: recallCurve(you), model: recallCurve(guesses.map((own) => own.modelSearchKm2)) };
}

/** How often bets of each confidence held the truth. */
function betsOf(guesses: readonly FirstGuess[]): Player["bets"] {
  const bets = guesses.filter(({ confidence }) => confidence !== null);
  const confidences = [...new Set(bets.map(({ confidence }) => confidence!))].sort((a, b) => a - b);
  return confidences.map((confidence) => {
    const own = bets.filter((bet) => bet.confidence === confidence);
    const hits = own.filter(({ distanceKm, radiusKm }) => distanceKm! <= radiusKm!).length;
    return { confidence, count: own.length, hits };
  });
}

/** Changes what is given; an empty name is no name. */
export async function changePlayer(
  { queries }: Database,
  playerId: string,
  { name, consent }: PlayerChange,
  now: number,
): Promise<void> {
  await addPlayer(queries, playerId, now);
  await updatePlayer(queries, playerId, {
    ...(name !== undefined && { name: name || null }),
    ...(consent !== undefined && { consent }),
  });
}

/** Removes a player with all games, guesses and albums. */
export function deletePlayer({ queries }: Database, playerId: string): Promise<void> {
  return removePlayer(queries, playerId);
}
