import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, launch } from "../../bench/chromium.ts";
import { PHONE, type Visit, visit } from "./chromium.ts";
import { type Site, startSite } from "./site.ts";

const STARTER = fileURLToPath(new URL("../../geodata/starter/", import.meta.url));
/** Three days around the Baltic, added in the wrong order, and a photo whose file does not say where it was taken. */
const TRIP = [
  { file: "osv5m-1621ab2d8d.webp", day: 3, lat: 62.854364, lng: 7.137688 },
  { file: "osv5m-31d88702d3.webp", day: 2, lat: 58.516722, lng: 32.699037 },
  { file: "osv5m-02293ea65d.webp", day: 1, lat: 61.48715, lng: 15.688064 },
  { file: "osv5m-379bfdf2a8.webp", day: 4 },
] as const;

interface Given {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

async function photoOf(photo: (typeof TRIP)[number]): Promise<Given> {
  const sexagesimal = (degrees: number) => `${Math.round(degrees * 1e6)}/1000000 0/1 0/1`;
  const buffer = await sharp(await readFile(STARTER + photo.file))
    .withExif({
      IFD2: { DateTimeOriginal: `2026:05:0${photo.day} 10:30:00` },
      ...("lat" in photo && {
        IFD3: {
          GPSLatitudeRef: "N",
          GPSLatitude: sexagesimal(photo.lat),
          GPSLongitudeRef: "E",
          GPSLongitude: sexagesimal(photo.lng),
        },
      }),
    })
    .jpeg()
    .toBuffer();
  return { name: `day-${photo.day}.jpg`, mimeType: "image/jpeg", buffer };
}

if (!CHROMIUM) console.warn("Browser tests skipped: no Chromium found (set CHROMIUM to its path).");

describe.skipIf(!CHROMIUM)("photos of one trip", { timeout: 240_000 }, () => {
  let site: Site;
  let browser: Browser;
  let current: Visit;
  let photos: Given[];

  beforeAll(async () => {
    [site, browser] = await Promise.all([startSite(), launch()]);
    photos = await Promise.all(TRIP.map(photoOf));
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  afterEach(() => current?.page.context().close());

  async function open(options: object = {}) {
    current = await visit(browser, site.url, options);
    const { page } = current;
    await page.locator("input[type=file]").setInputFiles(photos);
    await page.locator(".answer[data-stale=false]").waitFor({ state: "attached" });
    const sheet = page.locator(".sheet-head");
    if (await sheet.isVisible()) await sheet.click();
    await page.getByRole("button", { name: "All 4 photos" }).click();
    await page.locator(".card[data-status=located]").nth(3).waitFor();
    return page;
  }

  const album = (page: Page) => page.getByRole("region", { name: "One trip?" });
  const solve = async (page: Page) => {
    await page.getByRole("button", { name: "These belong together" }).click();
    await page.locator(".trip__table").first().waitFor();
  };
  const namesIn = (page: Page, caption: RegExp) =>
    page.getByRole("table", { name: caption }).locator(".trip__name").allTextContents();

  it("are solved together: the way in the order of their times, what does not belong set apart", async () => {
    const page = await open();
    await solve(page);
    expect(await namesIn(page, /The way/)).toEqual(["day-1.jpg", "day-2.jpg", "day-3.jpg"]);
    expect(await namesIn(page, /Set apart/)).toEqual(["day-4.jpg"]);
    const first = album(page).locator("tbody tr").first();
    expect(await first.textContent()).toMatch(/day-1\.jpg2026-05-01 10:30.*Sweden, from its file/);

    // Along the way by keyboard: the stop is told, and marked in the table.
    const slider = page.getByRole("slider", { name: "Along the way" });
    await slider.focus();
    await page.keyboard.press("ArrowRight");
    expect(await slider.getAttribute("aria-valuetext")).toBe("2 of 3, 2026-05-02 10:30, day-2.jpg");
    const marked = album(page).locator("tr[data-current=true]");
    expect(await marked.textContent()).toContain("day-2.jpg");
    expect(current.errors).toEqual([]);
    expect(current.strayRequests).toEqual([]);
  });

  it("are looked at one by one, as the album has them and each alone", async () => {
    const page = await open();
    await solve(page);
    await page
      .getByRole("button", { name: /day-3\.jpg/ })
      .first()
      .click();
    await page.getByText("With the other photos of the trip.").waitFor();
    const verdict = page.locator(".verdict h1");
    await expect.poll(() => verdict.textContent()).toMatch(/Norway|Molde/);
    await page.getByRole("radio", { name: "Each alone" }).check();
    await page.getByText("What this photo says by itself.").waitFor();
    await expect.poll(() => verdict.textContent()).not.toMatch(/Molde/);
    await page.getByRole("button", { name: "All 4 photos" }).click();
    expect(await page.getByRole("radio", { name: "Each alone" }).isChecked()).toBe(true);
  });

  it("say when they are no longer those that were solved, and are solved again", async () => {
    const page = await open();
    await solve(page);
    await page.locator(".card").nth(3).hover();
    await page.getByRole("button", { name: "Remove day-4.jpg" }).click();
    await album(page)
      .getByText(/have changed since they were solved/)
      .waitFor();
    expect(await page.locator(".trip__table").count()).toBe(0);
    await page.getByRole("button", { name: "Solve them together again" }).click();
    await page.locator(".trip__table").first().waitFor();
    expect(await namesIn(page, /Set apart/)).toEqual([]);
  });

  it("can be given up, and say why they have no answer", async () => {
    const page = await open();
    await page.route("**/v1/albums*", () => {});
    await page.getByRole("button", { name: "These belong together" }).click();
    await album(page).getByText("Solving them together").first().waitFor();
    await album(page).getByRole("button", { name: "Stop" }).click();
    await page.getByRole("button", { name: "These belong together" }).waitFor();

    await page.unroute("**/v1/albums*");
    await page.route("**/v1/albums*", (route) => route.abort());
    await page.getByRole("button", { name: "These belong together" }).click();
    await page.getByRole("alert").getByText("The server did not answer").waitFor();
    await page.unroute("**/v1/albums*");
    await solve(page);
    expect(await namesIn(page, /The way/)).toHaveLength(3);
  });

  it("fit a phone", async () => {
    const page = await open({ viewport: PHONE, hasTouch: true });
    await solve(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    for (const target of await album(page).locator("button:visible, summary:visible").all()) {
      const { height } = (await target.boundingBox())!;
      expect(height).toBeGreaterThanOrEqual(44);
    }
  });
});
