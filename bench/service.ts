import { spawn } from "node:child_process";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import type { BundleManifest } from "../core/contracts/bundle.ts";
import { openBundle } from "../server/model/bundle.ts";
import { openImageEncoder } from "../server/model/image-encoder.ts";
import { makePhoto } from "./photo.ts";
import { freePort, ready, stop } from "./service-process.ts";
import { measure, printHeading, printTiming, summarise, untilLate } from "./timing.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CLIENTS = 8;
const PHOTOS = 160;

/** Times the real service over HTTP: start, one request, eight clients at once, memory. */
export async function benchService(bundleFolder: string, cacheFolder: string, threads: number) {
  printHeading("The service over HTTP");
  const port = await freePort();
  const env = {
    ...process.env,
    PORT: String(port),
    GRATICULE_CACHE: cacheFolder,
    GRATICULE_BUNDLE: bundleFolder,
    GRATICULE_THREADS: String(threads),
    GRATICULE_RATE_LIMIT: "0",
    LOG_LEVEL: "warn",
  };
  const started = performance.now();
  const service = spawn(process.execPath, ["--import", "tsx", "server/main.ts"], {
    cwd: ROOT,
    env,
    stdio: "inherit",
  });
  try {
    const base = `http://127.0.0.1:${port}`;
    await ready(base);
    console.log(
      `start to ready with a warm cache: ${((performance.now() - started) / 1000).toFixed(2)} s (bar: 3 s)`,
    );

    // What starting has held is no visitor's: the gauge begins anew when it is read.
    await readMetrics(base);
    const small = await Promise.all(Array.from({ length: 8 }, (_, i) => makePhoto(640, 480, i)));
    const large = await makePhoto(4000, 3000, 1);
    const post = async (photo: Uint8Array) => {
      const answer = await fetch(`${base}/v1/predictions`, {
        method: "POST",
        headers: { "content-type": "image/jpeg" },
        body: photo as BodyInit,
      });
      if (!answer.ok)
        throw new Error(`The service answered ${answer.status}: ${await answer.text()}`);
      return answer.arrayBuffer();
    };
    printTiming("whole request, 640 x 480", await measure((i) => post(small[i % 8]!), 30));
    printTiming("whole request, 12 megapixels", await measure(() => post(large), 10));

    const rates: number[] = [];
    const encodeRates: number[] = [];
    for (let round = 0; round < 3; round++) {
      encodeRates.push(await encodeAlone(bundleFolder, threads));
      rates.push(await together((i) => post(small[i % 8]!)));
    }
    const [encode, whole] = [summarise(encodeRates).median, summarise(rates).median];
    console.log(
      `${CLIENTS} clients at once: ${whole.toFixed(1)} photos/s; encode alone: ${encode.toFixed(1)} photos/s; ratio ${((100 * whole) / encode).toFixed(0)} % (bar: 85 %)`,
    );
    console.log(
      `rounds: ${rates.map((rate, i) => `${rate.toFixed(1)}/${encodeRates[i]!.toFixed(1)}`).join("  ")}`,
    );

    const metrics = await readMetrics(base);
    const gauge = (name: string) => Number(new RegExp(`^${name} (\\S+)`, "m").exec(metrics)?.[1]);
    const resident = gauge("process_resident_memory_bytes") / 1e6;
    const lag = gauge("nodejs_eventloop_lag_max_seconds") * 1000;
    console.log(`resident memory: ${resident.toFixed(0)} MB (bar: 700 MB)`);
    console.log(`longest hold of the event loop: ${lag.toFixed(0)} ms (bar: 50 ms)`);
  } finally {
    await stop(service);
  }
}

/** Photos per second of the image encoder with eight photos in each run and nothing else to do. */
async function encodeAlone(bundleFolder: string, threads: number): Promise<number> {
  const bundle = await openBundle(bundleFolder);
  const { size }: BundleManifest["image"] = bundle.manifest.image;
  const encoder = await openImageEncoder(bundle, threads);
  const photos = Array.from({ length: CLIENTS }, () => new Float32Array(3 * size * size));
  await encoder.encode(photos);
  const isLate = untilLate();
  const started = performance.now();
  let done = 0;
  for (; done < PHOTOS && !isLate(); done += CLIENTS) await encoder.encode(photos);
  const rate = (1000 * done) / (performance.now() - started);
  await encoder.close();
  return rate;
}

/** Photos per second when each of the clients sends its next photo as soon as it has its answer. */
async function together(post: (i: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const isLate = untilLate();
  const client = async () => {
    while (next < PHOTOS && !isLate()) await post(next++);
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return (1000 * next) / (performance.now() - started);
}

async function readMetrics(base: string): Promise<string> {
  return (await fetch(`${base}/metrics`)).text();
}
