import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { build, preview } from "vite";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The page with its functions' names kept, so that they can be told; nothing else differs from what is served. */
export interface BuiltPage {
  readonly url: string;
  close(): Promise<void>;
}

/** @param target address of the service behind it */
export async function servePage(target: string): Promise<BuiltPage> {
  const folder = await mkdtemp(join(tmpdir(), "graticule-page-"));
  const config = { configFile: `${ROOT}vite.config.ts`, logLevel: "silent" } as const;
  await build({ ...config, build: { outDir: folder, minify: false } });
  // The service wants to see the address that the page was loaded from.
  const behind = { target, changeOrigin: false };
  const server = await preview({
    ...config,
    build: { outDir: folder },
    preview: { port: 0, proxy: { "/v1": behind, "/geodata": behind, "/readyz": behind } },
  });
  return {
    url: server.resolvedUrls!.local[0]!,
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Begins to note the page's tasks over 50 ms, from its next load on. */
export function noteLongTasks(page: Page): Promise<unknown> {
  return page.addInitScript(() => {
    const tasks: number[] = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    }).observe({ type: "longtask", buffered: true });
    (window as unknown as { longTasks: number[] }).longTasks = tasks;
  });
}

/** Milliseconds of the tasks that were noted since the page was loaded. */
export function longTasks(page: Page): Promise<number[]> {
  return page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
}

/** Names what comes next in the trace. */
export function mark(page: Page, name: string): Promise<unknown> {
  return page.evaluate((text) => performance.mark(`bench:${text}`), name);
}

/** Waits until the map has drawn all it has to. */
export async function settle(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector<HTMLElement>(".map__canvas")?.dataset.state === "idle",
  );
}
