import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, launch } from "../../bench/chromium.ts";
import { startProxy } from "../server/http/proxy.ts";
import { probeMap, type Visit, visit } from "./chromium.ts";
import { makePhoto, type Site, startSite } from "./site.ts";

describe.skipIf(!CHROMIUM)("the page under a path", { timeout: 90_000 }, () => {
  let site: Site;
  let browser: Browser;
  let current: Visit;

  beforeAll(async () => {
    [site, browser] = await Promise.all([
      startSite({ GRATICULE_BASE_PATH: "/tools/photos" }),
      launch(),
    ]);
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  it.each([
    ["that passes on the whole path", false],
    ["that takes the path off", true],
  ])("behind a proxy %s: a photo becomes hexagons, and the game begins", async (_, takesOff) => {
    const proxy = await startProxy(site.url, { path: "/tools/photos", takesOff });
    // What is asked for beside the path counts as stray.
    current = await visit(browser, `${proxy}/tools/photos/`, { reducedMotion: "reduce" });
    const { page } = current;
    const buffer = await makePhoto();
    await page
      .locator("input[type=file]")
      .first()
      .setInputFiles([{ name: "street.jpg", mimeType: "image/jpeg", buffer }]);
    await page.locator(".answer[data-stale=false]").waitFor();
    expect((await probeMap(page)).cells).toBeGreaterThan(20);
    await page.goto(`${proxy}/tools/photos/#play`);
    await page.locator(".lobby").waitFor();
    expect(current.strayRequests).toEqual([]);
    expect(current.errors).toEqual([]);
    await page.context().close();
  });
});
