import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { CHROMIUM, launch } from "../../bench/chromium.ts";
import { type Host, startHost } from "../server/basemap/host.ts";
import { pngTile, rasterArchive, styleOf, vectorArchive } from "../server/basemap/maps.ts";
import { DESKTOP, PATIENCE_MS, PHONE, probeMap, settleMap, type Visit, visit } from "./chromium.ts";
import { makePhoto, startSite } from "./site.ts";

const NOTICE = "This service’s own map cannot be loaded: the built-in map is shown instead.";

describe.skipIf(!CHROMIUM)("a map of the operator's", { timeout: 120_000 }, () => {
  let browser: Browser;
  let folder: string;
  let host: Host;
  let tilesAnswer = true;

  beforeAll(async () => {
    const [archive, png] = [vectorArchive(), await pngTile()];
    browser = await launch();
    folder = await mkdtemp(join(tmpdir(), "graticule-map-"));
    await writeFile(join(folder, "streets.pmtiles"), archive);
    await writeFile(join(folder, "pictures.pmtiles"), await rasterArchive());
    await writeFile(join(folder, "broken.pmtiles"), archive.slice(0, 400));
    host = await startHost((path) => {
      if (path === "/style.json") return JSON.stringify({ ...styleOf(""), ...STYLE });
      if (!tilesAnswer) return (response) => response.writeHead(500).end();
      if (path === "/streets.pmtiles") return archive;
      if (path === "/sprites/light.json") return "{}";
      if (path.endsWith(".png")) return png;
      return undefined;
    });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    host?.close();
    await rm(folder, { recursive: true });
  });

  /** Opens the page of a service with this map, under a path. */
  async function open(named: string, options: Parameters<typeof visit>[2] = {}): Promise<Visit> {
    const site = await startSite({ GRATICULE_BASEMAP: named, GRATICULE_BASE_PATH: "/photos" });
    onTestFinished(site.stop);
    const current = await visit(browser, `${site.url}/photos/`, options);
    onTestFinished(() => current.page.context().close());
    await settleMap(current.page);
    return current;
  }

  async function answered(page: Page): Promise<number> {
    const buffer = await makePhoto();
    await page.setInputFiles("input[type=file]", { name: "a.jpg", mimeType: "image/jpeg", buffer });
    return (await probeMap(page)).cells;
  }

  const credits = (page: Page) => page.locator(".maplibregl-ctrl-attrib-inner").innerText();

  it("in a PMTiles file is drawn from the service alone, and follows the theme", async () => {
    const { page, strayRequests, errors } = await open(join(folder, "streets.pmtiles"));
    expect(await credits(page)).toBe("© Test mappers");
    const [light, dark] = [
      [248, 247, 243],
      [28, 38, 46],
    ];
    expect(await colourOfLand(page)).toEqual(light);
    await page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(() => colourOfLand(page)).toEqual(dark);
    expect(await answered(page)).toBeGreaterThan(100);
    await page.setViewportSize(PHONE);
    await page.locator(".maplibregl-ctrl-attrib-inner").click({ trial: true });
    expect(strayRequests).toEqual([]);
    expect(errors).toEqual([]);
  });

  it("may be of pictures", async () => {
    const { page, strayRequests, errors } = await open(join(folder, "pictures.pmtiles"));
    expect(await colourOfLand(page)).toEqual([47, 125, 79]);
    expect(await answered(page)).toBeGreaterThan(100);
    expect([...strayRequests, ...errors]).toEqual([]);
  });

  it("in a style of another host reaches that host and no other", async () => {
    const { page, strayRequests, errors } = await open(`${host.url}style.json`);
    expect(await credits(page)).toBe("© Streets");
    expect(await colourOfLand(page)).toEqual([40, 80, 120]);
    expect(await page.locator(".welcome__privacy").innerText()).toContain(
      `The map comes from ${new URL(host.url).host}`,
    );
    expect(await answered(page)).toBeGreaterThan(100);
    expect(strayRequests.length).toBeGreaterThan(0);
    expect(strayRequests.filter((url) => !url.startsWith(host.url))).toEqual([]);
    expect(strayRequests).not.toContain(`${host.url}style.json`);
    expect(errors).toEqual([]);
  });

  it("that the service cannot read gives way to the built-in map", async () => {
    const { page, strayRequests, errors } = await open(join(folder, "broken.pmtiles"));
    expect(await page.locator(".map__trouble").innerText()).toBe(NOTICE);
    expect(await answered(page)).toBeGreaterThan(100);
    expect([...strayRequests, ...errors]).toEqual([]);
  });

  it("whose tiles do not come gives way to the built-in map", async () => {
    tilesAnswer = true;
    const site = await startSite({ GRATICULE_BASEMAP: `${host.url}style.json` });
    onTestFinished(site.stop);
    tilesAnswer = false;
    onTestFinished(() => {
      tilesAnswer = true;
    });
    const { page } = await visit(browser, site.url, { viewport: DESKTOP });
    onTestFinished(() => page.context().close());
    await page.locator(".map__trouble").waitFor();
    expect(await page.locator(".map__trouble").innerText()).toBe(NOTICE);
    expect(await answered(page)).toBeGreaterThan(100);
  });
});

describe.skipIf(!CHROMIUM)("the built-in map", { timeout: 120_000 }, () => {
  it("has its hills after all else is drawn", async () => {
    const [site, browser] = await Promise.all([startSite(), launch()]);
    onTestFinished(site.stop);
    onTestFinished(() => browser.close());
    const states: (string | undefined)[] = [];
    const { page, errors } = await visit(browser, site.url, {}, (fresh) =>
      fresh.route("**/geodata/relief.pmtiles", async (route) => {
        const state = () => document.querySelector<HTMLElement>(".map__canvas")?.dataset.state;
        states.push(await fresh.evaluate(state));
        await route.continue();
      }),
    );
    await expect.poll(() => states.length, { timeout: PATIENCE_MS }).toBeGreaterThan(0);
    await settleMap(page);
    expect(states[0]).toBeDefined();
    expect(errors).toEqual([]);
  });
});

/** A style whose every part answers. */
const STYLE = {
  glyphs: undefined,
  sources: {
    streets: { type: "vector", url: "pmtiles://streets.pmtiles", attribution: "© Streets" },
    hills: { type: "raster", tiles: ["hills/{z}/{x}/{y}.png"], tileSize: 256 },
  },
  layers: [
    { id: "sea", type: "background", paint: { "background-color": "#88aacc" } },
    { id: "hills", type: "raster", source: "hills" },
    {
      id: "land",
      type: "fill",
      source: "streets",
      "source-layer": "earth",
      paint: { "fill-color": "#285078" },
    },
  ],
};

/** The colour of the map where the globe has land and nothing else, as it is on the screen. */
async function colourOfLand(page: Page): Promise<number[]> {
  await settleMap(page);
  const box = (await page.locator(".map__canvas").boundingBox())!;
  const clip = { x: box.x + box.width * 0.38, y: box.y + box.height * 0.62, width: 1, height: 1 };
  const shot = await page.screenshot({ clip });
  const { default: sharp } = await import("sharp");
  return [...(await sharp(shot).removeAlpha().raw().toBuffer())];
}
