import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { build } from "vite";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const START_MS = 120_000;

/** The product as it is started: the built page and the real service on a free port. */
export interface Site {
  readonly url: string;
  stop(): Promise<void>;
}

/** The bundle that ships, or the tests' own while there is none. */
const BUNDLE = existsSync(`${ROOT}/models/preview/bundle.json`)
  ? `${ROOT}/models/preview`
  : `${ROOT}/test/fixtures/bundle`;

/** The page is built once for all sites of a file. */
let built: Promise<unknown> | undefined;

/** @param settings of the operator; "" takes one back */
export async function startSite(settings: Readonly<Record<string, string>> = {}): Promise<Site> {
  built ??= build({ configFile: `${ROOT}/vite.config.ts`, logLevel: "silent" });
  await built;
  // Not the games of whoever runs the tests, whose service may be running.
  const data = await mkdtemp(join(tmpdir(), "graticule-site-"));
  const server = spawn(process.execPath, ["--import", "tsx", "server/main.ts"], {
    cwd: ROOT,
    env: {
      GRATICULE_DATA: data,
      ...process.env,
      PORT: "0",
      LOG_LEVEL: "warn",
      GRATICULE_BUNDLE: BUNDLE,
      GRATICULE_STARTER_PACK: "off",
      ...settings,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(server.stderr).on("line", (line) => {
      said.push(line);
      const found = /listens on (http:\S+)/.exec(line)?.[1];
      if (found) resolve(found);
    });
    server.once("exit", (code) =>
      reject(new Error(`The server ended with ${code}:\n${said.join("\n")}`)),
    );
  });
  await waitUntilReady(url, said);
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        server.removeAllListeners("exit");
        server.once("exit", () => resolve(rm(data, { recursive: true, force: true })));
        server.kill();
      }),
  };
}

async function waitUntilReady(url: string, said: readonly string[]): Promise<void> {
  const deadline = Date.now() + START_MS;
  const isReady = () =>
    fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (said.some((line) => line.includes("Error"))) throw new Error(said.join("\n"));
    if (Date.now() > deadline) throw new Error(`The server is not ready:\n${said.join("\n")}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const LONDON = {
  GPSLatitudeRef: "N",
  GPSLatitude: "51/1 30/1 0/1",
  GPSLongitudeRef: "W",
  GPSLongitude: "0/1 7/1 30/1",
};

/** A JPEG with some structure and a GPS position, near London if no other is given. */
export function makePhoto(position: Readonly<Record<string, string>> = LONDON): Promise<Buffer> {
  const [width, height] = [640, 480];
  const pixels = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, i) => {
      const [x, y] = [((i / 3) | 0) % width, (i / 3 / width) | 0];
      return (128 + 90 * Math.sin(x / 37 + (i % 3)) + 37 * Math.cos(y / 23)) & 255;
    }),
  );
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .withExif({ IFD3: { ...position } })
    .jpeg()
    .toBuffer();
}
