import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, launch } from "../../bench/chromium.ts";
import { PHONE, probeMap, type Visit, visit } from "./chromium.ts";
import { makePhoto, type Site, startSite } from "./site.ts";

const TEST_MS = 90_000;
const TINY = fileURLToPath(new URL("../fixtures/bundle", import.meta.url));

if (!CHROMIUM) console.warn("Browser tests skipped: no Chromium found (set CHROMIUM to its path).");

describe.skipIf(!CHROMIUM)("why", { timeout: TEST_MS }, () => {
  let site: Site;
  let browser: Browser;
  let photo: { name: string; mimeType: string; buffer: Buffer };
  let current: Visit;

  beforeAll(async () => {
    const [started, launched, buffer] = await Promise.all([
      // Fifty looks of the bundle that ships take long on a busy machine.
      startSite({ GRATICULE_BUNDLE: TINY }),
      launch(),
      makePhoto(),
    ]);
    [site, browser] = [started, launched];
    photo = { name: "street.jpg", mimeType: "image/jpeg", buffer };
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  afterEach(async () => {
    await current.page.context().close();
    expect(current.strayRequests).toEqual([]);
  });

  async function located(options = {}): Promise<Page> {
    current = await visit(browser, site.url, options);
    const { page } = current;
    await page.setInputFiles("input[type=file]", photo);
    await page.waitForSelector(".places", { state: "attached" });
    return page;
  }

  it("covers the photo part by part, tells what that does, and walks by keyboard", async () => {
    const page = await located();
    const why = page.locator(".why");
    await why.getByRole("button", { name: "Show what it rests on" }).click();
    await page.waitForSelector(".why__summary");
    expect(await page.locator(".why__summary").textContent()).toMatch(/\d\u00a0%/);
    expect(await why.getByRole("status").textContent()).toBe(
      await page.locator(".why__summary").textContent(),
    );

    const patches = page.locator(".photo-map__patch");
    expect(await patches.count()).toBe(49);
    // They lie on what the model sees: of a picture of 4 to 3 the middle square.
    const picture = (await page.locator(".photo-map").boundingBox())!;
    const seen = (await page.locator(".photo-map__seen").boundingBox())!;
    expect(picture.width / picture.height).toBeCloseTo(4 / 3, 1);
    const frame = (await page.locator(".figure__frame").boundingBox())!;
    const image = (await page.locator(".figure__frame img").boundingBox())!;
    expect(image.height).toBeCloseTo(frame.height, 0);
    expect(picture.height).toBeLessThanOrEqual(frame.height + 1);
    expect(seen.width / picture.width).toBeCloseTo(3 / 4, 1);

    await patches.first().focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    const label = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    expect(label).toMatch(/^Row 2, column 2, upper left: .+\u00a0%/);
    expect(await page.locator(".photo-map__words").textContent()).toMatch(/^upper left: /);

    expect(await page.locator(".attributes__row").count()).toBe(6);
    await page.getByLabel("Show it on the photo").uncheck();
    expect(await patches.count()).toBe(0);
    expect(current.errors).toEqual([]);
  });

  it("explains another place, and takes back what was asked of the first", async () => {
    const page = await located();
    const options = page.locator(".why__place option");
    const other = (await options.nth(1).getAttribute("value"))!;
    await page.locator(".why__place select").selectOption(other);
    const asked = page.waitForRequest((request) => request.url().includes("/v1/explanations"));
    await page.getByRole("button", { name: "Show what it rests on" }).click();
    expect(new URL((await asked).url()).searchParams.get("place")).toBe(other);
    await page.waitForSelector(".why__summary");
    await page.locator(".why__place select").selectOption({ index: 0 });
    await page.getByRole("button", { name: "Show what it rests on" }).waitFor();
    expect(await page.locator(".photo-map").count()).toBe(0);
  });

  it("can be stopped, and says what went wrong", async () => {
    const page = await located();
    let answer = () => {};
    await page.route("**/v1/explanations*", async (route) => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      await route.fulfill({
        status: 503,
        headers: { "Retry-After": "7" },
        contentType: "application/problem+json",
        body: JSON.stringify({ code: "busy", title: "The service is busy", detail: "Later." }),
      });
    });
    await page.getByRole("button", { name: "Show what it rests on" }).click();
    await page.locator(".why__busy").getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Nothing is being computed.").waitFor();
    answer();
    await page.getByRole("button", { name: "Start again" }).click();
    await page.locator(".why__busy").waitFor();
    answer();
    const alert = page.locator(".why [role=alert]");
    await alert.waitFor();
    expect(await alert.textContent()).toContain("Try again in 7 s.");
    await page.unroute("**/v1/explanations*");
    await page.locator(".why").getByRole("button", { name: "Try again" }).click();
    await page.waitForSelector(".why__summary");
  });

  it("shows on the map what the photo changed", async () => {
    const page = await located();
    await probeMap(page);
    await page.getByText("What the photo changed").click();
    await probeMap(page, ({ cells }) => cells === 0);
    expect(await page.locator(".legend").textContent()).toContain("8 times more");
    const canvas = page.locator("canvas.maplibregl-canvas");
    expect(await canvas.getAttribute("aria-label")).toContain("what the photo changed");
    await page.getByText("Belief", { exact: true }).click();
    await probeMap(page, ({ cells }) => cells > 0);
    expect(current.errors).toEqual([]);
  });

  it("fits a phone", async () => {
    const page = await located({ viewport: PHONE, hasTouch: true, isMobile: true });
    await page.click(".sheet-head");
    await page.getByRole("button", { name: "Show what it rests on" }).click();
    await page.waitForSelector(".why__summary");
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  });
});
