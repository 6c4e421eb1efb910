import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { glob } from "tinyglobby";
import { PROJECT_FOLDER } from "./settings/folders.ts";

// Runs before `npm start`: builds the page when there is none or when its sources are newer.

const PAGE = join(PROJECT_FOLDER, "dist", "index.html");
const SOURCES = ["client/**", "core/**", "vite.config.ts", "package-lock.json"];

/** Milliseconds since 1970 of the newest of some files; 0 when there is none. */
async function newest(patterns: string[]): Promise<number> {
  const files = await glob(patterns, { cwd: PROJECT_FOLDER, absolute: true });
  const times = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs));
  return Math.max(0, ...times);
}

async function build(): Promise<void> {
  const started = performance.now();
  // Loaded only now: most starts build nothing.
  const vite = await import("vite");
  await vite.build({
    root: join(PROJECT_FOLDER, "client"),
    configFile: join(PROJECT_FOLDER, "vite.config.ts"),
    logLevel: "warn",
  });
  process.stderr.write(
    `Built the page in ${((performance.now() - started) / 1000).toFixed(1)} s.\n`,
  );
}

const isStale = !existsSync(PAGE) || (await newest(SOURCES)) > (await stat(PAGE)).mtimeMs;
if (isStale) await build();
else process.stderr.write("The page is up to date.\n");
