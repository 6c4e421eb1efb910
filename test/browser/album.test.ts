import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, launch } from "../../bench/chromium.ts";
import { PATIENCE_MS, PHONE, type Visit, visit } from "./chromium.ts";
import { type Site, startSite } from "./site.ts";

const TEST_MS = 240_000;

const LONDON = ["N51/1 30/1 0/1", "W0/1 7/1 0/1"] as const;
const OXFORD = ["N51/1 45/1 0/1", "W1/1 15/1 0/1"] as const;
const BATH = ["N51/1 23/1 0/1", "W2/1 22/1 0/1"] as const;
const SYDNEY = ["S33/1 52/1 0/1", "E151/1 12/1 0/1"] as const;

interface Given {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** A photo of stripes with a time of its camera, and where it says it was taken: whole degrees and minutes. */
async function photoAt(
  name: string,
  hue: number,
  time: string,
  [lat, lng]: readonly [lat: string, lng: string],
): Promise<Given> {
  const [width, height] = [320, 240];
  const pixels = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, i) => {
      const [x, y] = [((i / 3) | 0) % width, (i / 3 / width) | 0];
      return (128 + 80 * Math.sin(x / (11 + hue) + (i % 3)) + 37 * Math.cos(y / 23)) & 255;
    }),
  );
  const buffer = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .withExif({
      IFD2: { DateTimeOriginal: time },
      IFD3: {
        GPSLatitudeRef: lat.slice(0, 1),
        GPSLatitude: lat.slice(1),
        GPSLongitudeRef: lng.slice(0, 1),
        GPSLongitude: lng.slice(1),
      },
    })
    .jpeg()
    .toBuffer();
  return { name, mimeType: "image/jpeg", buffer };
}

