import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import sharp, { type Sharp } from "sharp";
import { freePort, ready, stop } from "./service-process.ts";

// tsx bench/memory.ts [--root <checkout>] [photos ...]: what uploads that cost much do to the service: resident memory of all
// its processes before, at the peak and ten seconds later, the answers, and how long /healthz takes meanwhile. Photos that
// are named are sent like the others. Linux.

const args = process.argv.slice(2);
const root =
  args[0] === "--root" ? args.splice(0, 2)[1]! : fileURLToPath(new URL("..", import.meta.url));
const AT_ONCE = 8;
const SIDE = 9900;

function plain(side: number): Sharp {
  const background = { r: 10, g: 200, b: 30 };
  const picture = { width: side, height: side, channels: 3 as const, background };
  return sharp({ create: picture, limitInputPixels: false });
}

const CASES: readonly (readonly [name: string, make: () => Promise<Uint8Array>])[] = [
  ["JPEG, 12 megapixels", () => plain(3464).jpeg().toBuffer()],
  ["WebP, 98 megapixels", () => plain(SIDE).webp({ effort: 0 }).toBuffer()],
  [
    "lossless WebP, 90 megapixels",
    () => plain(9490).webp({ lossless: true, effort: 0 }).toBuffer(),
  ],
  ["progressive JPEG, 98 megapixels", () => plain(SIDE).jpeg({ progressive: true }).toBuffer()],
  ["interlaced PNG, 90 megapixels", () => plain(9490).png({ progressive: true }).toBuffer()],
  ["GIF, 75 megapixels", () => plain(8660).gif({ effort: 1 }).toBuffer()],
  ["AVIF, 19 megapixels", () => plain(4350).avif({ effort: 0 }).toBuffer()],
  ["AVIF, 98 megapixels", () => plain(SIDE).avif({ effort: 0 }).toBuffer()],
  ["HEIC, 48 megapixels", () => readFile(join(root, "test/fixtures/photos/large.heic"))],
  ...args.map((path) => [basename(path), async () => readFile(path)] as const),
];

const port = await freePort();
const service = spawn(process.execPath, ["bin/graticule.js", "serve"], {
  cwd: root,
  env: { ...process.env, PORT: String(port), LOG_LEVEL: "warn", GRATICULE_PLAY: "off" },
  stdio: "inherit",
});
const base = `http://127.0.0.1:${port}`;
try {
  await ready(base);
  const all: Uint8Array[] = [];
  await run("a photo to begin with", [await CASES[0]![1]()]);
  for (const [name, make] of CASES) {
    const photo = await make();
    all.push(photo);
    await run(
      `${AT_ONCE} x ${name}, ${Math.round(photo.length / 1000)} kB`,
      Array(AT_ONCE).fill(photo),
    );
  }
  await run("all kinds at once, three times", [...all, ...all, ...all]);
} finally {
  await stop(service);
}

/** Sends photos at the same time and prints what that does. */
async function run(name: string, photos: readonly Uint8Array[]): Promise<void> {
  const before = residentMb();
  let peak = before;
  const sampler = setInterval(() => {
    peak = Math.max(peak, residentMb());
  }, 20);
  const controller = new AbortController();
  const health = watchHealth(controller.signal);
  const started = performance.now();
  const statuses = await Promise.all(photos.map(post));
  const seconds = (performance.now() - started) / 1000;
  controller.abort();
  const times = await health;
  await sleep(10_000);
  clearInterval(sampler);
  const after = residentMb();
  const count = new Map<number, number>();
  for (const status of statuses) count.set(status, (count.get(status) ?? 0) + 1);
  const answers = [...count].map(([status, times]) => `${times} x ${status}`).join(", ");
  const p99 = times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;
  console.log(
    `${name}: before ${before} MB, peak ${peak} MB, 10 s later ${after} MB; ${answers} in ${seconds.toFixed(1)} s; /healthz p99 ${p99.toFixed(0)} ms of ${times.length}`,
  );
}

async function post(photo: Uint8Array): Promise<number> {
  const answer = await fetch(`${base}/v1/predictions?max_cells=10`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: photo as BodyInit,
  }).catch(() => null);
  await answer?.arrayBuffer();
  return answer?.status ?? 0;
}

/** Milliseconds of each request for /healthz, one every 20 ms, until the signal aborts. */
async function watchHealth(signal: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  while (!signal.aborted) {
    const started = performance.now();
    await (await fetch(`${base}/healthz`)).text();
    times.push(performance.now() - started);
    await sleep(20);
  }
  return times;
}

/** Of the service and the processes that it has started. */
function residentMb(): number {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const statuses = pids.map((pid) => statusOf(pid)).filter((status) => status !== null);
  const own = statuses.filter(({ pid, parent }) => [pid, parent].includes(service.pid ?? -1));
  return Math.round(own.reduce((sum, { kb }) => sum + kb, 0) / 1024);
}

function statusOf(pid: string) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const numberOf = (name: string) =>
      Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
    return { pid: Number(pid), parent: numberOf("PPid"), kb: numberOf("VmRSS") };
  } catch {
    // It has ended meanwhile.
    return null;
  }
}
