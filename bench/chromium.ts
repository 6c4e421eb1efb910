import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PATHS = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"];

/** Where a browser is installed, if one is. */
export const CHROMIUM = PATHS.find((path) => path && existsSync(path));

/** WebGL in software, as on a machine without a graphics card. */
const FLAGS = [
  "--no-sandbox",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--ignore-gpu-blocklist",
  "--disable-background-networking",
];

export async function launch(): Promise<Browser> {
  if (!CHROMIUM) throw new Error("No Chromium found: set CHROMIUM to its path.");
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}
