import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, CDPSession, Page } from "playwright-core";
import { longTasks, mark, noteLongTasks, servePage } from "./built-page.ts";
import { readTasks, TRACE_CATEGORIES } from "./chrome-trace.ts";
import { launch } from "./chromium.ts";
import { makePhoto } from "./photo.ts";
import { freePort, ready, stop } from "./service-process.ts";
import { printHeading } from "./timing.ts";

// tsx bench/crowd.ts [photos] [broken] [bundle folder] [--trace]: the page in Chromium with hundreds of photos, some of them
// broken: chosen, located, loaded again midway, scrolled, sorted, shown as a table, opened, removed and taken back. Prints the
// tasks of its main thread over 50 ms, and the memory that is left. The tests' own bundle answers fastest, which is what the
// page has to bear. With `--trace`, which slows it down, also what the longest tasks did. Ends with 1 when an answer is lost.

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const isTraced = process.argv.includes("--trace");
const given = process.argv.slice(2).filter((text) => text !== "--trace");
const [count = "500", broken = "30", bundle = `${ROOT}test/fixtures/bundle`] = given;
const PHOTOS = Number(count);
const BROKEN = Number(broken);
const LONG_MS = 100;
const PRINTED_MS = 50;
const PATIENCE_MS = 600_000;

const folder = await mkdtemp(join(tmpdir(), "graticule-crowd-"));
const files = await writePhotos();
const service = await startService();
const site = await servePage(service.url);
const browser = await launch();
try {
  await measure(browser, site.url);
} finally {
  await browser.close();
  await site.close();
  await stop(service.process);
  await rm(folder, { recursive: true, force: true });
}

/** Photos that differ, some of them cut short or no photos at all. */
async function writePhotos(): Promise<string[]> {
  const photos = await Promise.all(
    Array.from({ length: 12 }, (_, seed) => makePhoto(1024, 768, seed)),
  );
  const paths: string[] = [];
  for (let i = 0; i < PHOTOS; i++) {
    // As whole numbers: a fraction of a photo would be one broken photo too few.
    const isBroken = Math.floor(((i + 1) * BROKEN) / PHOTOS) > Math.floor((i * BROKEN) / PHOTOS);
    const photo = photos[i % photos.length]!;
    const bytes = i % 2 === 0 ? photo.slice(0, 2000) : Buffer.from(`no photo ${i}`);
    const path = join(folder, `${isBroken ? "broken" : "photo"}-${String(i).padStart(4, "0")}.jpg`);
    await writeFile(path, isBroken ? bytes : Buffer.concat([photo, Buffer.from(String(i))]));
    paths.push(path);
  }
  return paths;
}

async function startService(): Promise<{ url: string; process: ChildProcess }> {
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), GRATICULE_BUNDLE: bundle, LOG_LEVEL: "warn" };
  const options = { cwd: ROOT, env, stdio: "inherit" } as const;
  const child = spawn(process.execPath, ["--import", "tsx", "server/main.ts"], options);
  const url = `http://127.0.0.1:${port}`;
  await ready(url);
  return { url, process: child };
}

