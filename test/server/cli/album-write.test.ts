import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PREDICTION_EXAMPLE } from "../../../core/contracts/examples.ts";
import { writeBack } from "../../../server/cli/album-write.ts";
import { EXIT } from "../../../server/process/exit.ts";
import { geography } from "../../geography.ts";
import { createSink } from "../sink.ts";
import { runInTerminal } from "./terminal.ts";

// Places of an album written where their owner keeps them, through the command itself.

const KEY = "k3y-that-nobody-may-see";
const NAMES = ["a.jpg", "b.jpg", "c.jpg", "d.jpg"] as const;

let folder: string;
let args: readonly string[];
const closing: (() => void)[] = [];

beforeEach(async () => {
  const home = await mkdtemp(join(tmpdir(), "graticule-write-"));
  await writeFile(join(home, "times.csv"), timesOf(["10:00", "10:00", "22:00", "10:00"]));
  const point = '<wpt lat="48.1" lon="11.5"><time>2026-05-04T10:00:00Z</time></wpt>';
  await writeFile(join(home, "day.gpx"), `<gpx>${point}</gpx>`);
  folder = join(home, "trip");
  await mkdir(folder);
  for (const [i, name] of NAMES.entries()) await writeFile(join(folder, name), await photo(i));
  const known = ["--times", join(home, "times.csv"), "--track", join(home, "day.gpx")];
  args = ["album", folder, ...known, "--within-km", "1"];
});

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

function timesOf(clocks: readonly string[]): string {
  return ["file,time", ...clocks.map((at, i) => `${NAMES[i]},2026-05-04T${at}:00Z`)].join("\n");
}

