import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../../../server/cli/program.ts";
import { openLocator } from "../../../server/locate/locator.ts";
import { geography } from "../../geography.ts";
import { bundleCopy, replaceFile, TINY, temporaryFolder } from "../model/fixture.ts";
import { type FakeHub, headersOf, sha256Of, startFakeHub, status } from "./fake-hub.ts";

// The command line from end to end: a local hub, the real catalogue, the real index over all land cells.

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const PHOTO = join(ROOT, "test/fixtures/photos/landscape.jpg");
const INDEX_TIME_MS = 120_000;

let hub: FakeHub;
/** A graph with the tiny bundle's names that takes and gives float64: `Identity` by onnx.helper. */
const OF_DOUBLES =
  "CAg6ZwomCgxwaXhlbF92YWx1ZXMSDGltYWdlX2VtYmVkcyIISWRlbnRpdHkSAWdaHAoMcGl4ZWxfdmFsdWVzEgwKCggLEgYKAAoCCAhiHAoMaW1hZ2VfZW1iZWRzEgwKCggLEgYKAAoCCAhCBAoAEA0=";

let env: Record<string, string>;

beforeAll(async () => {
  hub = await startFakeHub();
  const folder = await temporaryFolder();
  env = {
    HOME: folder,
    GRATICULE_DATA: join(folder, "data"),
    GRATICULE_CACHE: join(folder, "cache"),
    GRATICULE_THREADS: "2",
    HF_ENDPOINT: hub.url,
  };
});

afterAll(() => hub.close());

async function run(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const to = (texts: string[]) =>
    new Writable({
      write(chunk, _encoding, done) {
        texts.push(String(chunk));
        done();
      },
    });
  const code = await runCommand(args, {
    env,
    stdin: Readable.from([]),
    stdout: to(out),
    stderr: to(err),
    signal: new AbortController().signal,
    geography,
    openLocator,
  });
  return { code, out: out.join(""), err: err.join("") };
}

