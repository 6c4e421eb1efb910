import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { GEODATA_FOLDER } from "../../../server/geodata/geography.ts";
import { startService } from "../../../server/service/serve.ts";
import { readConfig } from "../../../server/settings/config.ts";
import { startFakeHub } from "../hub/fake-hub.ts";
import { temporaryFolder } from "../model/fixture.ts";

const SWAP_TIME_MS = 120_000;
const SILENT = { info() {}, warn() {}, error() {} };

/** Every file that was read whole, in order. */
const read = vi.hoisted((): string[] => []);

vi.mock("node:fs/promises", async (importOriginal) => {
  const real = await importOriginal<typeof import("node:fs/promises")>();
  const readFile = (...given: Parameters<typeof real.readFile>) => {
    read.push(String(given[0]));
    return real.readFile(...given);
  };
  return { ...real, default: { ...real, readFile }, readFile };
});

it(
  "reads the geodata once for the model, the game and the model that takes its place",
  async () => {
    const hub = await startFakeHub();
    const folder = await temporaryFolder();
    const env = {
      PORT: "0",
      // Kept between runs: making the indexes takes seconds, and they are checked when they are read.
      GRATICULE_CACHE: join(tmpdir(), "graticule-test-cache"),
      GRATICULE_DATA: join(folder, "data"),
      GRATICULE_MODEL_DOWNLOADS: "on",
      GRATICULE_THREADS: "2",
      HF_ENDPOINT: hub.url,
    };
    const service = await startService(readConfig(env), SILENT, env);
    onTestFinished(async () => {
      await service.close();
      await hub.close();
    });
    await service.ready;
    const ask = async (path: string, init?: RequestInit) => {
      const answer = await fetch(service.url + path, init);
      expect(answer.status, path).toBeLessThan(300);
      return answer.json();
    };
    await ask("/v1/packs");
    const download = "/v1/models/geoclip/download";
    await ask(download, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{}",
    });
    await vi.waitUntil(
      async () => {
        const { state } = (await ask(download)) as { state: string };
        expect(state).not.toBe("failed");
        return state === "installed";
      },
      { timeout: SWAP_TIME_MS, interval: 200 },
    );
    const { models } = (await ask("/v1/models")) as { models: { name: string; ready: boolean }[] };
    expect(models.find(({ ready }) => ready)?.name).toBe("geoclip");
    const geodata = read
      .filter((file) => file.startsWith(GEODATA_FOLDER))
      .map((file) => basename(file));
    const cells = geodata.filter((name) => /\.(bin|json)\.gz$/.test(name)).sort();
    expect(cells).toEqual(["cells.bin.gz", "land.bin.gz", "places.json.gz", "sea.bin.gz"]);
  },
  SWAP_TIME_MS,
);
