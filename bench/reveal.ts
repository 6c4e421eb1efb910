import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { build, preview } from "vite";
import { readTasks, type Task, TRACE_CATEGORIES } from "./chrome-trace.ts";
import { launch } from "./chromium.ts";
import { startGameService } from "./game-service.ts";
import { printHeading } from "./timing.ts";

// tsx bench/reveal.ts [rounds] [bundle folder]: the page in Chromium, from the lobby through some rounds; prints the
// longest tasks of its main thread and what they did. CHROMIUM names the browser. The page is built with its names
// kept, so that the functions can be told; nothing else differs from what is served.

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const [rounds = "2", bundle = `${ROOT}models/preview`] = process.argv.slice(2);
/** Tasks from here on are printed. */
const PRINTED_MS = 40;
const LONG_MS = 100;
const PATIENCE_MS = 60_000;

const folder = await mkdtemp(join(tmpdir(), "graticule-reveal-"));
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
  await rm(folder, { recursive: true, force: true });
}

/** The built page, and the service behind it. */
async function servePage(target: string): Promise<{ url: string; close(): Promise<void> }> {
  const config = { configFile: `${ROOT}vite.config.ts`, logLevel: "silent" } as const;
  const output = { outDir: folder, minify: false } as const;
  await build({ ...config, build: output });
  const server = await preview({
    ...config,
    build: { outDir: folder },
    preview: { port: 0, proxy: { "/v1": target, "/geodata": target } },
  });
  return { url: server.resolvedUrls!.local[0]!, close: () => server.close() };
}

async function play(browser: Browser, url: string, rounds: number) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(PATIENCE_MS);
  const cells: number[] = [];
  page.on("response", async (response) => {
    if (!response.url().endsWith("/prediction")) return;
    cells.push(((await response.json()) as { cells: unknown[] }).cells.length);
  });
  await page.addInitScript(() => {
    const tasks: number[] = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    }).observe({ type: "longtask", buffered: true });
    (window as unknown as { longTasks: number[] }).longTasks = tasks;
  });
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
  const observed = await page.evaluate(
    () => (window as unknown as { longTasks: number[] }).longTasks,
  );
  return { trace, cells, observed };
}

function mark(page: Page, name: string): Promise<unknown> {
  return page.evaluate((text) => performance.mark(`bench:${text}`), name);
}

/** Waits until the map has drawn all it has to. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector<HTMLElement>(".map__canvas")?.dataset.state === "idle",
  );
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
