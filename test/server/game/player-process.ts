import { writeSync } from "node:fs";
import { newId } from "../../../server/game/ids.ts";
import type { StorageSettings } from "../../../server/store/storage.ts";
import { openTable, playRound } from "./fixture.ts";

// Run by kill.test.ts: plays for ever and writes a line for each guess that was acknowledged, until it is killed.

const table = await openTable(JSON.parse(process.argv[2]!) as StorageSettings);
for (;;) {
  const player = newId();
  const game = await table.games.start(
    player,
    { mode: "five", strength: "full", timerS: null },
    null,
  );
  for (let n = 1; n <= game.roundCount; n++) {
    const guess = { lat: Math.random() * 90, lng: Math.random() * 180 };
    const after = await playRound(table, player, game.id, n, guess);
    // Written at once: what is buffered dies with the process.
    writeSync(1, `${game.id} ${n} ${after.rounds[n - 1]!.reveal!.you.points}\n`);
  }
}
