import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import sharp from "sharp";
import { settle } from "./built-page.ts";
import { launch } from "./chromium.ts";
import { freePort, ready, stop } from "./service-process.ts";

// tsx bench/screenshots.ts [name ...]: makes the pictures of docs/images, or those whose names begin so, from the photos that
// ship (geodata/starter, whose README names their licence) and the bundle that ships.

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const STARTER = join(ROOT, "geodata", "starter");
const IMAGES = join(ROOT, "docs", "images");
const QUALITY = 82;
const PATIENCE_MS = 300_000;

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const DARK = { ...DESKTOP, colorScheme: "dark" } as const;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const DEVICES: readonly (readonly [suffix: string, options: BrowserContextOptions])[] = [
  ["", DESKTOP],
  ["-dark", DARK],
  ["-phone", PHONE],
];

/** A road in Sweden. */
const SWEDEN = "osv5m-02293ea65d.webp";
/** A street in the United States, whose answer is gathered there. */
const AMERICA = "osv5m-7751a63acf.webp";

/** Photos of the south of Europe, with the times of a trip that was never made. */
const TRIP = [
  {
    photo: "osv5m-d73c9e1598.webp",
    title: "alps.jpg",
    time: "2026:05:01 10:20:00",
    at: ["45/1 50/1 0/1", "5/1 38/1 0/1"],
  },
  { photo: "osv5m-379bfdf2a8.webp", title: "hills.jpg", time: "2026:05:03 15:05:00", at: null },
  {
    photo: "osv5m-cad5c32696.webp",
    title: "lake.jpg",
    time: "2026:05:06 09:40:00",
    at: ["41/1 60/1 0/1", "19/1 25/1 0/1"],
  },
  { photo: "osv5m-e23b71c47d.webp", title: "island.jpg", time: "2026:05:09 17:30:00", at: null },
  {
    photo: "osv5m-5be613af69.webp",
    title: "coast.jpg",
    time: "2026:05:10 11:15:00",
    at: ["36/1 24/1 0/1", "25/1 28/1 0/1"],
  },
] as const;

const wanted = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), "graticule-screenshots-"));
const service = await startService();
const browser = await launch();
try {
  for (const [scene, draw] of Object.entries({ locate, photos, album, gps, hints, why })) {
    if (wanted.length > 0 && !wanted.includes(scene)) continue;
    for (const [suffix, options] of DEVICES)
      await inPage(browser, options, (page) => draw(page, `${scene}${suffix}`));
  }
} finally {
  await browser.close();
  await stop(service.process);
  await rm(folder, { recursive: true, force: true });
}

async function startService(): Promise<{ url: string; process: ChildProcess }> {
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), GRATICULE_PLAY: "off", LOG_LEVEL: "warn" };
  const child = spawn(process.execPath, [join(ROOT, "bin", "graticule.js"), "serve"], {
    cwd: ROOT,
    env: { ...env, GRATICULE_DATA: folder },
    stdio: "inherit",
  });
  const url = `http://127.0.0.1:${port}`;
  await ready(url);
  return { url, process: child };
}

async function inPage(
  browser: Browser,
  options: BrowserContextOptions,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(service.url);
  await work(page);
  await context.close();
}

function isPhone(page: Page): boolean {
  return page.viewportSize()!.width < 600;
}

function choose(page: Page, files: readonly string[]): Promise<void> {
  return page.locator("input[type=file]").setInputFiles([...files]);
}

function answered(page: Page): Promise<void> {
  return page.locator(".answer[data-stale=false]").waitFor({ state: "attached" });
}

/** One photo and its answer. */
async function locate(page: Page, name: string): Promise<void> {
  await choose(page, [join(STARTER, AMERICA)]);
  await answered(page);
  await shoot(page, name);
}

/** A hundred photos: the 49, and parts of them. */
async function photos(page: Page, name: string): Promise<void> {
  await choose(page, await hundred());
  await page.waitForFunction(() => !document.querySelector(".card[data-kind=waiting]"));
  await page.locator(".card__picture img").nth(99).waitFor({ state: "attached" });
  if (isPhone(page)) await page.locator(".sheet-head").click();
  await shoot(page, name);
}