async function measure(browser: Browser, url: string): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  const chromium = await context.newCDPSession(page);
  await noteLongTasks(page);
  await page.goto(url);
  await page.locator("input[type=file]").waitFor({ state: "attached" });

  printHeading(`${PHOTOS} photos, ${BROKEN} of them broken`);
  const stage = async (name: string, work: () => Promise<unknown>) => {
    const before = (await longTasks(page)).length;
    if (isTraced) await browser.startTracing(page, { categories: TRACE_CATEGORIES });
    await mark(page, name);
    const from = performance.now();
    await work();
    const seconds = (performance.now() - from) / 1000;
    if (isTraced) printTrace(await browser.stopTracing());
    const noted = await longTasks(page);
    // A page that was loaded anew has begun to note anew.
    printStage(
      name,
      seconds,
      noted.slice(noted.length < before ? 0 : before),
      await memoryOf(chromium),
    );
  };
  const half = Math.floor(PHOTOS / 2);
  await stage("choose", async () => {
    await page.locator("input[type=file]").setInputFiles(files);
    await page.waitForFunction((n) => document.querySelectorAll(".card").length === n, PHOTOS);
  });
  await stage("half of them", () => answered(page, half));
  await stage("load again", async () => {
    await page.reload();
    await page.waitForFunction((n) => document.querySelectorAll(".card").length === n, PHOTOS);
  });
  await stage("the other half", () => answered(page, PHOTOS));
  await page.waitForTimeout(1000);
  await stage("scroll", () => scroll(page));
  await stage("find", async () => {
    const field = page.getByPlaceholder("Place or file");
    await field.pressSequentially("photo-01", { delay: 60 });
    await field.fill("");
  });
  await stage("sort", () => page.locator(".sift select").selectOption("surest"));
  await stage("table", async () => {
    await page.getByRole("radio", { name: "Table" }).check();
    await page
      .locator(".photo-table tbody tr")
      .nth(PHOTOS - 1)
      .waitFor({ state: "attached" });
  });
  await stage("pictures", async () => {
    await page.getByRole("radio", { name: "Pictures" }).check();
    await page
      .locator(".card")
      .nth(PHOTOS - 1)
      .waitFor({ state: "attached" });
  });
  await stage("open one, and back", async () => {
    await page.locator(".card[data-status=located] .card__open").first().click();
    await page.locator(".answer[data-stale=false]").waitFor();
    await page.getByRole("button", { name: /^All \d+ photos/ }).click();
    await page
      .locator(".card")
      .nth(PHOTOS - 1)
      .waitFor({ state: "attached" });
  });
  await stage("remove the failed, and undo", async () => {
    await page.getByRole("radio", { name: /^Failed/ }).check();
    await page.getByRole("button", { name: "Remove these" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("radio", { name: /^All/ }).check();
    await page
      .locator(".card")
      .nth(PHOTOS - 1)
      .waitFor({ state: "attached" });
  });
  await stage("load again at the end", async () => {
    await page.reload();
    await page.waitForFunction((n) => document.querySelectorAll(".card").length === n, PHOTOS);
    await page.waitForTimeout(2000);
  });

  const located = await page.locator(".card[data-status=located]").count();
  const failed = await page.locator(".card[data-kind=failed]").count();
  console.log(
    `\n${located} answers, ${failed} photos that say why; errors: ${errors.join("; ") || "none"}`,
  );
  if (located !== PHOTOS - BROKEN || failed !== BROKEN || errors.length > 0) process.exitCode = 1;
}

/** Waits until so many photos are answered, or have failed. */
function answered(page: Page, wanted: number): Promise<unknown> {
  const isDone = (n: number) =>
    document.querySelectorAll(".card:not([data-kind=waiting])").length >= n;
  return page.waitForFunction(isDone, wanted, { polling: 500 });
}

async function scroll(page: Page): Promise<void> {
  const box = (await page.locator("#photos").boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (let i = 0; i < 40; i++) {
    await page.mouse.wheel(0, 600);
    await page.waitForTimeout(50);
  }
}

/** Megabytes of the page's objects, and its elements, once what nobody needs is gone. */
async function memoryOf(chromium: CDPSession): Promise<{ heapMb: number; nodes: number }> {
  await chromium.send("HeapProfiler.collectGarbage");
  await chromium.send("Performance.enable");
  const { metrics } = await chromium.send("Performance.getMetrics");
  const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? 0;
  return { heapMb: of("JSHeapUsedSize") / 2 ** 20, nodes: of("Nodes") };
}

function printStage(
  name: string,
  seconds: number,
  noted: readonly number[],
  { heapMb, nodes }: { readonly heapMb: number; readonly nodes: number },
): void {
  const long = noted.filter((ms) => ms > LONG_MS);
  const longest = noted.length === 0 ? "none" : `${Math.max(...noted).toFixed(0)} ms`;
  console.log(
    `${name.padEnd(28)} ${seconds.toFixed(1).padStart(6)} s  longest ${longest.padStart(7)}  over ${PRINTED_MS} ms ${String(noted.length).padStart(3)}, over ${LONG_MS} ms ${String(long.length).padStart(3)}  heap ${heapMb.toFixed(0).padStart(3)} MB  ${nodes} nodes`,
  );
}

function printTrace(trace: Buffer): void {
  const longest = [...readTasks(trace, PRINTED_MS)].sort((a, b) => b.cpuMs - a.cpuMs).slice(0, 4);
  for (const { wallMs, cpuMs, functions } of longest) {
    console.log(`  ${wallMs.toFixed(0)} ms, its own work ${cpuMs.toFixed(0)} ms`);
    for (const [name, ms] of functions.filter(([, ms]) => ms >= 8).slice(0, 16)) {
      console.log(`${ms.toFixed(0).padStart(10)} ms  ${name}`);
    }
  }
}
