import { mkdtemp } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningService, startService } from "../../../server/service/serve.ts";
import { readConfig } from "../../../server/settings/config.ts";
import { readFixture } from "../photo/pictures.ts";

// Photos that take much beside other clients, on the real service.

const BUNDLE = fileURLToPath(new URL("../../fixtures/bundle", import.meta.url));
const SILENT = { info() {}, warn() {}, error() {} };
const background = { r: 10, g: 200, b: 30 };

let service: RunningService;
let light: Uint8Array;

beforeAll(async () => {
  const cache = await mkdtemp(join(tmpdir(), "graticule-heavy-"));
  const env = {
    PORT: "0",
    GRATICULE_BUNDLE: BUNDLE,
    GRATICULE_CACHE: cache,
    GRATICULE_PLAY: "off",
    GRATICULE_TRUST_PROXY: "1",
  };
  service = await startService(readConfig(env), SILENT);
  await service.ready;
  light = await readFixture("small.png");
}, 60_000);
afterAll(() => service.close(), 60_000);

function post(photo: Uint8Array, signal?: AbortSignal): Promise<number> {
  return fetch(`${service.url}/v1/predictions?max_cells=1`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: new Uint8Array(photo),
    ...(signal && { signal }),
  }).then(async (answer) => {
    await answer.arrayBuffer();
    return answer.status;
  });
}

/** A value of `/metrics`. */
async function gauge(name: string): Promise<number> {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 300; i++) {
    if (await holds()) return;
    await sleep(50);
  }
  throw new Error("It did not come to pass.");
}

const HEAVY: readonly (readonly [string, () => Promise<Uint8Array>])[] = [
  ["HEIC", () => readFixture("large.heic")],
  ["AVIF", () => picture(3800).avif({ effort: 0 }).toBuffer()],
  ["progressive JPEG", () => picture(7000).jpeg({ progressive: true }).toBuffer()],
  ["interlaced PNG", () => picture(7000).png({ progressive: true }).toBuffer()],
  ["GIF", () => picture(7000).gif({ effort: 1 }).toBuffer()],
];

function picture(side: number) {
  return sharp({ create: { width: side, height: side, channels: 3, background } });
}

describe("photos that take much to decode", () => {
  it.each(HEAVY)(
    "are given up with their clients: %s",
    async (_name, make) => {
      const photo = await make();
      const leaving = new AbortController();
      const left = Array.from({ length: 6 }, () =>
        post(photo, leaving.signal).catch(() => "left" as const),
      );
      await until(async () => (await gauge("graticule_heavy_running")) === 2);
      await until(async () => (await gauge("graticule_heavy_waiting")) === 4);
      // In the middle of decoding, wherever that is.
      await sleep(300);
      leaving.abort();
      expect(new Set(await Promise.all(left)).has("left")).toBe(true);
      await until(async () => (await gauge("graticule_heavy_running")) === 0);
      expect(await gauge("graticule_heavy_waiting")).toBe(0);
      expect(await gauge("graticule_upload_bytes")).toBe(0);
      expect(await post(await readFixture("phone.heic"))).toBe(200);
    },
    120_000,
  );

  it("of which 72 come at once leave everybody else their answers", async () => {
    const photo = await readFixture("large.heic");
    const leaving = new AbortController();
    const flood = Array.from({ length: 72 }, () => post(photo, leaving.signal).catch(() => 499));
    await until(async () => (await gauge("graticule_heavy_running")) === 2);
    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push(await post(light));
    // All of them before the second of the flood is through: they wait for nothing of it.
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    expect(await gauge("graticule_heavy_running")).toBe(2);
    leaving.abort();
    const answers = await Promise.all(flood);
    // Beyond what may wait, the flood was refused.
    expect(answers.filter((status) => status === 503).length).toBeGreaterThanOrEqual(50);
  }, 120_000);
});

describe("uploads that stall", () => {
  it("are given up with 408, and leave room for others meanwhile", async () => {
    const stalled = Array.from({ length: 4 }, () => stall(32 * 2 ** 20));
    await until(async () => (await gauge("graticule_upload_bytes")) > 20 * 2 ** 20);
    for (let i = 0; i < 3; i++) expect(await post(light)).toBe(200);
    const statuses = await Promise.all(stalled);
    // One client has half of the memory for uploads; what is more is refused at once.
    expect(statuses.every((status) => status === 408 || status === 429)).toBe(true);
    expect(statuses).toContain(408);
    await until(async () => (await gauge("graticule_upload_bytes")) === 0);
  }, 90_000);

  it("before their body begins hold nothing", async () => {
    const { port } = new URL(service.url);
    const sockets = Array.from({ length: 50 }, () => connect(Number(port), "127.0.0.1"));
    for (const socket of sockets) {
      socket.on("error", () => {});
      socket.write("POST /v1/predictions HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jp");
    }
    expect(await post(light)).toBe(200);
    expect(await gauge("graticule_upload_bytes")).toBe(0);
    for (const socket of sockets) socket.destroy();
  });
});

/** Declares 40 MB, sends fewer, and says nothing more; the status of the answer. */
function stall(bytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${service.url}/v1/predictions`, {
      method: "POST",
      headers: {
        "Content-Type": "image/jpeg",
        "Content-Length": 40 * 2 ** 20,
        // One client, and another than the one that goes on.
        "X-Forwarded-For": "192.0.2.7",
      },
    });
    outgoing.on("response", (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
      outgoing.destroy();
    });
    outgoing.on("error", reject);
    outgoing.write(Buffer.alloc(bytes, 1));
  });
}
