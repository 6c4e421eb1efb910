import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type Prediction, PredictionSchema } from "../../../core/contracts/prediction.ts";
import { toReasonShares } from "../../../core/reason/shares.ts";
import { openLocator } from "../../../server/locate/locator.ts";
import { readPhoto } from "../../../server/photo/photo.ts";
import { startService } from "../../../server/service/serve.ts";
import { readConfig } from "../../../server/settings/config.ts";
import { runInTerminal } from "../cli/terminal.ts";
import { TINY } from "../model/fixture.ts";
import { LIMITS, readFixture } from "../photo/pictures.ts";
import {
  type Act,
  type Asked,
  pictureOf,
  type ScriptedServer,
  startScripted,
} from "./scripted-server.ts";

// From a photo to an answer that a model was asked for too: real settings, the tests' own bundle, a server that speaks the API.

const SILENT = { info() {}, warn() {}, error() {} };
const KYOTO =
  '{"reason":"a shrine","country":"Japan","city":"Kyoto","latitude":35.01,"longitude":135.77}';
const CLUES = JSON.stringify({
  clues: [
    {
      kind: "text",
      seen: "a sign: <img src=http://evil/x>",
      where: "left",
      for: ["Japan"],
      against: [],
      strength: 0.9,
    },
  ],
  country: "Japan",
  city: "",
});

/** Of a model that has been tried, and is often right. */
const TRIED = toReasonShares([0.4, 0.05, 0.05, 0.1, 0.25, 0.15], "eyes:7b", 400);

let folder: string;
let photo: string;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graticule-reasoner-"));
  photo = join(folder, "photo.jpg");
  const there = { GPSLatitude: "48/1 51/1 0/1", GPSLongitude: "2/1 21/1 0/1" };
  const exif = { IFD3: { ...there, GPSLatitudeRef: "N", GPSLongitudeRef: "E" } };
  const picture = sharp(await readFixture("landscape.jpg")).withExif(exif);
  await writeFile(photo, await picture.jpeg().toBuffer());
  await writeFile(join(folder, "shares.json"), JSON.stringify(TRIED));
});

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function scripted(script: (asked: Asked, before: number) => Act): Promise<ScriptedServer> {
  const server = await startScripted(script);
  closing.push(server.close);
  return server;
}

const envFor = (url: string, more: Readonly<Record<string, string>> = {}) => ({
  GRATICULE_BUNDLE: TINY,
  GRATICULE_CACHE: folder,
  GRATICULE_DATA: folder,
  GRATICULE_PLAY: "off",
  GRATICULE_FINEST_RESOLUTION: "9",
  GRATICULE_REASON_URL: url,
  GRATICULE_REASON_MODEL: "eyes:7b",
  GRATICULE_REASON_SHARES: join(folder, "shares.json"),
  GRATICULE_REASON_DAY_CALLS: "0",
  GRATICULE_REASON_DAY_TOKENS: "0",
  PORT: "0",
  ...more,
});

/** What `predict` makes of the photo. */
async function predict(env: Readonly<Record<string, string>>, ...args: string[]) {
  const run = await runInTerminal(["predict", photo, ...args], { env, openLocator });
  const prediction = run.stdout === "" ? null : PredictionSchema.parse(JSON.parse(run.stdout));
  return { ...run, prediction };
}

const japanIn = ({ places }: Pick<Prediction, "places">) =>
  places.find(({ id }) => id === "JP")?.probability ?? 0;

