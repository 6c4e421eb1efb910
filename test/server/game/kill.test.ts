import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../../server/store/storage.ts";
import { askerOf } from "./statements.ts";
import { STORES } from "./stores.ts";

const PROGRAM = fileURLToPath(new URL("player-process.ts", import.meta.url));
/** `KILLS=50 npx vitest run test/server/game/kill.test.ts` is the long form (docs/security.md). */
const KILLS = Number(process.env.KILLS ?? 2);
/** Guesses that are acknowledged before a kill: 7, 14 or 21, so that it comes at different places of a game. */
const guessesBefore = (kill: number) => 7 * (1 + ((kill - 1) % 3));

/** Eight play in a process of its own, which is killed in the middle; answers the guesses that it had acknowledged. */
async function playAndKill(settings: object, afterGuesses: number): Promise<string[]> {
  const child = spawn(process.execPath, ["--import", "tsx", PROGRAM, JSON.stringify(settings)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const acknowledged: string[] = [];
  let rest = "";
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    acknowledged.push(...lines);
    if (acknowledged.length >= afterGuesses) child.kill("SIGKILL");
  });
  const [, signal] = (await once(child, "close")) as [number | null, string | null];
  expect(signal).toBe("SIGKILL");
  return acknowledged;
}

describe.concurrent.each(STORES)(
  "a killed process over $name",
  { timeout: 90_000 * KILLS },
  ({ isMissing, start }) => {
    it.skipIf(isMissing)("has lost no guess that it acknowledged", async () => {
      const store = await start();
      try {
        const acknowledged: string[] = [];
        for (let kill = 1; kill <= KILLS; kill++) {
          const lines = await playAndKill(store.settings, guessesBefore(kill));
          expect(lines.length).toBeGreaterThanOrEqual(guessesBefore(kill));
          acknowledged.push(...lines);
        }
        const database = await openDatabase(store.settings);
        const ask = askerOf(database);
        const rows = await ask<{ game_id: string; n: number; points: number }>(
          "select game_id, n, points from guesses",
        );
        const games = await ask<{ id: string; points: number; sum: number }>(
          `select id, games.points, coalesce(sum(guesses.points), 0)::int as sum
         from games left join guesses on game_id = id group by id`,
        );
        await database.close();
        const kept = new Set(rows.map(({ game_id, n, points }) => `${game_id} ${n} ${points}`));
        const lost = acknowledged.filter((line) => !kept.has(line));
        expect(lost).toEqual([]);
        if (KILLS > 2)
          process.stderr.write(
            `${KILLS} kills, ${acknowledged.length} acknowledged, ${lost.length} lost\n`,
          );
        // A guess and its game's sum are one transaction: no kill comes between.
        expect(games.filter(({ points, sum }) => points !== sum)).toEqual([]);
      } finally {
        await store.stop();
      }
    });
  },
);
