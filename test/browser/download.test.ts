import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, launch } from "../../bench/chromium.ts";
import { type FakeHub, holdAfter, startFakeHub, status } from "../server/hub/fake-hub.ts";
import { PATIENCE_MS, PHONE, type Visit, visit } from "./chromium.ts";
import { makePhoto, type Site, startSite } from "./site.ts";

const TEST_MS = 180_000;
/** Whatever variant suits the machine that tests. */
const WEIGHTS = ["", "_int8", "_q4"].map((variant) => `onnx/vision_model${variant}.onnx`);
const HELD_BYTES = 30_000;
const ALIVE_MS = 5000;

if (!CHROMIUM) console.warn("Browser tests skipped: no Chromium found (set CHROMIUM to its path).");

/** A real service on an empty data folder, and a hub on this machine: the tests follow one another. */
describe.skipIf(!CHROMIUM)("download of a model", { timeout: TEST_MS }, () => {
  let hub: FakeHub;
  let folder: string;
  let site: Site;
  let browser: Browser;
  let photo: { name: string; mimeType: string; buffer: Buffer };
  let current: Visit;

  beforeAll(async () => {
    [hub, folder] = await Promise.all([
      startFakeHub(),
      mkdtemp(join(tmpdir(), "graticule-download-")),
    ]);
    const settings = {
      GRATICULE_BUNDLE: "",
      GRATICULE_DATA: join(folder, "data"),
      GRATICULE_CACHE: join(folder, "cache"),
      GRATICULE_MODEL_DOWNLOADS: "on",
      HF_ENDPOINT: hub.url,
    };
    const [started, launched, buffer] = await Promise.all([
      startSite(settings),
      launch(),
      makePhoto(),
    ]);
    [site, browser] = [started, launched];
    photo = { name: "street.jpg", mimeType: "image/jpeg", buffer };
  }, TEST_MS);

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    await hub?.close();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(() => current?.page.context().close());

  async function open(...rest: [options?: object, prepare?: (page: Page) => Promise<unknown>]) {
    current = await visit(browser, site.url, ...rest);
    await current.page.getByText("Model preview").waitFor({ state: "attached" });
    return current.page;
  }

  async function locate(page: Page): Promise<void> {
    await page.locator("input[type=file]").setInputFiles([photo]);
    await page.locator(".answer[data-stale=false]").waitFor({ state: "attached" });
  }

  /** The weights' first bytes come, the rest when it is let go. */
  function holdWeights(): () => void {
    const { trouble, release } = holdAfter(HELD_BYTES, ALIVE_MS);
    for (const path of WEIGHTS) hub.troubles.set(path, [trouble]);
    return release;
  }

  const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
  const bar = (page: Page) => page.locator(".download").getByRole("progressbar");
  const heldBytes = (page: Page) =>
    page
      .getByText(/\d+ of \d+\skB · \d+\s% · /)
      .first()
      .waitFor();

  function expectClean() {
    expect(current.strayRequests).toEqual([]);
    expect(current.errors).toEqual([]);
  }

  it("is not offered where the operator does not allow it: the command is told", async () => {
    const asked: string[] = [];
    const page = await open({}, async (page) => {
      page.on("request", (request) => asked.push(request.url()));
      await page.route("**/v1/features", async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ json: { ...(await answer.json()), modelDownloads: false } });
      });
    });
    await locate(page);
    await page.getByText("models pull geoclip").waitFor();
    expect(await page.locator(".download").count()).toBe(0);
    expect(asked.filter((url) => url.includes("/download"))).toEqual([]);
    expectClean();
  });

  it("is not offered anew where it is installed and the operator has set another model", async () => {
    const page = await open({}, (page) =>
      page.route("**/v1/models/geoclip/download", async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ json: { ...(await answer.json()), state: "installed" } });
      }),
    );
    await locate(page);
    await page.getByText(/is installed, but .* \(GRATICULE_BUNDLE\)/).waitFor();
    expect(await page.locator(".notice .button").count()).toBe(0);
    expectClean();
  });

  it("that fails says why and what to do, and can be tried again", async () => {
    hub.troubles.set("api", [status(401)]);
    const page = await open();
    await locate(page);
    const offer = page.locator(".download");
    expect(await offer.textContent()).toMatch(/licence MIT.*The server downloads it/);
    await button(page, "Get GeoCLIP").click();
    await offer.getByText(/could not be installed.*the operator sets HF_TOKEN/).waitFor();
    await page.getByRole("status").getByText("could not be installed").waitFor({
      state: "attached",
    });
    expect(await button(page, "Try again").isEnabled()).toBe(true);
    expectClean();
  });

  it("shows how far it is, goes on through a reload, is stopped and goes on from there", async () => {
    const release = holdWeights();
    const page = await open({ viewport: PHONE, hasTouch: true, reducedMotion: "reduce" });
    await locate(page);
    await page.locator(".sheet-head").click();
    await button(page, "Try again").focus();
    await page.keyboard.press("Enter");
    await heldBytes(page);
    expect(await bar(page).getAttribute("aria-valuetext")).toMatch(/ of \d+\skB/);
    // The focus has not fallen off the page with the button.
    expect(await page.evaluate(() => document.activeElement?.className)).toBe("notice");

    await page.reload();
    // The photo is still there, and what is told of the download stands in its sheet.
    await page.locator(".sheet-head").click();
    await heldBytes(page);
    expect(await page.getByRole("heading", { level: 1 }).isVisible()).toBe(true);
    const cancel = button(page, "Cancel");
    expect((await cancel.boundingBox())!.height).toBeGreaterThanOrEqual(44);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    await cancel.click();
    await page.getByText(/The download was stopped\. \d+ of \d+\skB have come/).waitFor();
    expect(await bar(page).count()).toBe(0);
    release();
    expectClean();
  });

  it("ends with the new model's answers, also to the photo that is open", async () => {
    const release = holdWeights();
    hub.sent.clear();
    const page = await open({ colorScheme: "dark" });
    await locate(page);
    await button(page, "Go on with the download").click();
    await heldBytes(page);
    release();
    await button(page, "Ask again").waitFor({ timeout: TEST_MS });
    await page.getByRole("status").getByText("GeoCLIP answers now.").waitFor({ state: "attached" });
    expect(await page.locator(".header__model").textContent()).toMatch(/^Model geoclip 1-/);
    expect(await page.locator(".provenance").textContent()).toContain("Model preview");
    await button(page, "Ask again").click();
    await page.locator(".provenance").getByText("Model geoclip").waitFor({ timeout: PATIENCE_MS });
    expect(await page.locator(".notice").count()).toBe(0);
    // What had come before the stop was not fetched again.
    const whole = Math.max(...WEIGHTS.map((path) => hub.sent.get(path) ?? 0));
    expect(whole).toBe(0);
    expectClean();
  });
});
