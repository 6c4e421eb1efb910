import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, launch } from "../../bench/chromium.ts";
import { type ScriptedServer, startScripted } from "../server/reason/scripted-server.ts";
import { visit } from "./chromium.ts";
import { makePhoto, type Site, startSite } from "./site.ts";

const TINY = fileURLToPath(new URL("../fixtures/bundle", import.meta.url));
const PLACE = '{"reason":"r","country":"Japan","city":"Kyoto","latitude":35.01,"longitude":135.77}';
const CLUES = JSON.stringify({
  clues: [
    {
      ...{ kind: "text", seen: 'A sign <img src="http://evil.example/x">', where: "left" },
      ...{ for: ["Japan"], against: ["France"], strength: 0.9 },
    },
    {
      kind: "road",
      seen: "Traffic on the left",
      where: "",
      for: ["Japan"],
      against: [],
      strength: 0.5,
    },
  ],
  ...{ country: "Japan", city: "" },
});

describe.skipIf(!CHROMIUM)("a multimodal model on the page", { timeout: 90_000 }, () => {
  let model: ScriptedServer;
  let site: Site;
  let browser: Browser;

  beforeAll(async () => {
    model = await startScripted(({ body }) => ({
      afterMs: 150,
      next: { say: JSON.stringify(body).includes("Look for clues") ? CLUES : PLACE },
    }));
    [site, browser] = await Promise.all([
      startSite({
        GRATICULE_BUNDLE: TINY,
        GRATICULE_REASON_URL: model.url,
        GRATICULE_REASON_MODEL: "eyes:7b",
        GRATICULE_REASON_DAY_CALLS: "0",
        GRATICULE_REASON_DAY_TOKENS: "0",
      }),
      launch(),
    ]);
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    await model?.close();
  });

  it("names another machine before each sending, then tells clues as text and moves the answer", async () => {
    const { page, strayRequests } = await visit(browser, site.url);
    // As if the model ran elsewhere.
    await page.route("**/v1/features", async (route) => {
      const features = await (await route.fetch()).json();
      features.reason.receiver = { host: "models.example", isLocal: false };
      await route.fulfill({ json: features });
    });
    await page.reload();
    await page.setInputFiles("input[type=file]", {
      ...{ name: "street.jpg", mimeType: "image/jpeg", buffer: await makePhoto() },
    });
    await page.waitForSelector(".places", { state: "attached" });
    const panel = page.locator(".reason");
    await panel.getByRole("button", { name: "Ask eyes:7b" }).press("Enter");
    const consent = panel.getByRole("group", { name: "Send the photo to models.example?" });
    await consent.waitFor({ state: "attached" });
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await expect.poll(focused).toBe("Do not send");
    // Who presses Enter once more does not send.
    await page.keyboard.press("Enter");
    await consent.waitFor({ state: "detached" });
    expect(model.asked).toHaveLength(0);

    await panel.getByRole("button", { name: "Ask eyes:7b" }).press("Enter");
    await consent.getByRole("button", { name: "Send it to models.example" }).press("Enter");
    await panel.locator(".clue").first().waitFor({ state: "attached" });
    expect(model.asked).toHaveLength(2);
    const cards = await panel.locator(".clue").allTextContents();
    expect(cards[0]).toMatch(
      /Text in the picture.*<img src="http:\/\/evil.*For: Japan.*Not checked/,
    );
    expect(await panel.locator("img").count()).toBe(0);
    expect(await panel.locator(".reason__summary").textContent()).toMatch(/^Without it: /);
    expect(await page.locator(".evidence").textContent()).toContain("What a multimodal model says");
    await panel.scrollIntoViewIfNeeded();
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/reason.png` });
    expect(strayRequests).toEqual([]);
    await page.context().close();
  });
});
