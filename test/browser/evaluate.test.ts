import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, launch } from "../../bench/chromium.ts";
import { makeFiles, makeRun } from "../client/evaluate/fixture.ts";
import { PHONE, probeMap, type Visit, visit } from "./chromium.ts";
import { makePhoto, type Site, startSite } from "./site.ts";

const TEST_MS = 90_000;
/** What the page's own thread may be held at a time while a worker reads. */
const LONGEST_TASK_SHARE = 0.15;

describe.skipIf(!CHROMIUM)("evaluate view", { timeout: TEST_MS }, () => {
  let site: Site;
  let browser: Browser;
  let folder: string;
  let current: Visit;

  beforeAll(async () => {
    [site, browser, folder] = await Promise.all([startSite(), launch(), makeFolders()]);
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  afterEach(() => current?.page.context().close());

  async function open(...rest: [options?: object, prepare?: (page: Page) => Promise<unknown>]) {
    current = await visit(browser, site.url, ...rest);
    await current.page.getByRole("link", { name: "Evaluate" }).click();
    await current.page.locator(".evaluate").waitFor();
    return current.page;
  }

  /** Requests that went anywhere with a body: nothing of a run may. */
  function watchUploads(page: Page): string[] {
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.method() !== "GET") sent.push(request.url());
    });
    return sent;
  }

  const addRun = (page: Page, name: string) =>
    page.locator("input[type=file]").nth(1).setInputFiles(join(folder, name));
  const addFiles = (page: Page, ...names: string[]) =>
    page
      .locator("input[type=file]")
      .first()
      .setInputFiles(names.map((name) => join(folder, name)));
  const ready = (page: Page, count: number) =>
    page
      .locator(".runs__run[data-status=ready]")
      .nth(count - 1)
      .waitFor();

  it("says how to make a run, and compares two folders without sending anything", async () => {
    const page = await open();
    const sent = watchUploads(page);
    await page.getByText("eval run --dataset").waitFor();
    await addRun(page, "near");
    await addRun(page, "far");
    await ready(page, 2);
    const accuracy = page.getByRole("region", { name: /^Accuracy on truth/ });
    expect(await accuracy.locator("tbody th").allTextContents()).toEqual([
      "near",
      "far",
      "prior: people",
    ]);
    const distances = page.getByRole("img", { name: /^Accuracy at any distance/ });
    expect(await distances.locator("desc").textContent()).toMatch(/far: .* % within 2,500 km/);
    const curve = page.getByRole("img", { name: /^Recall versus area/ });
    expect(await curve.locator("desc").textContent()).toMatch(/near: .* % at 1,000 km²/);
    const comparison = page.getByRole("region", { name: "far against near" });
    await comparison.waitFor();
    expect(await comparison.textContent()).toContain("Within 200 km, %");
    expect(sent).toEqual([]);
    expect(current.strayRequests).toEqual([]);
    expect(current.errors).toEqual([]);
  });

  it("opens a photo by keyboard: heatmap, true place, its place on the curve; Escape goes back", async () => {
    const page = await open({ reducedMotion: "reduce" });
    await addRun(page, "near");
    await ready(page, 1);
    await page.getByRole("searchbox", { name: "Find a photo" }).fill("photo-03");
    await page.locator(".photos__row").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "photo-03.jpg" }).waitFor();
    await page.getByText(/The map shows the 2 densest cells/).waitFor();
    await page.locator(".pin--truth").waitFor();
    await page.getByText(/Add the photos' folder to see the photo here/).waitFor();
    const buffer = await makePhoto();
    await page
      .locator("input[type=file]")
      .first()
      .setInputFiles({ name: "photo-03.jpg", mimeType: "image/jpeg", buffer });
    const picture = page.getByRole("img", { name: "photo-03.jpg", exact: true });
    await picture.waitFor();
    const width = () => picture.evaluate((image: HTMLImageElement) => image.naturalWidth);
    await expect.poll(width).toBeGreaterThan(0);
    expect((await probeMap(page)).cells).toBeGreaterThan(0);
    expect(await page.locator(".plot__mark-label").textContent()).toBe("this photo");
    await page.keyboard.press("Escape");
    await page.locator(".photos__row").first().waitFor();
    expect(current.errors).toEqual([]);
  });

  it("helps with the keys that mean something here", async () => {
    const page = await open();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    const words = await page.getByRole("dialog").textContent();
    expect(words).toContain("Choose files");
    expect(words).not.toContain("Previous photo");
    expect(current.errors).toEqual([]);
  });

  it("scores predictions here once the true places have come", async () => {
    const page = await open();
    await addFiles(page, "loose/predictions.jsonl");
    await page.getByText("where are the photos from?").waitFor();
    await addFiles(page, "loose/truth.csv");
    await ready(page, 1);
    expect(await page.locator(".runs__facts").first().textContent()).toContain("truth, 40 photos");
    expect(await page.locator(".plot__picture").count()).toBeGreaterThanOrEqual(3);
    expect(current.errors).toEqual([]);
  });

  it("asks which of two tables has the true places, and scores the other by it", async () => {
    const page = await open();
    const table = (name: string, rows: string) => {
      const buffer = Buffer.from(`id,lat,lon\n${rows}`);
      return { name, mimeType: "text/csv", buffer };
    };
    await page
      .locator("input[type=file]:not([webkitdirectory])")
      .setInputFiles([
        table("mine.csv", "a,48.8,2.3\nb,35.6,139.6\n"),
        table("places.csv", "a,48.8566,2.3522\nb,35.6895,139.6917\n"),
      ]);
    await page.getByText("Which table has the true places?").waitFor();
    // Nobody is asked below the fold.
    const choice = (await page.getByRole("button", { name: "places.csv" }).boundingBox())!;
    expect(choice.y + choice.height).toBeLessThanOrEqual(page.viewportSize()!.height);
    await page.getByRole("button", { name: "places.csv" }).click();
    await ready(page, 1);
    expect(await page.locator(".runs__facts").first().textContent()).toContain("places, 2 photos");
    expect(await page.getByText("Which table has the true places?").count()).toBe(0);
    expect(current.errors).toEqual([]);
  });

  it("saves a picture that stands alone", async () => {
    const page = await open();
    await addRun(page, "near");
    await ready(page, 1);
    for (const [format, start] of [
      ["SVG", "<svg"],
      ["PNG", "\x89PNG"],
    ] as const) {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: `Save Recall versus area as ${format}` }).click(),
      ]);
      const bytes = await readFile((await download.path())!, "latin1");
      expect(bytes.startsWith(start)).toBe(true);
      if (format === "SVG") expect(bytes).toMatch(/stroke="rgb/);
    }
    expect(current.errors).toEqual([]);
  });

  it("says what is wrong with bad files, and of which", async () => {
    const page = await open();
    await addFiles(page, "bad/summary.json", "bad/notes.txt");
    await page.getByText(/summary\.json: it is not JSON, or cut short/).waitFor();
    expect(await page.getByRole("alert").allTextContents()).toContainEqual(
      expect.stringContaining("notes.txt is not of a run"),
    );
  });

  it("never holds the page up while it reads a large run", async () => {
    // Without a map, which has work of its own.
    const page = await open({}, async (page) => {
      await page.addInitScript(() => {
        HTMLCanvasElement.prototype.getContext = () => null;
        const long: number[] = [];
        Object.assign(window, { long });
        new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) long.push(duration);
        }).observe({ type: "longtask" });
      });
    });
    await page.evaluate(() => Object(window).long.splice(0));
    const started = performance.now();
    await addFiles(page, "large/points.csv", "large/truth.csv");
    await ready(page, 1);
    await page.locator(".data").first().waitFor();
    const took = performance.now() - started;
    const long = await page.evaluate(() => Object(window).long as number[]);
    // Of the time that all took, since a busy machine stretches both; read by the page itself, it would be most of it.
    expect(Math.max(0, ...long) / took).toBeLessThan(LONGEST_TASK_SHARE);
  });

  it("fits a phone", async () => {
    const page = await open({ viewport: PHONE, hasTouch: true, colorScheme: "dark" });
    await addRun(page, "near");
    await ready(page, 1);
    await page.locator(".plot__picture").first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    const scroller = await page.evaluate(() => document.querySelector(".evaluate")!.scrollWidth);
    expect(scroller).toBeLessThanOrEqual(PHONE.width);
    for (const target of await page.locator(".evaluate .button:visible").all()) {
      expect((await target.boundingBox())!.height).toBeGreaterThanOrEqual(44);
    }
  });
});

