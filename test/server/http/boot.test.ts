import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { PredictionSchema } from "../../../core/contracts/prediction.ts";
import { PROJECT_FOLDER } from "../../../server/files/project-folder.ts";
import { PortError } from "../../../server/service/listener.ts";
import { type RunningService, startService } from "../../../server/service/serve.ts";
import { readConfig } from "../../../server/settings/config.ts";
import { readFixture } from "../photo/pictures.ts";

// The whole service: real settings, real model, real photos, a real port.

const BUNDLE = fileURLToPath(new URL("../../fixtures/bundle", import.meta.url));
const SILENT = { info() {}, warn() {}, error() {} };

/** The cell index of the bundle is made once: how that is done is told by other tests. */
const cache = mkdtemp(join(tmpdir(), "graticule-boot-"));

async function environment(): Promise<Record<string, string>> {
  return {
    PORT: "0",
    GRATICULE_BUNDLE: BUNDLE,
    GRATICULE_CACHE: await cache,
    GRATICULE_THREADS: "1",
  };
}

/** A service of one's own; `running` is for those that leave it as it is. */
async function boot() {
  const service = await startService(readConfig(await environment()), SILENT);
  let isClosed = false;
  const close = async () => {
    if (!isClosed) await service.close();
    isClosed = true;
  };
  onTestFinished(close);
  return { ...service, close };
}

let shared: Promise<RunningService> | null = null;

function running(): Promise<RunningService> {
  shared ??= environment().then((env) => startService(readConfig(env), SILENT));
  return shared;
}

afterAll(async () => (await shared)?.close());

/** Begins to send a photo; once the service has taken it up, answers what sends the rest. */
async function beginToPost(url: string, photo: Uint8Array): Promise<() => Promise<number>> {
  const outgoing = request(`${url}/v1/predictions`, {
    method: "POST",
    headers: {
      "Content-Type": "application/octet-stream",
      "Content-Length": photo.length,
      Expect: "100-continue",
    },
  });
  outgoing.flushHeaders();
  await once(outgoing, "continue");
  return async () => {
    outgoing.end(photo);
    const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
    await incoming.resume().toArray();
    return incoming.statusCode ?? 0;
  };
}

function post(url: string, photo: Uint8Array, query = ""): Promise<Response> {
  return fetch(`${url}/v1/predictions${query}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: new Uint8Array(photo),
  });
}

describe("the whole service", () => {
  it("listens at once, becomes ready, predicts photos of several formats, and stops", async () => {
    const { url, ready, close } = await boot();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await ready;
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    for (const name of [
      "landscape.jpg",
      "phone.heic",
      "portrait.webp",
      "see-through.png",
      "print.jpg",
    ]) {
      const answer = await post(url, await readFixture(name), "?max_cells=10");
      const prediction = PredictionSchema.parse(await answer.json());
      const shown = prediction.cells.reduce((sum, { probability }) => sum + probability, 0);
      expect(shown + prediction.otherMass, name).toBeCloseTo(1, 6);
    }
    const { models } = (await (await fetch(`${url}/v1/models`)).json()) as {
      models: { name: string }[];
    };
    expect(models[0]).toMatchObject({ name: "tiny", selected: true, ready: true });
    await close();
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it.each(["geojson", "csv", "kml"])("writes a real prediction as %s", async (format) => {
    const { url, ready } = await running();
    await ready;
    const answer = await post(
      url,
      await readFixture("small.png"),
      `?format=${format}&within=NZ,FJ`,
    );
    expect(answer.status).toBe(200);
    expect((await answer.text()).length).toBeGreaterThan(100);
  });

  it("answers 422 when the hints leave nothing", async () => {
    const { url, ready } = await running();
    await ready;
    const answer = await post(url, await readFixture("small.png"), "?within=FR&exclude=FR");
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ code: "hint_excludes_everything" });
  });

  it("lets what is in flight end before it stops", async () => {
    const { url, ready, close } = await boot();
    await ready;
    const photo = await readFixture("landscape.jpg");
    const begun = await Promise.all([1, 2, 3].map(() => beginToPost(url, photo)));
    const closed = close();
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    const answers = await Promise.all(begun.map((finish) => finish()));
    await closed;
    expect(answers).toEqual([200, 200, 200]);
  });

  it("says what to do when the port is in use", async () => {
    const { url } = await running();
    const env = { ...(await environment()), PORT: new URL(url).port };
    await expect(startService(readConfig(env), SILENT)).rejects.toThrow(PortError);
    await expect(startService(readConfig(env), SILENT)).rejects.toThrow(
      /is in use\. Stop what listens there/,
    );
  });
});

describe("the whole service with the preview model", () => {
  it("predicts a photo", { timeout: 60_000 }, async () => {
    // Kept between runs: making the cell index takes seconds, and it is checked when it is read.
    const GRATICULE_CACHE = join(tmpdir(), "graticule-test-cache");
    const service = await startService(readConfig({ PORT: "0", GRATICULE_CACHE }), SILENT);
    onTestFinished(() => service.close());
    await service.ready;
    const answer = await post(service.url, await readFixture("landscape.jpg"));
    const prediction = PredictionSchema.parse(await answer.json());
    expect(prediction.model.name).toBe("preview");
    expect(prediction.regions.map(({ mass }) => mass)).toEqual([0.5, 0.8, 0.9, 0.95]);
    expect(prediction.places.some(({ level }) => level === "country")).toBe(true);
  });
});

describe("the programs", () => {
  /** Runs a program until it ends or `until` its output shows. */
  async function run(args: string[], env: Record<string, string>, signalAt?: RegExp) {
    const child = spawn(process.execPath, ["--import", "tsx", ...args], {
      cwd: PROJECT_FOLDER,
      env: { PATH: process.env.PATH ?? "", HOME: tmpdir(), ...env },
    });
    let output = "";
    let isSignalled = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        if (isSignalled || !signalAt?.test(output)) return;
        isSignalled = true;
        child.kill("SIGTERM");
      });
    }
    const exit = await new Promise<number | null>((resolve) => child.on("close", resolve));
    return { exit, output };
  }

  it("main.ts serves until SIGTERM and exits 0", async () => {
    const { exit, output } = await run(["server/main.ts"], await environment(), /"msg":"ready"/);
    expect(output).toMatch(/Graticule listens on http:\/\/127\.0\.0\.1:\d+/);
    expect(exit).toBe(0);
  });

  it("main.ts exits 2 for a bad configuration and 3 for a missing bundle", async () => {
    const env = await environment();
    expect(await run(["server/main.ts"], { ...env, PORT: "x" })).toMatchObject({
      exit: 2,
      output: expect.stringContaining("PORT: expected an integer"),
    });
    expect(await run(["server/main.ts"], { ...env, GRATICULE_BUNDLE: "/nowhere" })).toMatchObject({
      exit: 3,
      output: expect.stringContaining("There is no model bundle at /nowhere"),
    });
  });

  it("cli.ts predicts a photo, its data alone on standard output", async () => {
    const args = [
      "server/cli.ts",
      "predict",
      "test/fixtures/photos/landscape.jpg",
      "--max-cells",
      "1",
    ];
    const { exit, output } = await run(args, { ...(await environment()), GRATICULE_QUIET: "on" });
    expect(exit).toBe(0);
    expect(PredictionSchema.parse(JSON.parse(output)).image).toMatchObject({
      width: 800,
      height: 533,
    });
  });
});
