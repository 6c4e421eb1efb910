import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { glob } from "tinyglobby";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { PROJECT_FOLDER } from "../files/project-folder.ts";

const PAGE = join(PROJECT_FOLDER, "dist", "index.html");
const SOURCES = ["client/**", "core/**", "vite.config.ts", "package-lock.json"];

/**
 * Builds the page when there is none or when its sources are newer, and says so.
 *
 * @throws GraticuleError "internal" when there is no page and none can be written
 */
export async function preparePage(say: (message: string) => void): Promise<void> {
  const isThere = existsSync(PAGE);
  if (isThere && (await newest(SOURCES)) <= (await stat(PAGE)).mtimeMs) return;
  say("Building the page: some seconds, at the first start and after a change.");
  try {
    const ms = await build();
    say(`Built the page in ${(ms / 1000).toFixed(1)} s.`);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (!["EACCES", "EPERM", "EROFS"].includes(code ?? "")) throw cause;
    const fault = `${PROJECT_FOLDER} cannot be written (${code})`;
    if (isThere) return say(`The page is older than its sources, and ${fault}.`);
    throw new GraticuleError(
      "internal",
      `The page is not built, and ${fault}. Run \`npm run build\` there as the user who installed it.`,
      { cause },
    );
  }
}

/** Milliseconds since 1970 of the newest of some files; 0 when there is none. */
async function newest(patterns: string[]): Promise<number> {
  const files = await glob(patterns, { cwd: PROJECT_FOLDER, absolute: true });
  const times = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs));
  return Math.max(0, ...times);
}

/** How long it took, ms. */
async function build(): Promise<number> {
  const started = performance.now();
  // Loaded only now: most starts build nothing.
  const vite = await import("vite");
  await vite.build({
    root: join(PROJECT_FOLDER, "client"),
    configFile: join(PROJECT_FOLDER, "vite.config.ts"),
    logLevel: "warn",
  });
  return performance.now() - started;
}
