import { existsSync } from "node:fs";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ModelDownload, ModelDownloadSchema } from "../../../../core/contracts/api.ts";
import { findModel, readCatalogue } from "../../../../server/hub/catalogue.ts";
import { createPageDownloads } from "../../../../server/hub/page-downloads.ts";
import { readConfig } from "../../../../server/settings/config.ts";
import { readSelection } from "../../../../server/settings/selection.ts";
import { geography } from "../../../geography.ts";
import { type FakeHub, holdAfter, sha256Of, startFakeHub, status } from "../../hub/fake-hub.ts";
import { temporaryFolder } from "../../model/fixture.ts";
import { startTestService } from "../fixture.ts";

const INT8 = "onnx/vision_model_int8.onnx";
const PATH = "/v1/models/geoclip/download";
const INDEX_TIME_MS = 120_000;

let hub: FakeHub;

beforeEach(async () => {
  hub = await startFakeHub();
});

afterEach(() => hub.close());

const GEOCLIP = findModel(await readCatalogue(), "geoclip");
/** The catalogue with the model under a second name. */
const CATALOGUE = [GEOCLIP, { ...GEOCLIP, bundle: { ...GEOCLIP.bundle, name: "other" } }];

/** The service over real downloads from the local hub. */
async function start() {
  const folder = await temporaryFolder();
  const env = {
    GRATICULE_DATA: join(folder, "data"),
    GRATICULE_CACHE: join(folder, "cache"),
    HF_ENDPOINT: hub.url,
  };
  const installed: string[] = [];
  const log = { info() {}, warn() {}, error() {} };
  const install = async (path: string) => {
    installed.push(path);
  };
  const downloads = createPageDownloads(
    readConfig(env),
    env,
    geography,
    log,
    install,
    async () => CATALOGUE,
  );
  const { url } = await startTestService({ downloads });
  return { url, env, downloads, installed };
}

function ask(url: string, body: unknown = {}, path = PATH): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  return fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
}

async function cancel(url: string): Promise<ModelDownload> {
  const answer = await fetch(url + PATH, { method: "DELETE" });
  expect(answer.status).toBe(200);
  return ModelDownloadSchema.parse(await answer.json());
}

async function see(url: string): Promise<ModelDownload> {
  return ModelDownloadSchema.parse(await (await fetch(url + PATH)).json());
}

describe("POST /v1/models/{name}/download", () => {
  it("installs the model, shows how far it is, and lets it answer", {
    timeout: INDEX_TIME_MS,
  }, async () => {
    const { url, env, installed } = await start();
    expect(await see(url)).toMatchObject({ state: "none", licence: "MIT", done: 0, total: 0 });
    const asked = await ask(url, { variant: "int8" });
    expect(asked.status).toBe(202);
    expect(ModelDownloadSchema.parse(await asked.json())).toMatchObject({
      state: "downloading",
      variant: "int8",
      expectedBytes: 350e6,
    });
    // A second visitor joins the first one's.
    expect((await ask(url, {})).status).toBe(202);
    const states = new Set<string>();
    await expect
      .poll(
        async () => {
          const { state } = await see(url);
          states.add(state);
          return state;
        },
        { timeout: INDEX_TIME_MS, interval: 20 },
      )
      .toBe("installed");
    expect([...states]).toContain("indexing");
    expect(installed).toEqual([join(env.GRATICULE_DATA, "models", "geoclip")]);
    expect(readSelection(env.GRATICULE_DATA)).toBe("geoclip");
  });

  it("tells how fast the bytes come, and 0 when it is over", async () => {
    const { url } = await start();
    const { trouble } = holdAfter(60_000);
    hub.troubles.set(INT8, [trouble]);
    await ask(url, { variant: "int8" });
    await expect.poll(async () => (await see(url)).bytesPerSecond).toBeGreaterThan(0);
    const { done, total } = await see(url);
    expect(done).toBeGreaterThanOrEqual(60_000);
    expect(total).toBeGreaterThan(done);
    expect((await cancel(url)).bytesPerSecond).toBe(0);
  });

  it("refuses another model until the first has ended", async () => {
    const { url } = await start();
    hub.troubles.set(INT8, [holdAfter(60_000).trouble]);
    await ask(url, { variant: "int8" });
    const other = await ask(url, {}, "/v1/models/other/download");
    expect(other.status).toBe(409);
    expect(await other.json()).toMatchObject({
      code: "download_under_way",
      detail: expect.stringMatching(/^geoclip is being downloaded/),
    });
    expect((await see(url)).state).toBe("downloading");
    await cancel(url);
  });

  it("is refused once the service stops", async () => {
    const { url, downloads } = await start();
    hub.troubles.set(INT8, [holdAfter(60_000).trouble]);
    await ask(url, { variant: "int8" });
    const closing = downloads.close();
    const late = await ask(url, { variant: "int8" });
    await closing;
    expect(late.status).toBe(503);
    expect(await late.json()).toMatchObject({ code: "not_ready" });
    expect((await see(url)).state).toBe("stopped");
  });

  it("tells a failure without paths", async () => {
    const { url, env } = await start();
    hub.troubles.set("api", [status(401)]);
    await ask(url);
    await expect.poll(async () => (await see(url)).state).toBe("failed");
    expect((await see(url)).detail).toBe(
      "The hub wants a token, or another one: the operator sets HF_TOKEN.",
    );
    await mkdir(env.GRATICULE_DATA, { recursive: true });
    await writeFile(join(env.GRATICULE_DATA, "models.lock"), '{"pid":1,"host":"elsewhere"}');
    await ask(url);
    await expect.poll(async () => (await see(url)).detail).toMatch(/^Another process/);
    expect(existsSync(join(env.GRATICULE_DATA, "models", "geoclip"))).toBe(false);
  });

  it("is refused where the operator does not allow it", async () => {
    const { url } = await startTestService();
    const stop = await fetch(url + PATH, { method: "DELETE" });
    for (const answer of [await ask(url), await fetch(url + PATH), stop]) {
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: "downloads_off" });
    }
  });

  it("is not started by another site's form, nor without the token", async () => {
    const { downloads } = await start();
    const { url } = await startTestService({ downloads, token: "0123456789abcdef" });
    expect((await ask(url)).status).toBe(401);
    expect((await fetch(url + PATH, { method: "DELETE" })).status).toBe(401);
    const open = await startTestService({ downloads });
    const form = await fetch(open.url + PATH, { method: "POST", body: "{}" });
    expect(await form.json()).toMatchObject({ code: "body_invalid" });
    expect(hub.seen).toEqual([]);
  });

  it.each([
    [PATH, { variant: "fp8" }, /no variant "fp8"/],
    [PATH, { size: 3 }, /size/],
    ["/v1/models/geoclop/download", {}, /no model "geoclop"/],
  ])("refuses %s with %j", async (path, body, detail) => {
    const { url } = await start();
    const answer = await ask(url, body, path);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code: "parameter_invalid",
      detail: expect.stringMatching(detail),
    });
    expect(hub.seen).toEqual([]);
  });
});

