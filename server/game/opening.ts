import type { Database } from "../store/database.ts";
import { leaveBoards, type StoredGame } from "../store/games.ts";
import { lockPlayer } from "../store/players.ts";
import { hasSeen, openRound, type StoredRound } from "../store/rounds.ts";

/**
 * Opens a round; false if it is open already. Here it is decided whether the game counts: one with a photo that its player
 * was shown before, in any game, leaves the boards. When the game started is too early to tell, since the photos of several
 * games that were started together can be looked at one game after the other.
 */
export async function openFirst(
  database: Database,
  game: StoredGame,
  { n, photoId }: Pick<StoredRound, "n" | "photoId">,
  now: number,
): Promise<boolean> {
  return database.transaction(async (queries) => {
    // One round at a time opens per player: of two games that show a photo at once, the second has seen it.
    await lockPlayer(queries, game.playerId);
    const isSeen = game.ranked && (await hasSeen(queries, game.playerId, [photoId], game.id));
    if (!(await openRound(queries, game.id, n, now))) return false;
    if (isSeen) await leaveBoards(queries, game.id);
    return true;
  });
}
