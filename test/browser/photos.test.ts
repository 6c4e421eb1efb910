import { readFile } from "node:fs/promises";
import { check } from "@placemarkio/check-geojson";
import { parse } from "csv-parse/sync";
import { XMLValidator } from "fast-xml-parser";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, launch } from "../../bench/chromium.ts";
import { PATIENCE_MS, PHONE, probeMap, type Visit, visit } from "./chromium.ts";
import { untilKept } from "./kept.ts";
import { makePhoto, type Site, startSite } from "./site.ts";

const TEST_MS = 240_000;
/** Long enough for a hundred photos on a busy machine. */
const ALL_MS = 200_000;

if (!CHROMIUM) console.warn("Browser tests skipped: no Chromium found (set CHROMIUM to its path).");

interface Given {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

describe.skipIf(!CHROMIUM)("many photos", { timeout: TEST_MS }, () => {
  let site: Site;
  let browser: Browser;
  let photo: Buffer;
  let current: Visit;

  beforeAll(async () => {
    [site, browser, photo] = await Promise.all([startSite(), launch(), makePhoto()]);
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

  /** Photos that differ in their bytes behind the picture, every `brokenEvery`-th of them no photo at all. */
  function photos(count: number, brokenEvery = Number.POSITIVE_INFINITY): Given[] {
    return Array.from({ length: count }, (_, i) => {
      const isBroken = (i + 1) % brokenEvery === 0;
      const buffer = isBroken
        ? Buffer.from(`no photo ${i}`)
        : Buffer.concat([photo, Buffer.from(String(i))]);
      return { name: `${isBroken ? "broken" : "photo"}-${i}.jpg`, mimeType: "image/jpeg", buffer };
    });
  }

  const choose = (page: Page, files: readonly Given[]) =>
    page.locator("input[type=file]").setInputFiles([...files]);
  const cards = (page: Page, kind = "") =>
    page.locator(kind === "" ? ".card" : `.card[data-kind=${kind}]`);

  async function finish(page: Page): Promise<void> {
    const isDone = () => !document.querySelector(".card[data-kind=waiting]");
    await page.waitForFunction(isDone, null, { timeout: ALL_MS });
  }

  async function save(page: Page, form: string): Promise<string> {
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: form, exact: true }).click();
    return readFile(await (await saved).path(), "utf8");
  }

  it("a hundred photos, ten of them broken, survive a reload midway and become one table", async () => {
    const page = await open();
    await choose(page, photos(100, 10));
    await cards(page).first().waitFor();
    expect(await cards(page).count()).toBe(100);
    await page.waitForFunction(
      () => document.querySelectorAll(".card[data-status=located]").length >= 20,
      null,
      { timeout: ALL_MS },
    );
    await untilKept(page, { photos: 100, answers: 20 });

    const asked: string[] = [];
    await page.reload();
    page.on("request", (request) => {
      if (request.url().includes("/v1/predictions")) asked.push(request.url());
    });
    await cards(page).first().waitFor();
    expect(await cards(page).count()).toBe(100);
    await finish(page);
    // What had been answered, or could not be read, was not sent again; the latest may have been on their way to the disk.
    expect(asked.length).toBeLessThan(85);
    expect(await cards(page, "failed").count()).toBe(10);
    expect(await page.locator(".photos-progress__words").textContent()).toMatch(
      /90 answered.*10 failed/,
    );
    await page.locator(".photo-point").first().waitFor();

    await page.getByRole("button", { name: "Save" }).click();
    const rows = parse(await save(page, "CSV"), { columns: true }) as Record<string, string>[];
    expect(rows.map(({ file }) => file)).toEqual(photos(100, 10).map(({ name }) => name));
    const failed = rows.filter(({ state }) => state === "failed");
    expect(failed).toHaveLength(10);
    for (const { reason } of failed) expect(reason).toMatch(/photo/);
    const geojson = JSON.parse(await save(page, "GeoJSON"));
    expect(check(JSON.stringify(geojson)).type).toBe("FeatureCollection");
    expect([geojson.features.length, geojson.failed.length]).toEqual([90, 10]);
    const kml = await save(page, "KML");
    expect(XMLValidator.validate(kml)).toBe(true);
    expect(kml.match(/data:image\/jpeg/g)).toHaveLength(90);

    await page.getByRole("radio", { name: /^Failed/ }).check();
    expect(await cards(page).count()).toBe(10);
    await page.getByRole("button", { name: "Remove these" }).click();
    await page.getByText("No photo fits").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    expect(await cards(page).count()).toBe(10);
    expect(current.strayRequests).toEqual([]);
  });

  it("one of many is opened, looked at and left again; a question goes to all", async () => {
    const page = await open({ reducedMotion: "reduce" });
    await choose(page, photos(6));
    await finish(page);
    await cards(page).nth(4).locator(".card__open").click();
    await page.locator(".answer[data-stale=false]").waitFor();
    expect(await page.locator(".switch__place").textContent()).toBe("5 of 6");
    await page.getByRole("button", { name: "All 6 photos" }).click();
    await page.getByRole("button", { name: "Ask differently" }).click();
    const asked: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("prior=land")) asked.push(request.url());
    });
    await page.getByRole("radio", { name: /All land alike/ }).check();
    await finish(page);
    expect(asked).toHaveLength(6);
    await page.getByRole("radio", { name: /Where photos are taken/ }).check();
    await page.getByRole("radio", { name: /All land alike/ }).check();
    await finish(page);
    expect(asked).toHaveLength(6);
    expect(current.errors).toEqual([]);
  });

  it("waits as long as the service says, and goes on by itself", async () => {
    const page = await open();
    let refusals = 3;
    await page.route("**/v1/predictions*", (route) =>
      refusals-- > 0
        ? route.fulfill({
            status: 429,
            headers: { "Retry-After": "2", "Content-Type": "application/problem+json" },
            body: JSON.stringify({
              type: "about:blank",
              title: "Too many requests",
              status: 429,
              detail: "Try again in 2 s.",
              instance: "",
              code: "rate_limited",
              requestId: "1",
            }),
          })
        : route.continue(),
    );
    await choose(page, photos(5));
    await page.getByText(/Too many requests\. It goes on by itself/).waitFor();
    await finish(page);
    expect(await cards(page, "failed").count()).toBe(0);
  });

  it("goes on where it was when the connection is back", async () => {
    const page = await open();
    await page.route("**/v1/predictions*", (route) => route.abort());
    await choose(page, photos(5));
    await page.getByText(/It goes on by itself/).waitFor();
    expect(await cards(page, "waiting").count()).toBe(5);
    await page.unroute("**/v1/predictions*");
    await finish(page);
    expect(await cards(page, "failed").count()).toBe(0);
  });

  it("two tabs have photos of their own, and the next page has those of a tab that was closed", async () => {
    const page = await open();
    await choose(page, photos(5));
    await finish(page);
    await untilKept(page, { photos: 5, answers: 5 });
    const context: BrowserContext = page.context();
    const second = await context.newPage();
    second.setDefaultTimeout(PATIENCE_MS);
    await second.goto(site.url);
    await second.getByText("Where on Earth").waitFor();
    await choose(second, photos(7));
    await finish(second);
    await untilKept(second, { photos: 12, answers: 12 });
    expect(await cards(page).count()).toBe(5);
    await page.reload();
    await cards(page).first().waitFor();
    expect(await cards(page).count()).toBe(5);

    await second.close();
    const third = await context.newPage();
    third.setDefaultTimeout(PATIENCE_MS);
    await third.goto(site.url);
    await cards(third).first().waitFor();
    expect(await cards(third).count()).toBe(7);

    await third.getByRole("button", { name: "On this device" }).click();
    await third.getByRole("button", { name: "Forget all …" }).click();
    await third.getByRole("button", { name: "Forget all photos and answers" }).click();
    await third.getByText("Where on Earth").waitFor();
    await third.reload();
    await third.getByText("Where on Earth").waitFor();
    await page.reload();
    await cards(page).first().waitFor();
    expect(await cards(page).count()).toBe(5);
  });

  it("a page that opens while another is loaded again leaves that one its photos", async () => {
    const page = await open();
    await choose(page, photos(5));
    await finish(page);
    await untilKept(page, { photos: 5, answers: 5 });
    const other = await page.context().newPage();
    other.setDefaultTimeout(PATIENCE_MS);
    let goOn = () => {};
    const isLookedAt = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    // The page of before has let go, and its scripts have yet to come.
    await page.route(/\.js$/, async (route) => {
      await isLookedAt;
      await route.continue();
    });
    await page.reload({ waitUntil: "commit" });
    await other.goto(site.url);
    await other.getByText("Where on Earth").waitFor();
    await other.waitForTimeout(1500);
    goOn();
    await cards(page).first().waitFor();
    expect(await cards(page).count()).toBe(5);
    expect(await cards(other).count()).toBe(0);
  });

  it("works where the browser keeps nothing, and says so", async () => {
    current = await visit(browser, site.url, {}, (page) =>
      page.addInitScript(() => {
        Object.defineProperty(window, "indexedDB", {
          value: {
            open() {
              throw new DOMException("denied", "SecurityError");
            },
          },
        });
      }),
    );
    const { page } = current;
    await choose(page, photos(5));
    await page.getByText(/This browser keeps nothing/).waitFor();
    await finish(page);
    await cards(page).nth(0).locator(".card__open").click();
    await page.locator(".answer[data-stale=false]").waitFor();
  });

  it("says that the device is full, and loses nothing while the page is open", async () => {
    current = await visit(browser, site.url, {}, (page) =>
      page.addInitScript(() => {
        const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...given) {
          if (this.name === "files") throw new DOMException("no room", "QuotaExceededError");
          return put.apply(this, given);
        };
      }),
    );
    const { page } = current;
    await choose(page, photos(5));
    await page.getByText(/This device has no more room/).waitFor();
    await finish(page);
    expect(await cards(page, "failed").count()).toBe(0);
    await cards(page).nth(0).locator(".card__open").click();
    await page.locator(".answer[data-stale=false]").waitFor();
  });

  it("reads what an older version kept, and says what it could not read", async () => {
    const page = await open();
    await choose(page, photos(5));
    await finish(page);
    await untilKept(page, { photos: 5, answers: 5 });
    // From another page of the site: the one that is left writes nothing any more.
    await page.goto(`${site.url}/healthz`);
    const asked: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/v1/predictions")) asked.push(request.url());
    });
    await page.evaluate(async () => {
      const done = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      const database = await done(indexedDB.open("graticule"));
      const stores = database.transaction(["photos", "answers"], "readwrite");
      const store = (name: string) => stores.objectStore(name);
      for (const photo of await done(store("photos").getAll())) {
        await done(store("photos").put({ ...photo, format: 0, summary: { old: true } }));
      }
      const answers = await done(store("answers").getAll());
      for (const answer of answers.slice(0, 2)) {
        await done(store("answers").put({ ...answer, packed: new Blob(["old"]) }));
      }
      database.close();
    });
    await page.goto(site.url);
    await cards(page).first().waitFor();
    await finish(page);
    expect(await cards(page).count()).toBe(5);
    expect(await cards(page, "failed").count()).toBe(0);
    expect(asked).toHaveLength(2);
    await page.getByRole("button", { name: "On this device" }).click();
    await page.getByText(/2 answers of an earlier version could not be read/).waitFor();
  });

  it("an answer is saved as a page that needs nothing, and as JSON that opens again", async () => {
    const page = await open();
    await choose(page, photos(1));
    await page.locator(".answer[data-stale=false]").waitFor();
    const places = await page.locator(".places").textContent();
    const html = await save(page, "HTML");
    const json = await save(page, "JSON");
    expect(html).not.toMatch(/<script|https?:/);
    expect(html).toMatch(/class="land" d="M/);

    const paper = await visit(browser, "about:blank", { javaScriptEnabled: false });
    await paper.page.setContent(html);
    expect(await paper.page.locator("svg .band").count()).toBe(4);
    expect(await paper.page.locator("h1").textContent()).not.toBe("");
    expect(paper.errors).toEqual([]);
    await paper.page.context().close();

    const asked: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/v1/predictions")) asked.push(request.url());
    });
    const file = (name: string, text: string): Given => {
      return { name, mimeType: "application/json", buffer: Buffer.from(text) };
    };
    await choose(page, [file("saved.json", json)]);
    await page.getByText("Opened from a saved answer").waitFor();
    await page.locator(".answer[data-stale=false]").waitFor();
    expect(await page.locator(".places").textContent()).toBe(places);
    await untilKept(page, { photos: 2, files: 1, answers: 2 });
    await page.reload();
    await page.getByText("2 of 2").or(page.getByText("1 of 2")).waitFor();

    const old = JSON.stringify({ ...JSON.parse(json).answers[0].prediction, best: { point: 1 } });
    await choose(page, [file("package.json", '{"name":"x"}')]);
    await page
      .getByRole("alert")
      .getByText(/an object with name/)
      .waitFor();
    await choose(page, [file("old.json", old)]);
    await page
      .getByRole("alert")
      .getByText(/not in the form that this page reads.*best/)
      .waitFor();
    expect(asked).toEqual([]);
  });

  it("a link carries the question and the view to someone with a photo of their own", async () => {
    const page = await open();
    await page.goto(`${site.url}#locate?prior=land&within=PT,ES&mass=0.9&map=40.0,-5.0,5.00`);
    await page.reload();
    await page.getByText(/All land alike; Only Portugal or Spain/).waitFor();
    const asked = page.waitForRequest(/prior=land.*within=/);
    await choose(page, photos(1));
    await asked;
    await page.locator(".answer[data-stale=false]").waitFor();
    expect(await page.locator(".legend__line").textContent()).toMatch(/90.%/);
    expect((await probeMap(page)).centre).toBe("-5.000,40.000");
  });

  it("says what of a link is not understood", async () => {
    const page = await open();
    await page.goto(`${site.url}#locate?prior=moon`);
    await page.getByText(/The link could not be followed: .*moon/).waitFor();
  });

  it("fits a phone", async () => {
    const page = await open({ viewport: PHONE, hasTouch: true });
    await choose(page, photos(12));
    await page.locator(".sheet-head").click();
    await cards(page).first().waitFor();
    await finish(page);
    for (const selector of [".card__open", ".button", ".card__remove", ".kinds__option"]) {
      for (const target of await page.locator(`${selector}:visible`).all()) {
        const { width, height } = (await target.boundingBox())!;
        expect(Math.min(width, height), selector).toBeGreaterThanOrEqual(
          selector === ".kinds__option" ? 36 : 44,
        );
      }
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
  });
});
