import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, launch } from "../../bench/chromium.ts";
import { PALETTES } from "../../client/ui/palette.ts";
import { PATIENCE_MS, PHONE, probeMap, settleMap, type Visit, visit } from "./chromium.ts";
import { makePhoto, type Site, startSite } from "./site.ts";

const TEST_MS = 90_000;

if (!CHROMIUM) console.warn("Browser tests skipped: no Chromium found (set CHROMIUM to its path).");

describe.skipIf(!CHROMIUM)("locate view", { timeout: TEST_MS }, () => {
  let site: Site;
  let browser: Browser;
  let photo: { name: string; mimeType: string; buffer: Buffer };
  let current: Visit;

  beforeAll(async () => {
    const [started, launched, buffer] = await Promise.all([startSite(), launch(), makePhoto()]);
    [site, browser] = [started, launched];
    photo = { name: "street.jpg", mimeType: "image/jpeg", buffer };
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  afterEach(() => current?.page.context().close());

  async function open(...rest: [options?: object, prepare?: (page: Page) => Promise<unknown>]) {
    current = await visit(browser, site.url, ...rest);
    return current.page;
  }

  const choose = (page: Page, ...files: (typeof photo)[]) =>
    page.locator("input[type=file]").setInputFiles(files.length > 0 ? files : [photo]);

  const answer = (page: Page) => page.locator(".answer[data-stale=false]");

  function expectClean() {
    expect(current.strayRequests).toEqual([]);
    expect(current.errors).toEqual([]);
  }

  it("a dropped photo becomes hexagons and a table that leads the map, by keyboard alone", async () => {
    const page = await open({ reducedMotion: "reduce" });
    await settleMap(page);
    await page.evaluate(
      (bytes) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], "street.jpg", { type: "image/jpeg" }));
        for (const type of ["dragover", "drop"]) {
          document.body.dispatchEvent(
            new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }),
          );
        }
      },
      [...photo.buffer],
    );
    await answer(page).waitFor();
    expect(await page.locator(".figure__caption").textContent()).toMatch(/street\.jpg.*640 × 480/);
    expect(await page.locator(".point__note").allTextContents()).toContainEqual(
      expect.stringMatching(/km from the best point/),
    );
    const before = await probeMap(page);
    expect(before.cells).toBeGreaterThan(20);

    for (let i = 0; i < 40 && !(await isFocused(page, ".places__name")); i++) {
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(await isFocused(page, ".places__name")).toBe(true);
    await probeMap(page, ({ centre }) => centre !== before.centre);

    const words = await page.locator(".map canvas").getAttribute("aria-label");
    expect(words).toMatch(/The 80.% region covers .* The best point is near/);
    expect(await page.getByRole("status").first().textContent()).toContain(words);
    expectClean();
  });

  it("a photo with a position leads with it, and says whether the picture fits", async () => {
    const page = await open();
    await choose(page);
    await answer(page).waitFor();
    const said = page.locator(".answer .file-says");
    const words = (await said.innerText()).replaceAll(/\n+/g, "\n");
    expect(words).toMatch(/^The file says\nLondon, United Kingdom\nThe picture (agrees|does not)/);
    expect(words).toMatch(/km from the best point\.\nThe picture alone says$/);
    const [top, below] = await Promise.all(
      [said, page.locator(".answer .verdict")].map((part) => part.boundingBox()),
    );
    expect(top!.y + top!.height).toBeLessThanOrEqual(below!.y + 1);
    expectClean();
  });

  it("says that the picture speaks against a position where nobody takes such photos", async () => {
    const pole = { GPSLatitudeRef: "S", GPSLatitude: "84/1 0/1 0/1" };
    const buffer = await makePhoto({ ...pole, GPSLongitudeRef: "E", GPSLongitude: "20/1 0/1 0/1" });
    for (const look of [{}, { viewport: PHONE, hasTouch: true, colorScheme: "dark" }]) {
      const page = await open(look);
      await choose(page, { ...photo, buffer });
      await answer(page).waitFor({ state: "attached" });
      if ("viewport" in look) await page.locator(".sheet-head").click();
      const said = page.locator(".answer .file-says");
      expect(await said.innerText()).toMatch(/speaks strongly against it.*no proof/);
      const box = await said.boundingBox();
      expect(box!.x + box!.width).toBeLessThanOrEqual(page.viewportSize()!.width);
      if (process.env.SHOTS) {
        await page.screenshot({ path: `${process.env.SHOTS}/gps-${Object.keys(look).length}.png` });
      }
      expectClean();
      await page.context().close();
    }
  });

  it("the slider chooses the region, and the camera stays while another prior is asked for", async () => {
    const page = await open();
    await choose(page);
    await answer(page).waitFor();
    const { centre } = await probeMap(page);
    const slider = page.getByRole("slider", { name: /Search area/ });
    await slider.focus();
    const at80 = await slider.getAttribute("aria-valuetext");
    await page.keyboard.press("ArrowRight");
    expect(await slider.getAttribute("aria-valuetext")).not.toBe(at80);
    expect(await page.locator(".legend__line").textContent()).toMatch(/90.%/);

    const asked = page.waitForRequest(/prior=land/);
    await page.getByRole("radio", { name: /All land alike/ }).check();
    await asked;
    await answer(page).waitFor();
    expect((await probeMap(page)).centre).toBe(centre);
    expectClean();
  });

  it("hints narrow the answer, and the answer without them is one click away", async () => {
    const page = await open();
    await choose(page);
    await answer(page).waitFor();
    const plain = await page.locator(".places").textContent();
    await page.getByRole("combobox", { name: "Keep only" }).fill("portu");
    await page.getByRole("combobox", { name: "Keep only" }).press("Enter");
    await page.locator(".hint-note").waitFor();
    await answer(page).waitFor();
    const countries = page.locator("tbody").filter({ hasText: "Country" }).locator(".places__name");
    expect(await countries.allTextContents()).toEqual(["Portugal"]);

    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.getByRole("button", { name: "Answer without hints" }).click();
    await answer(page).waitFor();
    expect(await page.locator(".places").textContent()).toBe(plain);
    expect(requests.filter((url) => url.includes("/v1/predictions"))).toEqual([]);
    expectClean();
  });

  it("chips hold together, name alternatives, and say what the photo alone says", async () => {
    const page = await open();
    await choose(page);
    await answer(page).waitFor();
    const field = page.getByRole("combobox", { name: /Keep only|Only .* or$/ });
    const option = (name: RegExp) => page.getByRole("option", { name });
    await field.fill("swedne");
    await page.getByText("Did you mean", { exact: true }).waitFor();
    await option(/^Sweden/).click();
    await page.getByText(/The photo alone says .*, and gives these places .* together/).waitFor();

    await page.getByRole("button", { name: "Only Sweden, or another place" }).click();
    await page.getByRole("combobox", { name: "Only Sweden, or" }).fill("norway");
    await page.keyboard.press("Enter");
    await field.fill("within 30 km of the sea");
    // The request for Norway may still be to come.
    const asked = page.waitForRequest(/\/v1\/predictions\?.*within=sea/);
    await page.keyboard.press("Enter");
    const query = new URL((await asked).url()).searchParams;
    expect(query.getAll("within")).toEqual(["NO,SE", "sea:<30"]);
    await answer(page).waitFor();
    const countries = page.locator("tbody").filter({ hasText: "Country" }).locator(".places__name");
    // The answer before stands there until this one comes.
    await expect
      .poll(async () => (await countries.allTextContents()).sort(), { timeout: PATIENCE_MS })
      .toEqual(["Norway", "Sweden"]);

    const turned = page.waitForRequest(/exclude=/);
    await page.getByRole("button", { name: /^Only Sweden or Norway: change to "Not"/ }).click();
    expect(new URL((await turned).url()).searchParams.getAll("exclude")).toEqual(["NO,SE"]);
    await answer(page).waitFor();
    await page.getByRole("button", { name: "Drop hint: Not Norway" }).click();
    await page.getByText("Not", { exact: true }).waitFor();
    expectClean();
  });

  it("an area is drawn with clicks and Enter", async () => {
    const page = await open();
    await choose(page);
    await answer(page).waitFor();
    await settleMap(page);
    await page.getByRole("button", { name: "Draw an area" }).click();
    const box = (await page.locator(".map__canvas").boundingBox())!;
    for (const [x, y] of [
      [0.3, 0.3],
      [0.7, 0.3],
      [0.7, 0.6],
      [0.3, 0.6],
    ] as const) {
      await page.mouse.click(box.x + box.width * x, box.y + box.height * y, { delay: 350 });
    }
    await page.getByText("4 corners").waitFor();
    const asked = page.waitForRequest(/within=.*Polygon/);
    await page.keyboard.press("Enter");
    await asked;
    await page.locator(".hint-note").waitFor();
    expectClean();
  });

  it("several photos have a strip, each with its own result", async () => {
    const page = await open();
    const broken = { name: "broken.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no photo") };
    await choose(page, photo, broken);
    await answer(page).waitFor();
    const strip = page.locator(".strip__photo");
    await page.locator(".strip__photo[data-status=failed]").waitFor();
    expect(await strip.count()).toBe(2);
    await strip.nth(1).click();
    expect(await page.getByRole("alert").textContent()).toMatch(/kind of photo|damaged/);
    await page.keyboard.press("[");
    await answer(page).waitFor();
    // The refusal is an HTTP error, which browsers write to the console by themselves.
    expect(current.errors.filter((error) => !error.includes("Failed to load resource"))).toEqual(
      [],
    );
    expect(current.strayRequests).toEqual([]);
  });

  it("a failed upload is tried again without choosing the photo anew", async () => {
    const page = await open();
    let isDown = true;
    await page.route("**/v1/predictions*", (route) => (isDown ? route.abort() : route.continue()));
    await choose(page);
    await page.getByRole("alert").getByText("The server did not answer").waitFor();
    isDown = false;
    await page.getByRole("button", { name: "Try again" }).click();
    await answer(page).waitFor();
  });

  it("fits a phone: map over the whole width, the answer in a sheet", async () => {
    const page = await open({ viewport: PHONE, hasTouch: true });
    await choose(page);
    const head = page.locator(".sheet-head");
    await page.locator(".sheet-head[aria-expanded=false]").waitFor();
    await answer(page).waitFor({ state: "attached" });
    expect((await probeMap(page)).cells).toBeGreaterThan(0);
    const map = (await page.locator(".map__canvas").boundingBox())!;
    expect(map.width).toBe(PHONE.width);
    await head.click();
    await page.locator(".places").waitFor();
    for (const selector of [".places__name", ".button", ".icon-button"]) {
      for (const target of await page.locator(`${selector}:visible`).all()) {
        const { width, height } = (await target.boundingBox())!;
        expect(Math.min(width, height), selector).toBeGreaterThanOrEqual(44);
      }
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    expectClean();
  });

  it("is dark where the system is, and light when asked to be", async () => {
    const page = await open({ colorScheme: "dark" });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await ground()).toBe(rgb(PALETTES.dark.ui.page));
    await page.getByRole("button", { name: /^Theme/ }).click();
    expect(await ground()).toBe(rgb(PALETTES.light.ui.page));
    await page.reload();
    expect(await ground()).toBe(rgb(PALETTES.light.ui.page));
    expectClean();
  });

  it("helps with keys, from the table it acts on", async () => {
    const page = await open();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    expect(await page.getByRole("dialog").textContent()).toContain("Fit the map to the answer");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.keyboard.press("t");
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("light");
    expectClean();
  });

  it("answers without WebGL: the table needs no map", async () => {
    const page = await open({}, (page) =>
      page.addInitScript(() => {
        HTMLCanvasElement.prototype.getContext = () => null;
      }),
    );
    await page.getByText("This browser has no WebGL").waitFor();
    await choose(page);
    await answer(page).waitFor();
    expect(await page.locator(".places__name").count()).toBeGreaterThan(3);
    expectClean();
  });

  it("draws the answer without a base map, and says so", async () => {
    const page = await open({}, (page) => page.route("**/geodata/**", (route) => route.abort()));
    await choose(page);
    await answer(page).waitFor();
    await page.getByText("The base map could not be loaded").waitFor();
    expect((await probeMap(page)).cells).toBeGreaterThan(0);
  });

  it("refuses a file that is no photo before it is sent", async () => {
    const page = await open();
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    await choose(page, { name: "a.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF") });
    expect(await page.getByRole("alert").textContent()).toContain("Nothing was sent");
    expect(requests.filter((url) => url.includes("/v1/predictions"))).toEqual([]);
    expectClean();
  });
});

function isFocused(page: Page, selector: string): Promise<boolean> {
  return page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
}

/** `#0e1419` as `rgb(14, 20, 25)`. */
function rgb(colour: string): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return `rgb(${channels.join(", ")})`;
}
