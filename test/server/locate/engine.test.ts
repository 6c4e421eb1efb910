import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import type { Ensemble } from "../../../core/contracts/ensemble.ts";
import { type EngineSettings, openEngine } from "../../../server/locate/engine.ts";
import { countSessions } from "../../../server/model/session.ts";
import { geography } from "../../geography.ts";
import { bundleCopy, replaceFile, TINY, temporaryFolder } from "../model/fixture.ts";

let cacheFolder: string;

beforeAll(async () => {
  cacheFolder = await temporaryFolder();
});

async function settings(bundleFolder: string): Promise<EngineSettings> {
  return { geography: await geography(), bundleFolder, cacheFolder, threads: 1 };
}

async function damaged(file: string, bytes: Uint8Array | string): Promise<string> {
  const folder = await bundleCopy();
  await replaceFile(folder, file, Buffer.from(bytes));
  return folder;
}

async function ensembleOf(weights: Partial<Ensemble["weights"]>, base = TINY): Promise<string> {
  const folder = await temporaryFolder();
  const ensemble: Ensemble = {
    format: 1,
    name: "both",
    version: "1",
    summary: "For tests.",
    base: { folder: base, name: "tiny", version: "1.0.0" },
    weights: { scores: 1, prior: 1, attributes: {}, bundles: [], ...weights },
    fit: null,
  };
  await writeFile(join(folder, "ensemble.json"), JSON.stringify(ensemble));
  return folder;
}

const member = (folder: string, version = "1.0.0") => ({
  folder,
  name: "tiny",
  version,
  scores: 1,
});
const drive = { weight: 1, shares: [0.5, 0.5] };

/** Bundles and ensembles that cannot be opened, in the order of the step that fails. */
const FAULTY: readonly (readonly [string, () => Promise<string>, RegExp])[] = [
  [
    "an image encoder that is no graph",
    () => damaged("image.onnx", "not a graph"),
    /image\.onnx cannot be loaded/,
  ],
  [
    "a location encoder that is no graph",
    () => damaged("location.onnx", "not a graph"),
    /location\.onnx cannot be loaded/,
  ],
  [
    "an input that is not there",
    () => bundleCopy((m) => Object.assign(m.image, { input: "photo" })),
    /no input "photo"/,
  ],
  [
    "vectors of another width",
    () => bundleCopy((m) => Object.assign(m, { dimension: 9 })),
    /promises \[1, 9\]/,
  ],
  [
    "weights that are not numbers",
    async () =>
      damaged("location.onnx", (await readFile(join(TINY, "location.onnx"))).fill(0xff, 500, 532)),
    /location encoder gives vectors that are zero or not finite/,
  ],
  [
    "a prior of another kind",
    () => damaged("prior.csv.gz", gzipSync("cell,share\n")),
    /begins with "cell,share"/,
  ],
  [
    "a head that is not there",
    () => ensembleOf({ attributes: { drive, weather: drive } }),
    /weighs weather/,
  ],
  [
    "a further bundle of another version",
    () => ensembleOf({ attributes: { drive }, bundles: [member(TINY), member(TINY, "2.0.0")] }),
    /fitted on tiny 2\.0\.0, but finds tiny 1\.0\.0/,
  ],
  [
    "a further bundle that cannot be opened",
    async () =>
      ensembleOf({ bundles: [member(TINY), member(await damaged("image.onnx", "nothing"))] }),
    /image\.onnx cannot be loaded/,
  ],
];

describe("openEngine", () => {
  it.each(FAULTY)("leaves nothing open after %s", async (_, make, message) => {
    await expect(openEngine(await settings(await make()))).rejects.toThrow(message);
    expect(await countSessions()).toBe(0);
  });

  it("keeps its sessions until it is closed", async () => {
    const folder = await ensembleOf({ attributes: { drive }, bundles: [member(TINY)] });
    const engine = await openEngine(await settings(folder));
    // Two encoders and a scorer for each bundle, and the heads.
    expect(await countSessions()).toBe(7);
    await engine.close();
    expect(await countSessions()).toBe(0);
  });
});
