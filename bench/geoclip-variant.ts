import { readFile } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";
import { DEFAULT_OPTIONS } from "../core/contracts/options.ts";
import { readGeography } from "../server/geodata/geography.ts";
import { openLocator } from "../server/locate/locator.ts";
import { makePhoto } from "./photo.ts";
import { measure, printTiming } from "./timing.ts";

export const LIMITS = { maxBytes: 40e6, maxPixels: 100e6 };

/** Start, one photo, eight together, ten crops and memory of one variant whose indexes are there. */
async function benchVariant(
  name: string,
  bundleFolder: string,
  cacheFolder: string,
  threads: number,
): Promise<void> {
  const started = performance.now();
  const geography = await readGeography();
  const settings = {
    geography,
    bundleFolder,
    cacheFolder,
    threads,
    limits: LIMITS,
    finestResolution: 7,
  };
  const locator = await openLocator(settings);
  const seconds = (performance.now() - started) / 1000;
  console.log(`${name}: start ${seconds.toFixed(1)} s (bar: 3 s)`);
  const signal = new AbortController().signal;
  const photos = await Promise.all([1, 2, 3, 4].map((seed) => makePhoto(640, 480, seed)));
  const encodeMs: number[] = [];
  const one = await measure(async (i) => {
    const { timingMs } = await locator.locate(photos[i % 4]!, DEFAULT_OPTIONS, signal);
    encodeMs.push(timingMs.encode!);
  }, 6);
  const encode = encodeMs.sort((a, b) => a - b)[encodeMs.length >> 1]!;
  printTiming(`${name}: whole request`, one, `encode and score ${encode.toFixed(0)} ms`);
  printTiming(
    `${name}: ten crops`,
    await measure(() => locator.locate(photos[0]!, { ...DEFAULT_OPTIONS, crops: 10 }, signal), 1),
  );
  const peak = /^VmHWM:\s+(\d+)/m.exec(await readFile("/proc/self/status", "utf8"))?.[1];
  console.log(
    `${name}: memory ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB, at most ${(Number(peak) / 1e3).toFixed(0)} MB`,
  );
  await locator.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [name, bundleFolder, cacheFolder, threads] = process.argv.slice(2);
  await benchVariant(name!, bundleFolder!, cacheFolder!, Number(threads));
}
