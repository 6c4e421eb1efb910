import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { createUniform } from "../core/eval/figures/random.ts";
import type { Game } from "../core/game/api.ts";
import { startGameService } from "./game-service.ts";
import { printHeading, printTiming, summarise } from "./timing.ts";

// tsx bench/play.ts [games] [clients] [bundle folder]: the real service, with its model, played over HTTP by many
// clients at once. Games are kept in a temporary folder, or in the database that DATABASE_URL names. Ends with 1 when
// any answer is not the one that is due.

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PHOTOS = 40;
const ROUNDS = 5;
const [games = "1000", clients = "50", bundle = `${ROOT}models/preview`] = process.argv.slice(2);

const service = await startGameService(PHOTOS, bundle);
try {
  await soak(service.url, Number(games), Number(clients));
} finally {
  await service.stop();
}

async function soak(base: string, gameCount: number, clientCount: number): Promise<void> {
  printHeading(`${gameCount} games of ${ROUNDS} rounds by ${clientCount} clients at once`);
  const times = { start: [] as number[], photo: [] as number[], guess: [] as number[] };
  const faults: string[] = [];
  let left = gameCount;
  const started = performance.now();

  async function timed<T>(kind: keyof typeof times, work: () => Promise<T>): Promise<T> {
    const from = performance.now();
    const result = await work();
    times[kind].push(performance.now() - from);
    return result;
  }

  async function client(seed: number): Promise<void> {
    const random = createUniform(seed);
    while (left-- > 0) {
      try {
        await playGame(base, random, timed);
      } catch (error) {
        faults.push(String(error));
      }
    }
  }

  await Promise.all(Array.from({ length: clientCount }, (_, i) => client(i + 1)));
  const seconds = (performance.now() - started) / 1000;
  for (const [kind, samples] of Object.entries(times)) printTiming(kind, summarise(samples));
  const requests = Object.values(times).reduce((sum, { length }) => sum + length, 0);
  console.log(
    `${requests} requests in ${seconds.toFixed(1)} s, ${(requests / seconds).toFixed(0)} a second; ${faults.length} faults`,
  );
  for (const fault of faults.slice(0, 5)) console.log(`  ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

type Timed = <T>(kind: "start" | "photo" | "guess", work: () => Promise<T>) => Promise<T>;

/** One game of a new player, every answer checked. */
async function playGame(base: string, random: () => number, timed: Timed): Promise<void> {
  let cookie = "";
  async function ask(path: string, body?: object): Promise<Response> {
    const response = await fetch(base + path, {
      ...(body && { method: "POST", body: JSON.stringify(body) }),
      headers: { Cookie: cookie, ...(body && { "Content-Type": "application/json" }) },
    });
    cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  }
  let game = await timed("start", async () => {
    return (await (await ask("/v1/games", { mode: "five", timerS: 600 })).json()) as Game;
  });
  let sum = 0;
  for (let n = 1; n <= ROUNDS; n++) {
    await timed("photo", async () => {
      await ask(`/v1/games/${game.id}/rounds/${n}/open`, {});
      return (await ask(`/v1/games/${game.id}/rounds/${n}/photo`)).arrayBuffer();
    });
    const guess = { lat: random() * 140 - 60, lng: random() * 360 - 180 };
    game = await timed("guess", async () => {
      return (await (await ask(`/v1/games/${game.id}/rounds/${n}/guess`, guess)).json()) as Game;
    });
    const reveal = game.rounds.find((round) => round.n === n)?.reveal;
    if (!reveal?.model) throw new Error(`round ${n} of ${game.id} has no result`);
    sum += reveal.you.points;
  }
  if (game.state !== "done" || game.points !== sum) {
    throw new Error(`game ${game.id} is ${game.state} with ${game.points}, expected ${sum}`);
  }
}
