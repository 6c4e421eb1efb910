import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { checkReason } from "../../../server/cli/doctor-reason.ts";
import { readConfig } from "../../../server/settings/config.ts";
import {
  type Act,
  pictureOf,
  type ScriptedServer,
  startScripted,
} from "../reason/scripted-server.ts";

let server: ScriptedServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
});

async function check(act: Act, more: Readonly<Record<string, string>> = {}) {
  server = await startScripted(() => act);
  const GRATICULE_DATA = await mkdtemp(join(tmpdir(), "graticule-doctor-"));
  const config = readConfig({
    GRATICULE_DATA,
    GRATICULE_REASON_URL: server.url,
    GRATICULE_REASON_MODEL: "eyes:7b",
    GRATICULE_REASON_KEY: "sk-secret",
    ...more,
  });
  return checkReason(config, new AbortController().signal);
}

describe("doctor – the multimodal model", () => {
  it("is asked what colour a picture has, once", async () => {
    const [finding, ...others] = await check({ say: '{"colour": "red"}' });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ remedy: null });
    expect(finding!.name).toMatch(/^multimodal model eyes:7b at 127\.0\.0\.1:\d+$/);
    expect(finding!.detail).toMatch(/on this machine, sees pictures, answers in JSON$/);
    expect(server!.asked).toHaveLength(1);
    expect(pictureOf(server!.asked[0]!).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  });

  const faults: [string, Act, RegExp][] = [
    ["no pictures", { say: '{"colour": "blue"}' }, /does not see the picture.*blue/],
    ["the key", { status: 401, error: { message: "bad key sk-secret" } }, /refuses the key/],
    ["the model", { status: 404 }, /no model eyes:7b/],
    ["what it answers", { body: "<p>hello</p>", type: "text/html" }, /no chat completion/],
  ];
  it.each(faults)("says in words that it is %s", async (_, act, words) => {
    const [finding] = await check(act);
    expect(finding!.detail).toMatch(words);
    expect(finding!.remedy).not.toBeNull();
    expect(JSON.stringify(finding)).not.toContain("sk-secret");
  });

  it("tells prose from JSON", async () => {
    const [finding] = await check({ say: "The picture is red." });
    expect(finding).toMatchObject({ remedy: null });
    expect(finding!.detail).toMatch(/prose/);
  });

  it("counts as a call of the day", async () => {
    const more = { GRATICULE_REASON_DAY_CALLS: "7" };
    await check({ say: "red" }, more);
    const day = new Date().toISOString().slice(0, 10);
    const folder = await mkdtemp(join(tmpdir(), "graticule-doctor-"));
    await check({ say: "red" }, { ...more, GRATICULE_DATA: folder });
    expect(await readFile(join(folder, "reason", `${day}.log`), "utf8")).toMatch(/^call /);
  });

  it("nobody is asked where none is set, and half a setting is named", async () => {
    const signal = new AbortController().signal;
    expect(await checkReason(readConfig({}), signal)).toEqual([]);
    const half = readConfig({ GRATICULE_REASON_URL: "http://localhost:1/v1" });
    const [finding] = await checkReason(half, signal);
    expect(finding!.detail).toMatch(/GRATICULE_REASON_MODEL go together/);
  });
});