describe.skipIf(!CHROMIUM)("photos that belong together", { timeout: TEST_MS }, () => {
  let site: Site;
  let browser: Browser;
  let trip: readonly Given[];
  let current: Visit;

  beforeAll(async () => {
    [site, browser, trip] = await Promise.all([
      startSite(),
      launch(),
      Promise.all([
        photoAt("noon.jpg", 1, "2026:05:01 12:00:00", OXFORD),
        photoAt("morning.jpg", 2, "2026:05:01 09:30:00", LONDON),
        photoAt("evening.jpg", 3, "2026:05:01 19:00:00", BATH),
      ]),
    ]);
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  afterEach(() => current?.page.context().close());

  async function open(options: object = {}) {
    current = await visit(browser, site.url, options);
    return current.page;
  }

  const panel = (page: Page) => page.getByRole("region", { name: "Photos that belong together" });
  const slider = (page: Page) => page.getByRole("slider", { name: "Along the way" });
  const add = (page: Page, photos: readonly Given[]) =>
    page.locator("input[type=file]").setInputFiles([...photos]);
  const begin = (page: Page) => page.getByRole("button", { name: "These belong together" }).click();

  async function solve(page: Page): Promise<void> {
    await add(page, trip);
    await begin(page);
    await panel(page).getByRole("heading", { name: "Together" }).waitFor();
  }

  it("three photos are solved together, in the order of their times, and the keyboard moves along the way", async () => {
    const page = await open();
    await solve(page);
    const lines = await panel(page).locator("ol .stop__title + .stop__line").allTextContents();
    expect(lines).toEqual([
      "morning.jpg · 1 May 2026, 09:30",
      "noon.jpg · 1 May 2026, 12:00",
      "evening.jpg · 1 May 2026, 19:00",
    ]);
    await slider(page).focus();
    await page.keyboard.press("End");
    const last = await slider(page).getAttribute("aria-valuetext");
    await page.keyboard.press("Home");
    const first = await slider(page).getAttribute("aria-valuetext");
    expect([first, last]).toEqual([
      "1 of 3: morning.jpg, 1 May 2026, 09:30",
      "3 of 3: evening.jpg, 1 May 2026, 19:00",
    ]);
    await page.getByRole("button", { name: "Open morning.jpg" }).click();
    const versus = page.getByRole("region", { name: "Alone and together" });
    await versus.getByText("Alone", { exact: true }).click();
    expect(await versus.getByRole("radio", { name: /^Alone/ }).isChecked()).toBe(true);
    await page.keyboard.press("ArrowRight");
    expect(await versus.getByRole("radio", { name: /^Together/ }).isChecked()).toBe(true);
    expect(current.errors).toEqual([]);
  });

  it("a photo that is added or removed makes the album stale, and it is solved again without sending all anew", async () => {
    const page = await open();
    await solve(page);
    await page.locator(".card").nth(2).hover();
    await page.getByRole("button", { name: "Remove evening.jpg" }).click();
    await panel(page).getByText("No longer up to date").waitFor();
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/v1/predictions")) sent.push(request.url());
    });
    await panel(page).getByRole("button", { name: "Solve again" }).click();
    await page.locator('.trip input[max="1"]').waitFor();
    expect(await panel(page).getByText("No longer up to date").count()).toBe(0);
    expect(sent).toEqual([]);
  });

  it("an album is there again after a reload, with its order, without sending a photo", async () => {
    const page = await open();
    await solve(page);
    await panel(page).getByLabel("Order").selectOption("given");
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/v1/predictions")) sent.push(request.url());
    });
    await page.reload();
    await panel(page).getByRole("heading", { name: "Together" }).waitFor();
    const lines = await panel(page).locator("ol .stop__title + .stop__line").allTextContents();
    expect(lines.map((line) => line.split(" ")[0])).toEqual([
      "noon.jpg",
      "morning.jpg",
      "evening.jpg",
    ]);
    expect(sent).toEqual([]);
  });

  it("a photo from the other side of the Earth stands apart, in the list and off the way", async () => {
    const page = await open();
    await add(page, [...trip, await photoAt("far.jpg", 5, "2026:05:01 15:00:00", SYDNEY)]);
    await solveThese(page);
    await panel(page).getByRole("heading", { name: "Does not belong" }).waitFor();
    const apart = panel(page).locator(".stop[data-stray=true]");
    expect(await apart.locator(".stop__title + .stop__line").allTextContents()).toEqual([
      "far.jpg · 1 May 2026, 15:00",
    ]);
    expect(await slider(page).getAttribute("max")).toBe("2");
  });

  it("can be cancelled, says when there is no connection, and goes on when there is", async () => {
    const page = await open();
    await page.route("**/v1/albums?*", () => new Promise(() => {}));
    await add(page, trip);
    await begin(page);
    await panel(page).getByText("Waiting for the server's turn").waitFor();
    await panel(page).getByRole("button", { name: "Cancel" }).click();
    await panel(page).getByText("Stopped.").waitFor();
    await page.unroute("**/v1/albums?*");
    await page.route("**/v1/albums?*", (route) => route.abort());
    await panel(page).getByRole("button", { name: "These belong together" }).click();
    await panel(page).getByText("The server did not answer").waitFor();
    await page.unroute("**/v1/albums?*");
    await panel(page).getByRole("button", { name: "Try again" }).click();
    await panel(page).getByRole("heading", { name: "Together" }).waitFor();
  });

  it("a server that does not know albums is named as such", async () => {
    const page = await open();
    await page.route("**/v1/albums?*", (route) =>
      route.fulfill({
        status: 404,
        contentType: "application/problem+json",
        body: JSON.stringify({
          code: "not_found",
          title: "No such route",
          detail: "",
          status: 404,
        }),
      }),
    );
    await add(page, trip);
    await begin(page);
    await panel(page).getByText("This server does not solve albums").waitFor();
  });

  it("on a phone the time slider stands over the map while the sheet is closed", async () => {
    const page = await open({ viewport: PHONE, hasTouch: true, isMobile: true });
    await add(page, trip);
    await page.locator(".sheet-head").click();
    await solveThese(page);
    expect(await slider(page).isVisible()).toBe(false);
    await page.locator(".sheet-head").click();
    await slider(page).waitFor({ timeout: PATIENCE_MS });
    const [box, sheet] = [
      await page.locator(".trip").boundingBox(),
      await page.locator(".panel").boundingBox(),
    ];
    expect(box!.y + box!.height).toBeLessThanOrEqual(sheet!.y);
    expect(box!.x + box!.width).toBeLessThanOrEqual(PHONE.width);
  });

  async function solveThese(page: Page): Promise<void> {
    await begin(page);
    await panel(page).getByRole("heading", { name: "Together" }).waitFor();
  }
});
