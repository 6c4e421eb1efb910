import { writeSync } from "node:fs";
import { newId } from "../../../server/game/ids.ts";
import type { StorageSettings } from "../../../server/store/storage.ts";
import { openTable, playRound } from "./fixture.ts";

// Run by kill.test.ts: several players play for ever, and a line is written for each guess that was acknowledged, until the
// process is killed.

/** Guesses that are under way at any moment. */
const PLAYERS = 8;

const table = await openTable(JSON.parse(process.argv[2]!) as StorageSettings);
await Promise.all(Array.from({ length: PLAYERS }, () => playForEver(newId())));

async function playForEver(player: string): Promise<never> {
  for (;;) {
    const request = { mode: "five", strength: "full", timerS: null } as const;
    const game = await table.games.start(player, request, null);
    for (let n = 1; n <= game.roundCount; n++) {
      const guess = { lat: Math.random() * 90, lng: Math.random() * 180 };
      const after = await playRound(table, player, game.id, n, guess);
      // Written at once: what is buffered dies with the process.
      writeSync(1, `${game.id} ${n} ${after.rounds[n - 1]!.reveal!.you.points}\n`);
    }
  }
}
