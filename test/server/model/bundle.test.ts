import { cp, mkdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listBundles, openBundle, verifyBundle } from "../../../server/model/bundle.ts";
import { bundleCopy, TINY, temporaryFolder } from "./fixture.ts";

describe("openBundle", () => {
  it("opens a sound bundle", async () => {
    const { manifest } = await openBundle(TINY);
    expect(manifest).toMatchObject({ name: "tiny", dimension: 8 });
  });

  it("says where no bundle is", async () => {
    const folder = await temporaryFolder();
    await expect(openBundle(folder)).rejects.toThrow(
      /There is no model bundle at .*GRATICULE_BUNDLE/,
    );
  });

  it("refuses JSON that is cut short", async () => {
    const folder = await bundleCopy();
    await truncate(join(folder, "bundle.json"), 100);
    await expect(openBundle(folder)).rejects.toThrow(
      /bundle\.json is not JSON, or cut short\. Install the bundle again\.$/,
    );
  });

  it.each<[string, Parameters<typeof bundleCopy>[0], RegExp]>([
    ["an unknown key", (m) => Object.assign(m, { flavour: "mint" }), /flavour/],
    ["an unknown word", (m) => Object.assign(m.image, { resize: "stretch" }), /image\/resize/],
    ["another format", (m) => Object.assign(m, { format: 2 }), /format/],
    [
      "a crop larger than the picture",
      (m) => Object.assign(m.image, { resizeTo: 16, size: 32 }),
      /resizeTo: expected at least `size`/,
    ],
    ["a missing part", (m) => Reflect.deleteProperty(m, "location"), /location/],
    [
      "a path that leaves the bundle",
      (m) => Object.assign(m.image, { file: "../x.onnx" }),
      /image\/file/,
    ],
    [
      "a file without checksum",
      (m) => Reflect.deleteProperty(m.files, "image.onnx"),
      /files\/image\.onnx/,
    ],
  ])("refuses %s and names it", async (_, change, message) => {
    await expect(openBundle(await bundleCopy(change))).rejects.toThrow(message);
  });
});

describe("verifyBundle", () => {
  it("finds nothing wrong with a sound bundle", async () => {
    expect(await verifyBundle(TINY)).toEqual([]);
  });

  it("names files that are missing, cut short or changed", async () => {
    const folder = await bundleCopy();
    await rm(join(folder, "image.onnx"));
    await truncate(join(folder, "location.onnx"), 10);
    await writeFile(join(folder, "prior.csv.gz"), new Uint8Array(55));
    const faults = await verifyBundle(folder);
    expect(faults.map(({ pointer, detail }) => `${pointer} ${detail}`)).toEqual([
      "image.onnx is missing",
      expect.stringMatching(/^location\.onnx has 10 bytes, the bundle says \d+/),
      expect.stringMatching(/^prior\.csv\.gz has SHA-256 [0-9a-f]{64}, the bundle says/),
    ]);
    await expect(openBundle(folder)).rejects.toThrow(/image\.onnx: is missing/);
  });
});

describe("listBundles", () => {
  it("lists sound and unsound bundles and passes other folders over", async () => {
    const folder = await temporaryFolder();
    await cp(TINY, join(folder, "tiny"), { recursive: true });
    await mkdir(join(folder, "broken"));
    await mkdir(join(folder, "notes"));
    await writeFile(join(folder, "broken", "bundle.json"), "{}");
    const listed = await listBundles(folder);
    expect(listed.map(({ manifest, fault }) => [manifest?.name, fault === null])).toEqual([
      [undefined, false],
      ["tiny", true],
    ]);
  });
});
