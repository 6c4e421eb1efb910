import { cp, mkdtemp, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { EXIT } from "../../../server/process/exit.ts";
import { runInTerminal } from "./terminal.ts";

const TINY = fileURLToPath(new URL("../../fixtures/bundle", import.meta.url));
const BASEMAP = fileURLToPath(new URL("../../../geodata/data/basemap.pmtiles", import.meta.url));

function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "graticule-commands-"));
}

/** A folder of models with a sound bundle and one whose weights were changed. */
async function makeModels(): Promise<string> {
  const folder = await temporaryFolder();
  await cp(TINY, join(folder, "tiny"), { recursive: true });
  await cp(TINY, join(folder, "spoilt"), { recursive: true });
  await writeFile(join(folder, "spoilt", "image.onnx"), "not a model");
  return folder;
}

describe("--help", () => {
  it.each([
    ["predict", /--top-k <n> +places of each level \[GRATICULE_TOP_K, default 5\]/],
    ["predict", /--concurrency <n> .*\[GRATICULE_CONCURRENCY, default 4\]/],
    ["serve", /--port <n> +port \[PORT, default 8080\]/],
    ["eval score", /--resamples <n> .*default 1000; 2000 to compare\]/],
  ])("of %s shows defaults", async (command, line) => {
    const { stdout } = await runInTerminal([...command.split(" "), "--help"]);
    expect(stdout.replaceAll(/\n {10,}/g, " ")).toMatch(line);
  });
});

describe("config", () => {
  it("prints every setting with its value and source, secrets masked", async () => {
    const env = { PORT: "9999", GRATICULE_TOKEN: "a-secret-of-many-letters" };
    const { exit, stdout } = await runInTerminal(["config"], { env });
    expect(exit).toBe(EXIT.ok);
    expect(stdout).toMatch(/^PORT +9999 +environment /m);
    expect(stdout).toMatch(/^GRATICULE_TOKEN +\*{8} +environment /m);
    expect(stdout).toMatch(/^HOST +127\.0\.0\.1 +default /m);
    expect(stdout).not.toContain("a-secret");
    const { stdout: json } = await runInTerminal(["config", "--json"], { env });
    expect(JSON.parse(json)).toContainEqual(
      expect.objectContaining({ env: "PORT", value: "9999" }),
    );
  });

  it("exits 2 with every problem", async () => {
    const { exit, stderr } = await runInTerminal(["config"], {
      env: { PORT: "x", GRATICULE_SLOTS: "y" },
    });
    expect(exit).toBe(EXIT.usage);
    expect(stderr).toMatch(/PORT: .*\n.*GRATICULE_SLOTS: /);
  });
});

describe("models", () => {
  it("list: names, marks the one that answers", async () => {
    const env = { GRATICULE_MODELS: await makeModels(), GRATICULE_BUNDLE: "tiny" };
    const { exit, stdout } = await runInTerminal(["models", "list"], { env });
    expect(exit).toBe(EXIT.ok);
    expect(stdout).toMatch(/^\* +tiny +1\.0\.0 /m);
    const { stdout: json } = await runInTerminal(["models", "list", "--json"], { env });
    expect(JSON.parse(json)).toHaveLength(2);
  });

  it("verify: exits 1 and names what is wrong", async () => {
    const env = { GRATICULE_MODELS: await makeModels(), GRATICULE_BUNDLE: "tiny" };
    const { exit, stdout } = await runInTerminal(["models", "verify"], { env });
    expect(exit).toBe(EXIT.someFailed);
    expect(stdout).toMatch(/^ok {4}tiny$/m);
    expect(stdout).toMatch(/^FAIL {2}spoilt\n +image\.onnx has 11 bytes/m);
    expect((await runInTerminal(["models", "verify", "tiny"], { env })).exit).toBe(EXIT.ok);
    expect((await runInTerminal(["models", "verify", "nope"], { env })).exit).toBe(EXIT.someFailed);
  });

  it("exits 3 when there is no folder of models", async () => {
    const { exit, stderr } = await runInTerminal(["models", "list"], {
      env: { GRATICULE_MODELS: "/nowhere" },
    });
    expect(exit).toBe(EXIT.notReady);
    expect(stderr).toContain("GRATICULE_MODELS");
  });
});

describe("doctor", () => {
  it("finds nothing wrong with a sound bundle, cache and port", async () => {
    const env = { GRATICULE_BUNDLE: TINY, GRATICULE_CACHE: await temporaryFolder(), PORT: "0" };
    const { stdout } = await runInTerminal(["doctor"], { env });
    for (const name of [
      "Node.js",
      "configuration",
      "image decoder",
      "model runtime",
      "model bundle",
      "cache folder",
      "port",
    ]) {
      expect(stdout).toMatch(new RegExp(`^ok {4}${name}`, "m"));
    }
  });

  it("says what is wrong and what to do, and exits 3", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as { port: number };
    const models = await makeModels();
    const cacheFile = join(models, "file");
    await writeFile(cacheFile, "");
    const env = {
      GRATICULE_MODELS: models,
      GRATICULE_BUNDLE: "spoilt",
      GRATICULE_CACHE: join(cacheFile, "cache"),
      PORT: String(port),
    };
    const { exit, stdout } = await runInTerminal(["doctor"], { env });
    taken.close();
    expect(exit).toBe(EXIT.notReady);
    expect(stdout).toMatch(
      /^FAIL {2}model bundle .*image\.onnx has 11 bytes.*\n +Restore the bundle/m,
    );
    expect(stdout).toMatch(/^FAIL {2}cache folder .*\n +Set GRATICULE_CACHE/m);
    expect(stdout).toMatch(/^FAIL {2}port .*EADDRINUSE.*\n +Stop what listens there/m);
  });

  it("reads the operator's map", async () => {
    const map = join(await temporaryFolder(), "world.pmtiles");
    const doctor = () => runInTerminal(["doctor"], { env: { GRATICULE_BASEMAP: map, PORT: "0" } });
    const { exit, stdout } = await doctor();
    expect(exit).toBe(EXIT.notReady);
    expect(stdout).toContain(`FAIL  base map: ${map} is not there.\n      Correct it`);
    await cp(BASEMAP, map);
    expect((await doctor()).stdout).toContain(
      `ok    base map: ${map} can be read; visitors' browsers fetch from no other host`,
    );
  });

  it("lists what it cannot understand in the configuration", async () => {
    const { exit, stdout } = await runInTerminal(["doctor"], { env: { PORT: "x" } });
    expect(exit).toBe(EXIT.notReady);
    expect(stdout).toMatch(/^FAIL {2}configuration: PORT: expected an integer/m);
  });
});