describe("graticule models", () => {
  it("pulls a model that answers from then on", { timeout: INDEX_TIME_MS }, async () => {
    const pulled = await run("models", "pull", "geoclip", "--variant", "int8");
    expect(pulled.err).toMatch(/geoclip: variant int8 \(as asked\)/);
    expect(pulled.err).toMatch(/geoclip answers from now on/);
    expect([pulled.code, pulled.out]).toEqual([0, ""]);
    const kinds = (await readdir(env.GRATICULE_CACHE!)).map((file) => file.split(".")[1]);
    expect(kinds.sort()).toEqual(["cells", "gallery"]);

    const listed = JSON.parse((await run("models", "list", "--json")).out);
    expect(listed.filter(({ selected }: { selected: boolean }) => selected)).toMatchObject([
      { name: "geoclip", licence: "MIT", fault: null },
    ]);
    expect((await run("models", "verify", "geoclip")).out).toMatch(/^ok {4}geoclip/);

    const { out, err, code } = await run("predict", PHOTO, "--quiet", "--crops", "10");
    expect([err, code]).toEqual(["", 0]);
    expect(JSON.parse(out).model.name).toBe("geoclip");
    const gallery = await run("predict", PHOTO, "--ranking", "gallery", "--top-k", "7");
    expect(JSON.parse(gallery.out).points).toHaveLength(7);
  });

  it("verify finds a file that was changed", { timeout: INDEX_TIME_MS }, async () => {
    const file = join(env.GRATICULE_DATA!, "models/geoclip/onnx/location_model.onnx");
    const bytes = await readFile(file);
    await writeFile(file, Buffer.concat([bytes.subarray(0, -1), Buffer.from([1])]));
    const { code, out } = await run("models", "verify", "geoclip");
    await writeFile(file, bytes);
    expect(code).toBe(1);
    expect(out).toMatch(/FAIL {2}geoclip\n.*location_model\.onnx has SHA-256/);
  });

  it("says when GRATICULE_BUNDLE wins over what was chosen", async () => {
    env.GRATICULE_BUNDLE = TINY;
    const { err } = await run("models", "use", "geoclip");
    delete env.GRATICULE_BUNDLE;
    expect(err).toMatch(/But GRATICULE_BUNDLE=.* is set and wins/);
  });

  it("adds a folder, computing checksums that it lacks", { timeout: INDEX_TIME_MS }, async () => {
    const folder = await temporaryFolder();
    await cp(TINY, folder, { recursive: true });
    const { files: _, ...manifest } = JSON.parse(await readFile(join(TINY, "bundle.json"), "utf8"));
    await writeFile(join(folder, "bundle.json"), JSON.stringify(manifest));
    const added = await run("models", "add", folder, "--as", "mine");
    expect(added.err).toMatch(/no `files`.*\n.*Added mine/);
    expect(added.code).toBe(0);
    expect((await run("models", "verify", "mine")).code).toBe(0);
    expect((await run("models", "use", "mine")).code).toBe(0);
    const removed = await run("models", "remove", "mine");
    expect(removed.err).toMatch(/mine was the one that answers; preview does now/);
    expect(existsSync(join(env.GRATICULE_DATA!, "models/mine"))).toBe(false);
  });

  it.each<[string, (m: Record<string, unknown>) => unknown, RegExp]>([
    ["another width", (m) => (m.dimension = 9), /gives \[1, 8\], bundle\.json promises \[1, 9\]/],
    ["an unknown key", (m) => (m.flavour = "mint"), /unknown: "flavour"/],
    ["a missing file", (m) => (m.prior = { gallery: "points.json" }), /points\.json: is missing/],
    ["an unknown prior", (m) => (m.prior = { galery: "x" }), /bundle\.json\/prior: .*galery/],
  ])("refuses to add a bundle with %s, installing nothing", async (_, change, message) => {
    const folder = await temporaryFolder();
    await cp(TINY, folder, { recursive: true });
    const { files: _files, ...manifest } = JSON.parse(
      await readFile(join(TINY, "bundle.json"), "utf8"),
    );
    change(manifest);
    await writeFile(join(folder, "bundle.json"), JSON.stringify({ ...manifest, name: "odd" }));
    const { code, err } = await run("models", "add", folder);
    expect(err).toMatch(message);
    expect(code).toBe(3);
    expect(existsSync(join(env.GRATICULE_DATA!, "models/odd"))).toBe(false);
  });

  it("refuses a graph of other numbers than float32, and says how to export it", async () => {
    const folder = await bundleCopy();
    await replaceFile(folder, "image.onnx", Buffer.from(OF_DOUBLES, "base64"));
    const { code, err } = await run("models", "add", folder, "--as", "odd");
    expect(err).toMatch(
      /input "pixel_values" of image\.onnx is float64, expected float32\. Export/,
    );
    expect(code).toBe(3);
    expect(existsSync(join(env.GRATICULE_DATA!, "models/odd"))).toBe(false);
  });

  it("refuses a gallery with a row out of range, and names the row", async () => {
    const folder = await temporaryFolder();
    await cp(TINY, folder, { recursive: true });
    const { files: _, ...manifest } = JSON.parse(await readFile(join(TINY, "bundle.json"), "utf8"));
    const odd = { ...manifest, name: "odd", prior: { gallery: "points.json" } };
    await writeFile(join(folder, "bundle.json"), JSON.stringify(odd));
    await writeFile(join(folder, "points.json"), "[[48.8, 2.3], [2.3, 480.8]]");
    const { code, err } = await run("models", "add", folder);
    expect([code, err]).toEqual([3, expect.stringMatching(/has \[2\.3,480\.8\] as point 2/)]);
  });

  it.each([
    [["models", "pull", "geoclop"], 2, /no model "geoclop"/],
    [["models", "remove", "../.."], 2, /There is no installed bundle "\.\.\/\.\."/],
    [["models", "use", "nowhere"], 3, /There is no model bundle at/],
    [
      ["models", "pull", "geoclip", "--hub", "ftp://x"],
      2,
      /HF_ENDPOINT: expected an http\(s\) URL/,
    ],
  ])("%j ends with %i", async (args, code, message) => {
    const { err, ...ended } = await run(...args);
    expect([ended.code, err]).toEqual([code, expect.stringMatching(message)]);
  });

  it("ends with 3 when the hub refuses", async () => {
    hub.troubles.set("api", [status(401)]);
    const { code, err } = await run("models", "pull", "geoclip", "--as", "other");
    expect([code, err]).toEqual([3, expect.stringMatching(/HF_TOKEN/)]);
  });

  it("asks the hub of --hub rather than that of HF_ENDPOINT, with the token of HF_TOKEN", async () => {
    const before = env;
    env = { ...env, HF_ENDPOINT: "http://127.0.0.1:1", HF_TOKEN: "hf_secret" };
    hub.seen.length = 0;
    hub.troubles.set("api", [status(404)]);
    const { code } = await run("models", "pull", "geoclip", "--as", "other", "--hub", hub.url);
    env = before;
    expect(code).toBe(3);
    expect(hub.seen.map(({ token }) => token)).toEqual(["Bearer hf_secret"]);
  });
});

describe("a process that is killed", () => {
  it("leaves nothing half-installed, and the next goes on", {
    timeout: INDEX_TIME_MS,
  }, async () => {
    const folder = await temporaryFolder();
    const data = join(folder, "data");
    hub.troubles.set("onnx/vision_model_q4.onnx", [
      (_request, response, bytes) => {
        response.writeHead(200, headersOf(bytes, 0));
        response.write(bytes.subarray(0, 50_000));
      },
    ]);
    const partial = join(
      data,
      "downloads",
      `${sha256Of(hub.files.get("onnx/vision_model_q4.onnx")!)}.partial`,
    );
    const child = pullInChild({ ...env, GRATICULE_DATA: data });
    await expect
      .poll(async () => (await readFile(partial).catch(() => "")).length, { timeout: 60_000 })
      .toBe(50_000);

    const before = env.GRATICULE_DATA!;
    env.GRATICULE_DATA = data;
    const second = await run("models", "pull", "geoclip", "--variant", "q4");
    expect([second.code, second.err]).toEqual([3, expect.stringMatching(/changed by process \d+/)]);

    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
    expect(await readdir(join(data, "models")).catch(() => [])).toEqual([]);
    hub.sent.clear();
    const third = await run("models", "pull", "geoclip", "--variant", "q4");
    env.GRATICULE_DATA = before;
    expect(third.code).toBe(0);
    expect(hub.sent.get("onnx/vision_model_q4.onnx")).toBe(
      hub.files.get("onnx/vision_model_q4.onnx")!.length - 50_000,
    );
    await rm(folder, { recursive: true });
  });
});

function pullInChild(environment: Record<string, string>): ChildProcess {
  return spawn(
    process.execPath,
    ["--import", "tsx", "server/cli.ts", "models", "pull", "geoclip", "--variant", "q4"],
    { cwd: ROOT, env: { PATH: process.env.PATH!, ...environment }, stdio: "ignore" },
  );
}
