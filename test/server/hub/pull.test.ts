import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pullModel } from "../../../server/hub/pull.ts";
import { verifyBundle } from "../../../server/model/bundle.ts";
import { temporaryFolder } from "../model/fixture.ts";
import {
  COMMIT,
  cutAfter,
  type FakeHub,
  headersOf,
  REPO,
  sha256Of,
  startFakeHub,
  startOf,
  status,
  type Trouble,
} from "./fake-hub.ts";
import { PULL, testWorld } from "./pull-world.ts";

const IMAGE = "onnx/vision_model.onnx";
const LOCATION = "onnx/location_model.onnx";
const GALLERY = "gps_gallery/coordinates_100K.json";

let hub: FakeHub;
let data: string;

beforeEach(async () => {
  hub = await startFakeHub();
  data = await temporaryFolder();
});

afterEach(() => hub.close());

function fail(path: string, ...troubles: Trouble[]): void {
  hub.troubles.set(path, troubles);
}

async function pull(changes: Parameters<typeof testWorld>[2] = {}, request = PULL) {
  const world = await testWorld(data, hub.url, changes);
  return { folder: await pullModel(request, world), world };
}

function partial(path: string): string {
  return join(data, "downloads", `${sha256Of(hub.files.get(path)!)}.partial`);
}

/** What a failed pull may leave: parts of files, nothing that looks like a bundle. */
async function expectNothingInstalled(): Promise<void> {
  expect(await readdir(join(data, "models")).catch(() => [])).toEqual([]);
  expect(await readdir(join(data, "staging")).catch(() => [])).toEqual([]);
  expect(existsSync(join(data, "models.lock"))).toBe(false);
}

describe("a pull", () => {
  it("installs the wanted files under the hub's names, with what was verified of each", async () => {
    const { folder, world } = await pull();
    expect(folder).toBe(join(data, "models", "geoclip"));
    expect(await verifyBundle(folder)).toEqual([]);
    const manifest = JSON.parse(await readFile(join(folder, "bundle.json"), "utf8"));
    expect(manifest).toMatchObject({
      name: "geoclip",
      version: `1-fp32-${COMMIT.slice(0, 7)}`,
      logitScale: 39.687441529941275,
      image: { file: IMAGE, input: "pixel_values", size: 224 },
    });
    expect(Object.keys(manifest.files).sort()).toEqual([GALLERY, LOCATION, IMAGE]);
    for (const [path, { bytes, sha256 }] of Object.entries<{ bytes: number; sha256: string }>(
      manifest.files,
    )) {
      const served = hub.files.get(path)!;
      expect([bytes, sha256]).toEqual([served.length, sha256Of(served)]);
    }
    expect(await readdir(join(data, "downloads"))).toEqual([]);
    expect(world.bytes.at(-1)![0]).toBe(world.bytes.at(-1)![1]);
  });

  it("takes along the weights that lie beside a graph too large for one file", async () => {
    hub.files.set(`${IMAGE}_data`, Buffer.from("weights"));
    const { folder } = await pull();
    expect(await readFile(join(folder, `${IMAGE}_data`), "utf8")).toBe("weights");
  });

  it("fetches files at the same time, each once", async () => {
    await pull();
    const gets = hub.seen.filter(({ method, path }) => method === "GET" && /content/.test(path));
    expect(gets.map(({ path }) => path).sort()).toEqual([
      `content:${LOCATION}`,
      `content:${IMAGE}`,
    ]);
  });

  it("does not fetch again what another installed variant has", async () => {
    await pull();
    hub.sent.clear();
    const { folder } = await pull({}, { ...PULL, variant: "int8", as: "geoclip-int8" } as never);
    expect(await verifyBundle(folder)).toEqual([]);
    expect([...hub.sent.keys()].sort()).toEqual([GALLERY, "onnx/vision_model_int8.onnx"]);
  });

  it("replaces a bundle of the same name", async () => {
    await pull();
    const { folder } = await pull({}, { ...PULL, variant: "q4" } as never);
    const manifest = JSON.parse(await readFile(join(folder, "bundle.json"), "utf8"));
    expect(manifest.image.file).toBe("onnx/vision_model_q4.onnx");
    expect(await readdir(join(data, "models"))).toEqual(["geoclip"]);
  });
});