describe("DELETE /v1/models/{name}/download", () => {
  it("stops the download, and the next one goes on from there", {
    timeout: INDEX_TIME_MS,
  }, async () => {
    const { url, env, installed } = await start();
    const bytes = hub.files.get(INT8)!;
    hub.troubles.set(INT8, [holdAfter(60_000).trouble]);
    const part = join(env.GRATICULE_DATA, "downloads", `${sha256Of(bytes)}.partial`);
    await ask(url, { variant: "int8" });
    await expect.poll(async () => (await stat(part).catch(() => null))?.size).toBe(60_000);
    const stopped = await cancel(url);
    expect(stopped).toMatchObject({ state: "stopped", detail: expect.stringMatching(/is kept/) });
    expect(stopped.done).toBeGreaterThanOrEqual(60_000);
    // Where nothing is under way, nothing happens.
    expect(await cancel(url)).toEqual(stopped);
    expect(await see(url)).toEqual(stopped);
    await ask(url, { variant: "int8" });
    await expect
      .poll(async () => (await see(url)).state, { timeout: INDEX_TIME_MS })
      .toBe("installed");
    expect(hub.sent.get(INT8)).toBe(bytes.length - 60_000);
    expect(installed).toHaveLength(1);
  });

  it("is waited for by a start that comes meanwhile, which then begins anew", async () => {
    const { url, downloads } = await start();
    hub.troubles.set(INT8, [holdAfter(60_000).trouble, holdAfter(60_000).trouble]);
    await ask(url, { variant: "int8" });
    await expect.poll(async () => (await see(url)).done).toBeGreaterThanOrEqual(60_000);
    // The start finds the pull aborted, and not yet ended.
    const [, started] = await Promise.all([
      downloads.cancel("geoclip"),
      downloads.start("geoclip", "int8"),
    ]);
    expect(started.state).toBe("downloading");
    expect((await see(url)).state).toBe("downloading");
    await cancel(url);
  });

  it("stops the making of the indexes too, and nothing is installed", {
    timeout: INDEX_TIME_MS,
  }, async () => {
    const { url, env, installed } = await start();
    await ask(url, { variant: "int8" });
    await expect
      .poll(async () => (await see(url)).state, { timeout: INDEX_TIME_MS, interval: 5 })
      .toBe("indexing");
    const stopped = await cancel(url);
    expect(stopped.state).toBe("stopped");
    // Bytes again, not points.
    expect(stopped.done).toBe(stopped.total);
    expect(await readdir(join(env.GRATICULE_DATA, "models")).catch(() => [])).toEqual([]);
    expect(readSelection(env.GRATICULE_DATA)).toBeNull();
    expect(installed).toEqual([]);
  });
});