/** Photos of one country with times of a made-up trip, solved together. */
async function album(page: Page, name: string): Promise<void> {
  const paths = await Promise.all(
    TRIP.map(async ({ photo, title, time, at }) => {
      const path = join(folder, title);
      await sharp(join(STARTER, photo))
        .withExif({
          IFD2: { DateTimeOriginal: time },
          ...(at && {
            IFD3: {
              GPSLatitudeRef: "N",
              GPSLatitude: at[0],
              GPSLongitudeRef: "E",
              GPSLongitude: at[1],
            },
          }),
        })
        .jpeg({ quality: 90 })
        .toFile(path);
      return path;
    }),
  );
  await choose(page, paths);
  if (isPhone(page)) await page.locator(".sheet-head").click();
  await page.waitForFunction(
    () => document.querySelectorAll(".card[data-status=located]").length === 5,
  );
  await page.getByRole("button", { name: "These belong together" }).click();
  await page.locator(".stops").waitFor();
  if (isPhone(page)) await page.locator(".sheet-head").click();
  await page.getByRole("button", { name: "Fit the map to the answer" }).click();
  await page.getByRole("slider", { name: "Along the way" }).fill("2");
  await shoot(page, name);
}

/** A photo into which a position has been written that it was not taken at. */
async function gps(page: Page, name: string): Promise<void> {
  const path = join(folder, "holiday.jpg");
  const position = {
    GPSLatitudeRef: "S",
    GPSLatitude: "6/1 12/1 0/1",
    GPSLongitudeRef: "E",
    GPSLongitude: "106/1 49/1 0/1",
  };
  await sharp(join(STARTER, SWEDEN))
    .withExif({ IFD3: position })
    .jpeg({ quality: 90 })
    .toFile(path);
  await choose(page, [path]);
  await answered(page);
  if (isPhone(page)) await page.locator(".sheet-head").click();
  await shoot(page, name);
}

/** The same photo, with something known beforehand. */
async function hints(page: Page, name: string): Promise<void> {
  await page.goto(`${service.url}#locate?within=within 50 km of the sea`);
  await page.reload();
  await choose(page, [join(STARTER, SWEDEN)]);
  await answered(page);
  if (isPhone(page)) await page.locator(".sheet-head").click();
  await page.locator(".hints").scrollIntoViewIfNeeded();
  await shoot(page, name);
}

/** What an answer rests on, and, on a large screen, what the photo changed. */
async function why(page: Page, name: string): Promise<void> {
  await choose(page, [join(STARTER, AMERICA)]);
  await answered(page);
  if (isPhone(page)) await page.locator(".sheet-head").click();
  await page.getByRole("button", { name: "Show what it rests on" }).click();
  await page.locator(".why__summary").waitFor();
  await page.locator(".why").evaluate((element) => element.scrollIntoView({ block: "start" }));
  await shoot(page, name);
  if (name !== "why") return;
  await page.getByText("What the photo changed").click();
  await shoot(page, "why-change");
}

async function hundred(): Promise<string[]> {
  const names = (await readdir(STARTER)).filter((name) => name.endsWith(".webp"));
  const paths = names.map((name) => join(STARTER, name));
  const parts = join(folder, "parts");
  await mkdir(parts, { recursive: true });
  for (let i = 0; paths.length < 100; i++) {
    const name = names[i % names.length]!;
    const picture = sharp(join(STARTER, name));
    const { width = 0, height = 0 } = await picture.metadata();
    const part = { width: Math.floor(width * 0.7), height: Math.floor(height * 0.8) };
    const left = i < names.length ? 0 : width - part.width;
    const path = join(parts, `part-${i}-${name}`);
    await picture.extract({ left, top: 0, ...part }).toFile(path);
    paths.push(path);
  }
  return paths;
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(1500);
  await settle(page);
  const picture = await page.screenshot({ type: "png" });
  await writeFile(
    join(IMAGES, `${name}.webp`),
    await sharp(picture).webp({ quality: QUALITY, effort: 6 }).toBuffer(),
  );
  console.log(`docs/images/${name}.webp`);
}