describe("a break", () => {
  it("is resumed from the byte where it happened", async () => {
    fail(IMAGE, cutAfter(40_000, partial(IMAGE)));
    const { folder } = await pull();
    expect(await verifyBundle(folder)).toEqual([]);
    const ranges = hub.seen.filter(({ path }) => path === `content:${IMAGE}`);
    expect(ranges.map(({ range }) => range)).toEqual(["", "bytes=40000-"]);
  });

  it("is resumed by the next pull", async () => {
    const five = Array.from({ length: 5 }, () => cutAfter(0));
    fail(IMAGE, cutAfter(40_000, partial(IMAGE)), ...five);
    await expect(pull()).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringMatching(/vision_model\.onnx breaks off again.*same command/),
    });
    await expectNothingInstalled();
    expect((await readFile(partial(IMAGE))).length).toBe(40_000);
    const { world } = await pull();
    expect(hub.sent.get(IMAGE)).toBe(hub.files.get(IMAGE)!.length - 40_000);
    expect(world.bytes[0]![0]).toBeGreaterThanOrEqual(40_000);
  });

  it("starts anew where the hub knows no ranges", async () => {
    const whole: Trouble = (_request, response, bytes) => {
      response.writeHead(200, headersOf(bytes, 0)).end(bytes);
    };
    fail(IMAGE, cutAfter(1000), whole);
    expect(await verifyBundle((await pull()).folder)).toEqual([]);
  });

  it("starts anew where the part does not fit the file any more", async () => {
    fail(IMAGE, cutAfter(1000), status(416));
    expect(await verifyBundle((await pull()).folder)).toEqual([]);
  });

  it("is noticed when a connection just stays silent", async () => {
    const silent: Trouble = (request, response, bytes) => {
      response.writeHead(200, headersOf(bytes, startOf(request)));
      response.write(bytes.subarray(0, 5000));
    };
    fail(IMAGE, silent);
    expect(await verifyBundle((await pull()).folder)).toEqual([]);
    expect(hub.seen.some(({ range }) => range === "bytes=5000-")).toBe(true);
  });

  it("is none when bytes come slowly", async () => {
    const slow: Trouble = async (_request, response, bytes) => {
      response.writeHead(200, headersOf(bytes, 0));
      const step = Math.ceil(bytes.length / 10);
      for (let start = 0; start < bytes.length; start += step) {
        response.write(bytes.subarray(start, start + step));
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
      response.end();
    };
    fail(IMAGE, slow);
    expect(await verifyBundle((await pull()).folder)).toEqual([]);
    expect(hub.seen.filter(({ path }) => path === `content:${IMAGE}`)).toHaveLength(1);
  });

  it("by Ctrl+C keeps what has come and says so", async () => {
    const stop = new AbortController();
    const silent: Trouble = (_request, response, bytes) => {
      response.writeHead(200, headersOf(bytes, 0));
      response.write(bytes.subarray(0, 5000));
      setTimeout(() => stop.abort(), 50);
    };
    fail(IMAGE, silent);
    await expect(pull({ signal: stop.signal })).rejects.toMatchObject({ code: "interrupted" });
    await expectNothingInstalled();
    expect((await readFile(partial(IMAGE))).length).toBe(5000);
  });
});