function photo(i: number): Promise<Buffer> {
  const background = { r: 40 * i, g: 90, b: 200 };
  return sharp({ create: { width: 32, height: 32, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

interface Call {
  readonly what: string;
  readonly body: unknown;
}

type Answer = (call: Call, response: ServerResponse) => boolean;

/** A server of Immich's shape that has a, b (placed there already) and d; not c. `before` may answer in its place. */
async function immich(before: Answer = () => false) {
  const ids = new Map<string, string>();
  for (const name of ["a.jpg", "b.jpg", "d.jpg"]) {
    const bytes = await readFile(join(folder, name));
    ids.set(createHash("sha1").update(bytes).digest("hex"), `asset-${name[0]}`);
  }
  const calls: Call[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    let text = "";
    for await (const part of request) text += part;
    const call = {
      what: `${request.method} ${request.url}`,
      body: text === "" ? null : JSON.parse(text),
    };
    calls.push(call);
    if (before(call, response)) return;
    if (request.headers["x-api-key"] !== KEY) return send(response, 401, {});
    if (request.url === "/api/assets/bulk-upload-check") {
      const { assets } = call.body as { assets: { id: string; checksum: string }[] };
      const results = assets.map(({ id, checksum }) => {
        const assetId = ids.get(checksum);
        return assetId
          ? { id, action: "reject", reason: "duplicate", assetId, isTrashed: false }
          : { id, action: "accept" };
      });
      return send(response, 200, { results });
    }
    const isPlaced = request.url === "/api/assets/asset-b";
    const at = isPlaced ? { latitude: 1.5, longitude: 2.5 } : { latitude: null, longitude: null };
    return send(response, 200, { id: request.url, exifInfo: at });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, calls };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function run(more: readonly string[]) {
  const ran = await runInTerminal([...args, ...more], { env: { IMMICH_API_KEY: KEY } });
  expect(ran.stdout + ran.stderr).not.toContain(KEY);
  return ran;
}

interface Writing {
  readonly url?: string;
  readonly waitMs?: number;
  readonly isConfirmed?: boolean;
  readonly signal?: AbortSignal;
}

/** Writes places of a, b and d as the command does once the album is solved. */
async function writing({ url, waitMs, isConfirmed = true, signal }: Writing) {
  const stderr = createSink();
  const terminal = {
    ...{ env: {}, stdin: Readable.from([]), stdout: createSink().stream, stderr: stderr.stream },
    signal: signal ?? new AbortController().signal,
    geography,
    openLocator: () => Promise.reject(new Error("No model is opened here.")),
  };
  const album = {
    ...{ photos: 4, belongs: 0.99, bits: 1, path: { lat: 48, lng: 11 } },
    track: { lat: 48.1, lng: 11.5, km: 0.01 },
  };
  const image = { ...PREDICTION_EXAMPLE.image, exif: null };
  const outcomes = ["a.jpg", "b.jpg", "d.jpg"].map((name) => ({
    file: join(folder, name),
    prediction: { ...PREDICTION_EXAMPLE, image, album },
  }));
  const immich = url === undefined ? null : { url, key: KEY, ...(waitMs && { waitMs }) };
  const failed = await writeBack(outcomes, { immich, withinKm: 1, isConfirmed }, terminal);
  expect(stderr.text()).not.toContain(KEY);
  return { failed, stderr: stderr.text() };
}

const isPut = ({ what }: Call) => what.startsWith("PUT");

describe("album --write immich", () => {
  it("shows what it would write, then writes just that", async () => {
    const { url, calls } = await immich();
    const flags = ["--write", "immich", "--immich-url", url];
    const shown = await run(flags);
    expect(shown.exit).toBe(EXIT.ok);
    expect(shown.stderr).toContain("a.jpg: 48.1, 11.5, within 0.0 km, by the track\n");
    expect(shown.stderr).toContain(
      "b.jpg: 48.1, 11.5, within 0.0 km, by the track (Immich has 1.5, 2.5, which is kept)",
    );
    expect(shown.stderr).toContain("2 of 4 photos have a place within 1 km to be written");
    expect(shown.stderr).toContain("Nothing was written: add --yes to write.");
    expect(calls.filter(isPut)).toEqual([]);
    const written = await run([...flags, "--yes"]);
    expect(written.exit).toBe(EXIT.ok);
    expect(written.stderr).toContain("Written: 2.");
    expect(calls.filter(isPut)).toEqual(
      ["a", "d"].map((id) => ({
        what: `PUT /api/assets/asset-${id}`,
        body: { latitude: 48.1, longitude: 11.5 },
      })),
    );
    expect(written.stdout).toBe(shown.stdout);
  });

  it("names photos that Immich does not have", async () => {
    const { url } = await immich();
    await writeFile(join(folder, "a.jpg"), await photo(5));
    const { stderr } = await writing({ url, isConfirmed: false });
    expect(stderr).toContain("a.jpg: 48.1, 11.5, within 0.0 km, by the track (not in Immich)");
    expect(stderr).toContain("1 of 3 photos");
  });

  const say =
    (status: number, isMeant: (call: Call) => boolean = () => true): Answer =>
    (call, response) => {
      if (isMeant(call)) send(response, status, {});
      return isMeant(call);
    };
  const page: Answer = (_, response) => {
    response.end("<html>");
    return true;
  };
  const cutOff: Answer = (_, response) => {
    response.writeHead(200, { "content-length": "100" }).write("{");
    setTimeout(() => response.destroy(), 50);
    return true;
  };
  const isPutOfA = (call: Call) => isPut(call) && call.what.endsWith("asset-a");

  it.each<[string, Answer, RegExp, number]>([
    ["a key that is refused", say(401), /refuses the key \(401\): it needs/, 0],
    ["another server", say(404), /answered 404 to .*not the address of Immich/, 0],
    ["a page", page, /is not Immich: it sent no JSON/, 0],
    ["an answer cut off", cutOff, /broke off in the middle of its answer/, 0],
    ["no answer", () => true, /did not answer in 0.3 s/, 0],
    ["a key that may not write", say(403, isPut), /Written: 0 of 2/, 1],
    [
      "a fault inside",
      say(500, isPutOfA),
      /a\.jpg: .* 500 to \/assets\/asset-a: it failed inside/,
      2,
    ],
  ])("says plainly that it met %s", async (_, before, message, puts) => {
    const { url, calls } = await immich(before);
    const { failed, stderr } = await writing({ url, waitMs: 300 });
    expect(failed).toBeGreaterThan(0);
    expect(stderr).toMatch(message);
    expect(calls.filter(isPut)).toHaveLength(puts);
  });

  it("stops at Ctrl+C while a server does not answer, and says how far it came", async () => {
    const interrupt = new AbortController();
    const { url } = await immich((call) => {
      if (call.what !== "PUT /api/assets/asset-d") return false;
      interrupt.abort();
      return true;
    });
    const { failed, stderr } = await writing({ url, signal: interrupt.signal });
    expect(failed).toBe(1);
    expect(stderr).toContain("Stopped. Written: 1 of 2.");
  });

  it.each(["ftp://photos.example", "http://me:pa55word@photos.example", "photos.example"])(
    "refuses the address %s, and does not say a password back",
    async (address) => {
      const { exit, stderr, opened } = await run(["--write", "immich", "--immich-url", address]);
      expect([exit, opened]).toEqual([EXIT.usage, []]);
      expect(stderr).not.toContain("pa55word");
    },
  );
});

const XMP = (inside: string) =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="">${inside}</rdf:Description></rdf:RDF></x:xmpmeta>`;

describe("album --write xmp", () => {
  it("adds to sidecars of other programs, each by its name, and keeps a place that one states", async () => {
    await rm(join(folder, "c.jpg"));
    const mine = XMP("<xmp:Rating>4</xmp:Rating>");
    const placed = XMP("<exif:GPSLatitude>1,0N</exif:GPSLatitude>");
    await writeFile(join(folder, "a.xmp"), mine);
    await writeFile(join(folder, "b.jpg.xmp"), placed);
    const before = await readdir(folder);
    const shown = await run(["--write", "xmp"]);
    expect(shown.stderr).toContain("by the track (added to a.xmp, which keeps what it holds)");
    expect(shown.stderr).toContain("by the track (b.jpg.xmp states a place, which is kept)");
    expect(shown.stderr).toContain("2 of 3 photos");
    expect(await readdir(folder)).toEqual(before);
    expect(await readFile(join(folder, "a.xmp"), "utf8")).toBe(mine);
    const written = await run(["--write", "xmp", "--yes"]);
    expect([written.exit, written.stderr]).toEqual([
      EXIT.ok,
      expect.stringMatching(/Written: 2\./),
    ]);
    expect((await readdir(folder)).sort()).toEqual([...before, "d.jpg.xmp"].sort());
    const added = await readFile(join(folder, "a.xmp"), "utf8");
    expect(added).toContain("<xmp:Rating>4</xmp:Rating>");
    expect(added).toContain("48,6.0");
    expect(await readFile(join(folder, "b.jpg.xmp"), "utf8")).toBe(placed);
  });

  it("takes a sidecar for the raw photo's where both are there, and leaves what is none", async () => {
    await writeFile(join(folder, "a.xmp"), XMP(""));
    await writeFile(join(folder, "a.cr2"), "raw");
    await writeFile(join(folder, "b.jpg.xmp"), "my notes");
    const { failed, stderr } = await writing({});
    expect(failed).toBe(0);
    expect(stderr).toContain("(b.jpg.xmp: what is there is not XMP in its usual form)");
    expect(await readFile(join(folder, "a.xmp"), "utf8")).toBe(XMP(""));
    expect(await readFile(join(folder, "a.jpg.xmp"), "utf8")).toContain("48,6.0");
    expect(await readFile(join(folder, "b.jpg.xmp"), "utf8")).toBe("my notes");
  });
});
