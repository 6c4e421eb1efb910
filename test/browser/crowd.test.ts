import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, launch } from "../../bench/chromium.ts";
import { visit } from "./chromium.ts";
import { untilKept } from "./kept.ts";
import { makePhoto, type Site, startSite } from "./site.ts";

const TEST_MS = 240_000;
const TINY = fileURLToPath(new URL("../fixtures/bundle", import.meta.url));

if (!CHROMIUM) console.warn("Browser tests skipped: no Chromium found (set CHROMIUM to its path).");

describe.skipIf(!CHROMIUM)("a crowd of photos", { timeout: TEST_MS }, () => {
  let site: Site;
  let browser: Browser;

  beforeAll(async () => {
    // Its answers have the widest and most ragged areas: some megabytes each.
    [site, browser] = await Promise.all([startSite({ GRATICULE_BUNDLE: TINY }), launch()]);
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  async function choose(page: Page, from: number, count: number): Promise<void> {
    const photo = await makePhoto();
    const files = Array.from({ length: count }, (_, i) => ({
      name: `photo-${from + i}.jpg`,
      mimeType: "image/jpeg",
      buffer: Buffer.concat([photo, Buffer.from(String(from + i))]),
    }));
    await page.locator("input[type=file]").setInputFiles(files);
    await page.waitForFunction(
      (wanted) => document.querySelectorAll(".card[data-status=located]").length === wanted,
      from + count,
      { timeout: TEST_MS },
    );
  }

  /** Megabytes of the page's objects that somebody still holds. */
  async function heapMb(page: Page): Promise<number> {
    const chromium = await page.context().newCDPSession(page);
    await chromium.send("Performance.enable");
    await chromium.send("HeapProfiler.collectGarbage");
    const { metrics } = await chromium.send("Performance.getMetrics");
    await chromium.detach();
    return metrics.find(({ name }) => name === "JSHeapUsedSize")!.value / 2 ** 20;
  }

  it("keeps some answers opened, and no more of them for twice as many photos", async () => {
    const { page, errors } = await visit(browser, site.url);
    await choose(page, 0, 20);
    const before = await heapMb(page);
    await choose(page, 20, 20);
    // Held by the list that they stood in, twenty more answers took 40 MB.
    expect((await heapMb(page)) - before).toBeLessThan(15);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it("draws more photos than fit into one task, all of them and in their order", async () => {
    const { page } = await visit(browser, site.url);
    await page.route("**/v1/predictions*", () => {});
    const names = Array.from({ length: 230 }, (_, i) => `photo-${i}.jpg`);
    await page
      .locator("input[type=file]")
      .setInputFiles(
        names.map((name) => ({ name, mimeType: "image/jpeg", buffer: Buffer.from(name) })),
      );
    const shown = () =>
      page
        .locator(".card__open")
        .evaluateAll((all) => all.map((each) => each.getAttribute("title")));
    await page.locator(".card").nth(229).waitFor({ state: "attached" });
    expect(await shown()).toEqual(names);
    expect(await page.locator(".card__open[aria-current=true]").getAttribute("title")).toBe(
      names[0],
    );
    await page.getByPlaceholder("Place or file").fill("photo-22");
    expect(await shown()).toEqual(names.filter((name) => name.includes("photo-22")));
    await page.getByPlaceholder("Place or file").fill("");
    await page.locator(".card").nth(229).waitFor({ state: "attached" });
    expect(await shown()).toEqual(names);
    await page.getByRole("radio", { name: "Table" }).check();
    await page.locator(".photo-table tbody tr").nth(229).waitFor({ state: "attached" });

    await untilKept(page, { photos: 230 });
    await page.reload();
    await page.locator(".card").nth(229).waitFor({ state: "attached" });
    expect(await shown()).toEqual(names);
    await page.context().close();
  });
});