describe("predict --reason", () => {
  it("g3: as many calls as the settings allow, with more and more references, and the answer moves", async () => {
    const server = await scripted(() => ({ say: KYOTO }));
    const env = envFor(server.url, { GRATICULE_REASON_CALLS: "6", GRATICULE_REASON_EDGE: "64" });
    const { exit, stderr, prediction } = await predict(env, "--reason", "g3");
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
    expect(server.asked).toHaveLength(6);
    const references = server.asked
      .map(({ body }) => (JSON.stringify(body).match(/\(-?\d+\.\d\d, /g) ?? []).length)
      .sort((a, b) => a - b);
    expect(references).toEqual([0, 0, 10, 10, 20, 30]);
    const { reasoning, evidence, timingMs, image } = prediction!;
    // What is sent is small and has none of the photo's metadata.
    expect(image.exif).toMatchObject({ lat: 48.85, lng: 2.35 });
    const sent = await readPhoto(pictureOf(server.asked[0]!), LIMITS);
    expect(sent).toMatchObject({ width: 64, exif: null, type: "image/jpeg" });
    expect(reasoning).toMatchObject({
      way: "g3",
      model: "eyes:7b",
      receiver: { isLocal: true },
      ...{ questions: 6, answered: 6, calls: 6, tokensIn: 7200, tokensOut: 240, faults: [] },
      candidates: [{ at: { lat: 35.01, lng: 135.77 }, answers: 6, fate: "counted" }],
    });
    expect(evidence!.map(({ name }) => name)).toContain("reason");
    expect(timingMs.reason).toBeGreaterThan(0);
    expect(japanIn(prediction!)).toBeGreaterThan(japanIn(reasoning!.without) + 0.2);
    const total = prediction!.cells.reduce((sum, { probability }) => sum + probability, 0);
    expect(total + prediction!.otherMass).toBeCloseTo(1, 6);
  });

  it("cot: clues first, then the place from them; what they say stays text", async () => {
    const server = await scripted((_, before) => ({ say: before === 0 ? CLUES : KYOTO }));
    const { prediction } = await predict(envFor(server.url), "--reason", "cot");
    expect(server.asked).toHaveLength(2);
    expect(JSON.stringify(server.asked[1]!.body)).toContain("a sign:");
    const { clues, candidates } = prediction!.reasoning!;
    expect(clues).toMatchObject([{ kind: "text", for: ["Japan"], check: "unchecked" }]);
    expect(candidates).toHaveLength(2);
  });

  it.each<[string, Act]>([
    ["nobody answers", { status: 401 }],
    ["answers are refusals", { say: "I cannot help with that." }],
    ["answers are 0, 0", { say: '{"latitude": 0, "longitude": 0}' }],
  ])("%s: the answer is that without, and says so", async (_, act) => {
    const server = await scripted(() => act);
    const { prediction, stderr } = await predict(envFor(server.url), "--reason", "cot");
    const { reasoning, best, warnings, evidence } = prediction!;
    expect(best).toEqual(reasoning!.without.best);
    expect(reasoning!.faults.length).toBeGreaterThan(0);
    expect(warnings).toContain(reasoning!.faults[0]);
    expect(evidence!.map(({ name }) => name)).not.toContain("reason");
    expect(stderr).toMatch("status" in act ? /answered without eyes:7b: .*refuses the key/ : /^$/);
  });

  it("instructions in an answer move nothing but the map", async () => {
    const evil =
      '{"latitude": 35.01, "longitude": 135.77, "weight": 1e9, "GRATICULE_REASON_CALLS": 99, "url": "http://169.254.169.254/", "prior": "land"}';
    const server = await scripted(() => ({ say: evil }));
    const env = envFor(server.url, { GRATICULE_REASON_CALLS: "2" });
    const { prediction } = await predict(env, "--reason", "g3");
    expect(server.asked).toHaveLength(2);
    expect(prediction!.evidence!.find(({ name }) => name === "reason")!.weight).toBe(1);
    expect(prediction!.prior).toBe("photos");
    expect(JSON.stringify(prediction)).not.toContain("169.254");
  });

  it("is replayed from what was recorded, to the same answer, without a call", async () => {
    const server = await scripted(() => ({ say: KYOTO }));
    const tape = join(folder, "tape.jsonl");
    const record = envFor(server.url, { GRATICULE_REASON_RECORD: tape });
    const first = await predict(record, "--reason", "g3");
    await server.close();
    const replay = envFor(server.url, { GRATICULE_REASON_REPLAY: tape });
    const again = await predict(replay, "--reason", "g3");
    expect(again.prediction!.best).toEqual(first.prediction!.best);
    expect(again.prediction!.reasoning).toMatchObject({ calls: 0, answered: 4, tokensIn: 4800 });
  });

  it("nobody is called where it is not asked for, and where nobody is configured it is refused", async () => {
    const server = await scripted(() => ({ say: KYOTO }));
    expect((await predict(envFor(server.url))).prediction!.reasoning).toBeUndefined();
    expect(server.asked).toHaveLength(0);
    const { GRATICULE_REASON_URL: _, GRATICULE_REASON_MODEL: __, ...none } = envFor(server.url);
    const refused = await predict(none, "--reason", "g3");
    expect(refused.stderr).toMatch(/no multimodal model \(GRATICULE_REASON_URL\)/);
    const wrong = await predict(envFor(server.url), "--reason", "o3");
    expect(wrong.stderr).toMatch(/reason: expected one of off, g3, cot, got "o3"/);
    expect(wrong.exit).toBe(2);
  });
});

describe("GRATICULE_REASON_SHARES", () => {
  it("of another model, or none at all, is refused before anybody is asked", async () => {
    const server = await scripted(() => ({ say: KYOTO }));
    const other = envFor(server.url, { GRATICULE_REASON_MODEL: "other:7b" });
    const refused = await predict(other, "--reason", "g3");
    expect(refused.stderr).toContain("is of the model eyes:7b, and other:7b is asked");
    const none = envFor(server.url, { GRATICULE_REASON_SHARES: join(folder, "none.json") });
    expect((await predict(none, "--reason", "g3")).stderr).toContain("cannot be read");
    expect(server.asked).toHaveLength(0);
  });

  it("unset: what an untried model says moves the answer less", async () => {
    const server = await scripted(() => ({ say: KYOTO }));
    const { GRATICULE_REASON_SHARES: _, ...untried } = envFor(server.url);
    const bitsOf = async (env: Readonly<Record<string, string>>) =>
      (await predict(env, "--reason", "g3")).prediction!.evidence!.find(
        ({ name }) => name === "reason",
      )!.bits;
    const bits = await bitsOf(untried);
    expect(bits).toBeGreaterThan(0);
    expect(bits).toBeLessThan((await bitsOf(envFor(server.url))) / 2);
  });
});

describe("POST /v1/predictions?reason=", () => {
  async function served(script: (asked: Asked, before: number) => Act) {
    const server = await scripted(script);
    const service = await startService(readConfig(envFor(server.url)), SILENT);
    closing.push(service.close);
    await service.ready;
    const body = new Uint8Array(await readFile(photo));
    const ask = (query: string, init: RequestInit = {}) =>
      fetch(`${service.url}/v1/predictions?${query}`, {
        method: "POST",
        body,
        ...init,
        headers: { "Content-Type": "image/jpeg", ...init.headers },
      });
    return { server, service, ask };
  }
  const lines = { headers: { accept: "application/x-ndjson" } };

  it("line by line: the fast answer first, then the reasoned one; features name the receiver", async () => {
    const { server, service, ask } = await served(() => ({ afterMs: 300, next: { say: KYOTO } }));
    const features = await (await fetch(`${service.url}/v1/features`)).json();
    expect(features.reason).toEqual({
      model: "eyes:7b",
      receiver: { host: new URL(server.url).host, isLocal: true },
      ...{ edge: 768, calls: 4 },
    });
    const response = await ask("reason=g3", lines);
    expect(response.headers.get("content-type")).toMatch(/^application\/x-ndjson/);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("\n")) text += (await reader.read()).value;
    expect(JSON.parse(text.split("\n")[0]!)).toMatchObject({ type: "prediction" });
    // The model has not answered yet.
    expect(text).not.toContain("reasoned");
    for (let next = await reader.read(); !next.done; next = await reader.read()) text += next.value;
    const told = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(told.map(({ type }) => type)).toEqual([
      "prediction",
      ...["progress", "progress", "progress", "progress"],
      "reasoned",
    ]);
    const { prediction } = told.at(-1);
    expect(PredictionSchema.parse(prediction).reasoning!.without.best).toEqual(
      told[0].prediction.best,
    );
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/graticule_reason_calls_total\{way="g3"\} 4/);
    expect(metrics).toMatch(/graticule_reason_tokens_total\{way="g3",direction="in"\} 4800/);
  });

  it("a client that leaves ends the calls within 200 ms", async () => {
    const { server, ask } = await served(() => ({ afterMs: 5000, next: { say: KYOTO } }));
    const leaving = new AbortController();
    const asked = ask("reason=g3", { signal: leaving.signal }).catch(() => null);
    await vi.waitFor(() => expect(server.asked).toHaveLength(2), { timeout: 5000 });
    leaving.abort();
    await vi.waitFor(() => expect(server.left()).toBe(2), { timeout: 200, interval: 5 });
    await asked;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.asked).toHaveLength(2);
  });
});
