import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** Software WebGL on a busy machine is slow, not broken. */
export const PATIENCE_MS = 45_000;

export const DESKTOP = { width: 960, height: 660 };
export const PHONE = { width: 390, height: 844 };

/** A page with a record of what must not happen. */
export interface Visit {
  readonly page: Page;
  /** Requests to anywhere but the site. */
  readonly strayRequests: string[];
  /** Errors in the console and uncaught ones. */
  readonly errors: string[];
}

/** Opens the site in a fresh context. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
  prepare: (page: Page) => Promise<unknown> = async () => {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport: DESKTOP, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const strayRequests: string[] = [];
  const errors: string[] = [];
  page.on("request", (request) => {
    const isOurs = request.url().startsWith(url) || /^(blob|data):/.test(request.url());
    if (!isOurs) strayRequests.push(request.url());
  });
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(error.message));
  await prepare(page);
  await page.goto(url);
  return { page, strayRequests, errors };
}

/** Waits until the map has drawn all it has to. */
export async function settleMap(page: Page): Promise<void> {
  const isIdle = () =>
    document.querySelector<HTMLElement>(".map__canvas")?.dataset.state === "idle";
  await page.waitForFunction(isIdle, null, { timeout: PATIENCE_MS });
}

/** What is on the map: how many hexagons, and around which point; once it shows what is waited for. */
export async function probeMap(
  page: Page,
  isAwaited: (found: Probe) => boolean = ({ cells }) => cells > 0,
): Promise<Probe> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    await settleMap(page);
    const found = await readProbe(page);
    if (isAwaited(found)) return found;
    if (Date.now() > deadline) throw new Error(`The map shows ${JSON.stringify(found)}.`);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

export interface Probe {
  readonly cells: number;
  readonly centre: string;
}

function readProbe(page: Page): Promise<Probe> {
  return page.evaluate(() => {
    const map = document.querySelector<HTMLElement>(".map__canvas")!;
    map.dispatchEvent(new Event("graticule:probe"));
    return { cells: Number(map.dataset.drawnCells), centre: map.dataset.centre! };
  });
}