/** Two runs of one set, loose files, bad ones, and a large table. */
async function makeFolders(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "graticule-evaluate-"));
  const write = async (name: string, files: Readonly<Record<string, string>>) => {
    await mkdir(join(root, name));
    for (const [file, text] of Object.entries(files)) await writeFile(join(root, name, file), text);
  };
  const loose = makeFiles(2);
  await write("near", await makeRun(2, "near"));
  await write("far", await makeRun(30, "far"));
  await write("loose", {
    "truth.csv": await loose.truth.text(),
    "predictions.jsonl": await loose.predictions.text(),
  });
  await write("bad", { "summary.json": '{"format": "graticule-eval', "notes.txt": "hello" });
  // Around Bourges: the places of positions at sea are sought far and wide.
  const rows = Array.from({ length: 20_000 }, (_, i) => [
    i,
    46 + (i % 100) / 50,
    2 + (i % 77) / 40,
  ]);
  await write("large", {
    "truth.csv": `id,lat,lon\n${rows.map(([i, lat, lng]) => `p${i},${lat},${lng}\n`).join("")}`,
    "points.csv": `id,pred_lat,pred_lon\n${rows.map(([i, lat, lng]) => `p${i},${lat! + 1},${lng}\n`).join("")}`,
  });
  return root;
}
