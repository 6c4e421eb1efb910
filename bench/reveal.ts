import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { longTasks, mark, noteLongTasks, servePage, settle } from "./built-page.ts";
import { readTasks, type Task, TRACE_CATEGORIES } from "./chrome-trace.ts";
import { launch } from "./chromium.ts";
import { startGameService } from "./game-service.ts";
import { printHeading } from "./timing.ts";

// tsx bench/reveal.ts [rounds] [bundle folder]: the page in Chromium, from the lobby through some rounds; prints the
// longest tasks of its main thread and what they did. CHROMIUM names the browser.

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const [rounds = "2", bundle = `${ROOT}models/preview`] = process.argv.slice(2);
/** Tasks from here on are printed. */
const PRINTED_MS = 40;
const LONG_MS = 100;
const PATIENCE_MS = 60_000;

const service = await startGameService(10, bundle);
const browser = await launch();
const site = await servePage(service.url);
try {
  const { trace, cells, observed } = await play(browser, site.url, Number(rounds));
  print(readTasks(trace, PRINTED_MS), cells, observed);
} finally {
  await browser.close();
  await site.close();
  await service.stop();
}

async function play(browser: Browser, url: string, rounds: number) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(PATIENCE_MS);
  const cells: number[] = [];
  page.on("response", async (response) => {
    if (!response.url().endsWith("/prediction")) return;
    cells.push(((await response.json()) as { cells: unknown[] }).cells.length);
  });
  await noteLongTasks(page);
  await browser.startTracing(page, { categories: TRACE_CATEGORIES });
  await page.goto(`${url}#play`);
  await mark(page, "lobby");
  await settle(page);
  await page.getByRole("button", { name: "Play Five rounds" }).click();
  for (let n = 1; n <= rounds; n++) {
    await page.locator(".play[data-phase=looking] .play__photo img").waitFor();
    await mark(page, `round ${n}`);
    await settle(page);
    const box = (await page.locator(".play__map canvas").boundingBox())!;
    await page.mouse.click(box.x + box.width * 0.5, box.y + box.height * 0.4);
    await page.waitForTimeout(500);
    await mark(page, `reveal ${n}`);
    await page.getByRole("button", { name: "Lock the guess" }).click();
    await page.locator(".reveal__next", { hasText: "Next photo" }).waitFor();
    await page.waitForTimeout(500);
    await settle(page);
    await mark(page, `after ${n}`);
    await page.locator(".reveal__next").click();
  }
  await settle(page);
  const trace = await browser.stopTracing();
  return { trace, cells, observed: await longTasks(page) };
}

function print(tasks: readonly Task[], cells: readonly number[], observed: readonly number[]) {
  printHeading(`Main thread, rounds with ${cells.join(" and ")} cells`);
  for (const { startMs, wallMs, cpuMs, gpuMs, after, functions } of tasks) {
    const times = `${wallMs.toFixed(0).padStart(5)} ms, its own work ${cpuMs.toFixed(0)} ms, the graphics process's ${gpuMs.toFixed(0)} ms`;
    console.log(`${(startMs / 1000).toFixed(2).padStart(6)} s  ${after.padEnd(10)} ${times}`);
    for (const [name, ms] of functions.filter(([, ms]) => ms >= 8).slice(0, 24)) {
      console.log(`${" ".repeat(22)}${ms.toFixed(0).padStart(5)} ms  ${name}`);
    }
  }
  const reveals = tasks.filter(({ after }) => after.startsWith("reveal"));
  const most = (of: (task: Task) => number) => Math.max(0, ...reveals.map(of)).toFixed(0);
  console.log(
    `\nReveal: longest task ${most(({ wallMs }) => wallMs)} ms by the clock, ${most(({ cpuMs }) => cpuMs)} ms of its own work; bar ${LONG_MS} ms.`,
  );
  const long = observed.filter((ms) => ms > LONG_MS).map((ms) => ms.toFixed(0));
  console.log(`The page itself saw tasks over ${LONG_MS} ms: ${long.join(", ") || "none"}.`);
}