describe("wrong bytes", () => {
  const wrong: Trouble = (request, response, bytes) => {
    const changed = Buffer.from(bytes);
    changed[500]! ^= 1;
    const start = startOf(request);
    response.writeHead(start ? 206 : 200, headersOf(bytes, start)).end(changed.subarray(start));
  };

  it("are discarded, and the file is named with both checksums", async () => {
    fail(IMAGE, wrong);
    const declared = sha256Of(hub.files.get(IMAGE)!);
    await expect(pull()).rejects.toMatchObject({
      code: "bytes_wrong",
      message: expect.stringMatching(
        new RegExp(`vision_model\\.onnx has the wrong bytes.*${declared}.*discarded`),
      ),
    });
    await expectNothingInstalled();
    expect(existsSync(partial(IMAGE))).toBe(false);
  });

  it("of a small file are found by the checksum that git keeps", async () => {
    fail(GALLERY, wrong);
    await expect(pull()).rejects.toThrow(
      /coordinates_100K\.json has the wrong bytes.*git checksum/,
    );
    await expectNothingInstalled();
  });

  it("in the part of an earlier pull cost one fetch of the whole file, no more", async () => {
    await mkdir(join(data, "downloads"), { recursive: true });
    await writeFile(partial(IMAGE), Buffer.alloc(30_000, 7));
    expect(await verifyBundle((await pull()).folder)).toEqual([]);
    const ranges = hub.seen.filter(({ path }) => path === `content:${IMAGE}`);
    expect(ranges.map(({ range }) => range)).toEqual(["bytes=30000-", ""]);
  });

  it("beyond the declared size are not written", async () => {
    const endless: Trouble = (_request, response, bytes) => {
      response.writeHead(200);
      response.write(bytes);
      response.end("and more");
    };
    fail(IMAGE, endless);
    await expect(pull()).rejects.toThrow(/sends more than the \d+ bytes that it declares/);
    await expectNothingInstalled();
  });

  it.each([
    ["checksum", { linkedSha: "0".repeat(64) }],
    ["size", { linkedSize: 12 }],
  ])("are not even asked for where the hub contradicts itself about the %s", async (_, declare) => {
    hub.declare = declare;
    await expect(pull()).rejects.toThrow(/contradicts itself about onnx\//);
    expect(hub.sent.size).toBe(0);
  });
});

describe("a hub in trouble", () => {
  it("is asked again after 429 when it said, and after 5xx with longer pauses", async () => {
    fail("api", status(503), status(500));
    fail(IMAGE, status(429, { "retry-after": "0" }), status(502));
    const { world } = await pull();
    const text = world.said.join("\n");
    expect(text).toMatch(/says 429: too many requests from here.*Next try in 0\.0 s/);
    expect(text).toMatch(/says 503: it has trouble of its own/);
  });

  it("is not waited for longer than ten minutes", async () => {
    fail("api", status(429, { "retry-after": "3600" }));
    await expect(pull()).rejects.toMatchObject({ code: "rate_limited" });
  });

  it("is given up after five tries", async () => {
    fail("api", ...Array.from({ length: 9 }, () => status(503)));
    await expect(pull()).rejects.toMatchObject({
      code: "failing",
      message: expect.stringMatching(/says 503.*mirror with --hub/),
    });
    expect(hub.seen).toHaveLength(5);
    await expectNothingInstalled();
  });

  it.each([
    [401, "unauthorized", /says 401 for Xenova.*HF_TOKEN/],
    [403, "unauthorized", /gated/],
    [404, "not_found", /says 404: it has no Xenova.*--hub/],
  ])("that says %i is believed at once", async (code, kind, message) => {
    fail("api", status(code), status(code));
    await expect(pull()).rejects.toMatchObject({
      code: kind,
      message: expect.stringMatching(message),
    });
    expect(hub.seen).toHaveLength(1);
  });

  it("without the wanted file is said so, with the file", async () => {
    hub.files.delete("onnx/vision_model_q4.onnx");
    await expect(pull({}, { ...PULL, variant: "q4" } as never)).rejects.toThrow(
      /has no file onnx\/vision_model_q4\.onnx.*another --variant/,
    );
  });

  it("that is none is recognised", async () => {
    fail("api", (_request, response) => {
      response.writeHead(200, { "content-type": "text/html" }).end("<p>Welcome to the hotel");
    });
    await expect(pull()).rejects.toThrow(/answers, but not as a hub does.*--hub/);
  });

  it("that cannot be reached is told from one that refuses, with what to do", async () => {
    const world = await testWorld(data, "http://127.0.0.1:1");
    await expect(pullModel(PULL, world)).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringMatching(/cannot be reached.*HTTPS_PROXY.*models add <folder>/s),
    });
  });
});

describe("the disk", () => {
  it("is checked before anything is fetched", async () => {
    await expect(pull({ freeBytes: async () => 1e6 })).rejects.toMatchObject({
      code: "disk_full",
      message: expect.stringMatching(/has 1 MB free, 67 MB are wanted.*GRATICULE_DATA.*--variant/),
    });
    expect(hub.sent.size).toBe(0);
    await expectNothingInstalled();
  });

  it.runIf(existsSync("/dev/full"))("that fills up meanwhile is named as such", async () => {
    await mkdir(join(data, "downloads"), { recursive: true });
    // Every write to this device says that no space is left.
    await symlink("/dev/full", partial(IMAGE));
    await expect(pull()).rejects.toMatchObject({
      code: "disk_full",
      message: expect.stringMatching(/The disk is full: onnx\/vision_model\.onnx/),
    });
    await expectNothingInstalled();
  });
});

describe("the request", () => {
  it.each([
    [{ model: "geoclop", variant: null, as: null }, /no model "geoclop".*expected one of: geoclip/],
    [{ ...PULL, variant: "fp8" }, /no variant "fp8", expected one of: fp32, int8, q4/],
    [{ ...PULL, as: "Geo Clip" }, /small letters, digits and hyphens, got "Geo Clip"/],
    [{ ...PULL, as: "preview" }, /"preview" belongs to a bundle that comes with the program/],
  ])("%j is refused before the hub is asked", async (request, message) => {
    await expect(pull({}, request as never)).rejects.toMatchObject({
      code: "parameter_invalid",
      message: expect.stringMatching(message),
    });
    expect(hub.seen).toEqual([]);
  });

  it("sends the token to the hub and never to the host that it redirects to", async () => {
    await pull({ token: "hf_secret" });
    for (const { path, token } of hub.seen) {
      expect([path, token]).toEqual([path, path.startsWith("content:") ? "" : "Bearer hf_secret"]);
    }
    expect(hub.seen.filter(({ path }) => path.includes(REPO)).length).toBeGreaterThan(2);
  });

  it("discards a bundle whose parts do not fit, and keeps what was fetched", async () => {
    const prepare = async () => {
      throw new Error("the image encoder gives [1, 8], bundle.json promises [1, 512]");
    };
    await expect(pull({ prepare })).rejects.toThrow(/promises \[1, 512\]/);
    await expectNothingInstalled();
    hub.sent.clear();
    await pull();
    expect([...hub.sent.keys()]).toEqual([]);
  });
});
