import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, launch } from "../../bench/chromium.ts";
import { addPhoto } from "../../server/game/photos.ts";
import { readGeography } from "../../server/geodata/geography.ts";
import { openDatabase } from "../../server/store/storage.ts";
import { LIMITS, PLACES, picture } from "../server/game/fixture.ts";
import { PATIENCE_MS, PHONE, probeMap, settleMap, type Visit, visit } from "./chromium.ts";
import { type Site, startSite } from "./site.ts";

const TEST_MS = 240_000;

if (!CHROMIUM) console.warn("Browser tests skipped: no Chromium found (set CHROMIUM to its path).");

describe.skipIf(!CHROMIUM)("play view", { timeout: TEST_MS }, () => {
  let site: Site;
  let browser: Browser;
  let data: string;
  let current: Visit;

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), "graticule-play-"));
    await addPack(data);
    process.env.GRATICULE_DATA = data;
    [site, browser] = await Promise.all([startSite(), launch()]);
  }, TEST_MS);

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    await rm(data, { recursive: true, force: true });
  });

  afterEach(() => current?.page.context().close());

  async function open(options: object = {}): Promise<Page> {
    current = await visit(browser, `${site.url}/#play`, { reducedMotion: "reduce", ...options });
    await current.page.locator(".mode").first().waitFor();
    return current.page;
  }

  function expectClean() {
    expect(current.strayRequests.filter((url) => !url.startsWith(site.url))).toEqual([]);
    expect(current.errors).toEqual([]);
  }

  const phase = (page: Page, name: string) => page.locator(`.play[data-phase=${name}]`).waitFor();
  const revealed = (page: Page) =>
    page.locator(".play[data-phase=revealed][data-settled=true]").waitFor();
  const zoomOf = (page: Page) =>
    page
      .locator(".play__photo img")
      .evaluate(
        (image) => image.getBoundingClientRect().width / (image as HTMLElement).offsetWidth,
      );

  /** By button, wheel, and keys, which move the photo and not the pin. */
  async function lookClosely(page: Page): Promise<void> {
    const left = async () => (await page.locator(".play__photo img").boundingBox())!.x;
    await page.getByRole("button", { name: "Zoom into the photo" }).click();
    await expect.poll(() => zoomOf(page)).toBeGreaterThan(1.5);
    const byButton = await zoomOf(page);
    await page.locator(".zoomable__stage").hover();
    await page.mouse.wheel(0, -100);
    await expect.poll(() => zoomOf(page)).toBeGreaterThan(byButton);
    await page.locator(".zoomable").focus();
    const before = await left();
    await page.keyboard.press("ArrowRight");
    await expect.poll(left).toBeLessThan(before);
    expect(await page.locator(".mark--you").count()).toBe(0);
  }

  const photo = (page: Page) => page.locator(".play__photo img").waitFor();

  it("shows the boards before a game: the day's, empty at first, and others by keyboard", async () => {
    const page = await open();
    const boards = page.getByRole("region", { name: "Leaderboards" });
    const said = boards.getByRole("status");
    await boards.getByRole("radio", { name: "Today" }).focus();
    await expect.poll(() => said.textContent()).toMatch(/Nobody has played today's photos yet/);
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => said.textContent()).toMatch(/No five rounds that count yet/);
    expect(await boards.getByRole("table").count()).toBe(0);
    // Somebody else plays the day.
    const { request } = page.context();
    const day = { mode: "daily", strength: "full", timerS: null };
    const game = await request.post(`${site.url}/v1/games`, { data: day });
    const { id } = (await game.json()) as { id: string };
    for (let n = 1; n <= 5; n++) {
      const round = `${site.url}/v1/games/${id}/rounds/${n}`;
      await request.post(`${round}/open`);
      await request.post(`${round}/guess`, { data: { lat: 48, lng: 2 } });
    }
    await page.context().clearCookies();
    await page.reload();
    await boards.getByRole("row", { name: /1\. Nameless [\d,]+ [\d,]+/ }).waitFor();
    expect(await said.textContent()).toMatch(/^1 player, against \w+/);
    expectClean();
  });

  it("is played by mouse: photo, pin, lock, reveal, results", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Play Five rounds" }).click();
    for (let n = 1; n <= 5; n++) {
      await phase(page, "looking");
      await photo(page);
      expect(await page.locator(".hud__round").textContent()).toBe(`Round ${n} of 5`);
      // A photo that is looked at closely is whole again in the next round.
      expect(await zoomOf(page)).toBeCloseTo(1, 1);
      if (n === 1) await lookClosely(page);
      const lock = page.getByRole("button", { name: "Lock the guess" });
      expect(await lock.isDisabled()).toBe(true);
      await settleMap(page);
      await clickMap(page, 0.5, 0.4);
      // Twice in a row is once.
      await lock.dblclick({ timeout: PATIENCE_MS });
      await revealed(page);
      if (n === 1) {
        await settleMap(page);
        const marks = page.locator(".mark--truth, .mark--you, .mark--model");
        await expect.poll(() => marks.count(), { timeout: PATIENCE_MS }).toBe(3);
        expect((await probeMap(page)).cells).toBeGreaterThan(20);
      }
      const next = page.getByRole("button", { name: /Next photo|See the results/ });
      await next.click();
    }
    await phase(page, "results");
    expect(await page.locator(".results .rounds tbody tr").count()).toBeGreaterThanOrEqual(5);
    expect(await page.locator(".share__text").textContent()).toMatch(
      /Graticule Five rounds: [\d,]+/,
    );
    expect(await page.locator("body").textContent()).not.toMatch(/secret-(file|name)/);
    expectClean();
  });

  it("is played by keyboard alone, and a key that is held sends one guess", async () => {
    const page = await open();
    const guesses: string[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/guess")) guesses.push(request.url());
    });
    const button = page.getByRole("button", { name: "Play Five rounds" });
    for (let i = 0; i < 40 && !(await isFocused(page, "Play Five rounds")); i++) {
      await page.keyboard.press("Tab");
    }
    expect(await isFocused(page, "Play Five rounds")).toBe(true);
    await page.keyboard.press("Enter");
    for (let n = 1; n <= 5; n++) {
      await phase(page, "looking");
      await photo(page);
      await settleMap(page);
      await page.keyboard.press("ArrowUp");
      const first = await pinAt(page);
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Shift+ArrowDown");
      await expect.poll(() => pinAt(page), { timeout: PATIENCE_MS }).not.toEqual(first);
      if (n === 1) {
        await page
          .locator("[role=status]", { hasText: /Pin at .*°/ })
          .first()
          .waitFor({ state: "attached" });
        await page.keyboard.press("?");
        expect(await page.locator("dialog[open]").textContent()).toMatch(
          /Move the pin north.*Lock the guess/,
        );
        await page.keyboard.press("Escape");
      }
      // Held down: the browser repeats the key until it is let go.
      for (let i = 0; i < 8; i++) await page.keyboard.down("Enter");
      await page.keyboard.up("Enter");
      await revealed(page);
      expect(await page.locator("[role=status]").first().textContent()).toMatch(
        /You are .* off; it lies (north|south|east|west)[a-z-]* of your pin[,.].*point/,
      );
      expect(guesses).toHaveLength(n);
      await page.keyboard.press("Enter");
    }
    await phase(page, "results");
    expect(await button.count()).toBe(0);
    expectClean();
  });

  it("is played on a phone: photo or map fill the screen, one button between them", async () => {
    const page = await open({ viewport: PHONE, hasTouch: true, isMobile: true });
    await page.getByRole("button", { name: "Play Five rounds" }).tap();
    for (let n = 1; n <= 5; n++) {
      await phase(page, "looking");
      await photo(page);
      const box = (await page.locator(".play__photo").boundingBox())!;
      expect(box.width).toBe(PHONE.width);
      expect(box.height).toBeGreaterThan(PHONE.height * 0.8);
      await page.getByRole("button", { name: "Guess on the map" }).tap();
      expect(await page.locator(".play__photo").isVisible()).toBe(false);
      await settleMap(page);
      await clickMap(page, 0.5, 0.4);
      const sizes = await page
        .locator("button:visible")
        .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().height));
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(44);
      await page.getByRole("button", { name: "Lock the guess" }).tap();
      await revealed(page);
      await page.getByRole("button", { name: /Next photo|See the results/ }).tap();
    }
    await phase(page, "results");
    const overflow = await page
      .locator(".play__panel")
      .evaluate((panel) => panel.scrollWidth - panel.clientWidth);
    expect(overflow).toBe(0);
    expectClean();
  });

  it("plays what was sent as a challenge, and locks the pin when the time is over", async () => {
    const page = await open();
    await page.getByRole("radio", { name: "30 s", exact: true }).check();
    const answer = page.waitForResponse((found) => found.url().endsWith("/v1/games"));
    await page.getByRole("button", { name: "Play Five rounds" }).click();
    const { challenge } = (await (await answer).json()) as { challenge: string };
    await photo(page);
    await page.locator(".hud__clock", { hasText: /0:\d\d/ }).waitFor();
    await settleMap(page);
    await clickMap(page, 0.4, 0.4);
    // The page's clock is moved on; the server's is its own, and takes the early guess.
    await page.evaluate(() => {
      const now = performance.now.bind(performance);
      performance.now = () => now() + 31_000;
    });
    await revealed(page);
    expect(await page.locator(".reveal__lines").textContent()).toMatch(/You are .* off/);
    const friend = await visit(browser, `${site.url}/#play-${challenge}`, {
      reducedMotion: "reduce",
    });
    await friend.page.getByRole("button", { name: "Accept" }).click();
    await photo(friend.page);
    expect(await friend.page.locator(".hud__clock").textContent()).toMatch(/0:\d\d/);
    await friend.page.context().close();
    expectClean();
  });
});

async function addPack(folder: string): Promise<void> {
  const database = await openDatabase({ data: folder, databaseUrl: null });
  const geography = await readGeography();
  for (const [seed, at] of PLACES.entries()) {
    await addPhoto(
      database,
      geography,
      LIMITS,
      { pack: "places" },
      {
        bytes: await picture(seed, at),
        at: null,
        attribution: "Nobody",
        licence: "CC0",
        url: null,
        source: `secret-file-${seed}.jpg`,
      },
    );
  }
  await database.close();
}

async function clickMap(page: Page, x: number, y: number): Promise<void> {
  const box = (await page.locator(".play__map canvas").boundingBox())!;
  await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
  await page.locator(".mark--you").waitFor();
}

function pinAt(page: Page): Promise<string | null> {
  return page.locator(".mark--you").getAttribute("style");
}

function isFocused(page: Page, label: string): Promise<boolean> {
  return page.evaluate(
    (text) => document.activeElement?.getAttribute("aria-label") === text,
    label,
  );
}
