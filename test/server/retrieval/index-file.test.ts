import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createUniform } from "../../../core/eval/figures/random.ts";
import { quantise, strideOf } from "../../../core/retrieval/quantised.ts";
import { openIndex, readIndexHeader, writeIndex } from "../../../server/retrieval/index-file.ts";

const ENCODER = { name: "tiny", version: "1.0.0", encoder: "ab".repeat(32) };
const COUNT = 50;
const DIMENSION = 8;

async function makeFile(names: boolean): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), "graticule-index-")), "test.gidx");
  const random = createUniform(1);
  const stride = strideOf(DIMENSION);
  const vectors = new Int8Array(COUNT * stride);
  for (let row = 0; row < COUNT; row++) {
    const vector = Float32Array.from({ length: DIMENSION }, () => random() - 0.5);
    vectors.set(quantise(vector).values, row * stride);
  }
  await writeIndex(file, {
    header: {
      bundle: ENCODER,
      dimension: DIMENSION,
      licence: "CC0",
      origin: "a test",
      loss: { meanCosine: 0.9999, lowestCosine: 0.999 },
    },
    places: Int32Array.from({ length: 2 * COUNT }, () => Math.round(random() * 9e6)),
    vectors,
    names: names ? Array.from({ length: COUNT }, (_, i) => `photo ${i}.jpg`) : null,
  });
  return file;
}

describe("an index file", () => {
  it("is read as it was written", async () => {
    const file = await makeFile(true);
    const { header, search, names } = await openIndex(file, ENCODER);
    expect(header).toMatchObject({ count: COUNT, licence: "CC0", origin: "a test", format: 1 });
    expect(await readIndexHeader(file)).toEqual(header);
    expect(search.count).toBe(COUNT);
    expect(names![49]).toBe("photo 49.jpg");
  });

  it("tells no names unless asked", async () => {
    const file = await makeFile(false);
    expect((await openIndex(file, ENCODER)).names).toBeNull();
    expect((await readFile(file)).includes("photo")).toBe(false);
  });

  it("of another encoder is refused with both names, and can be looked at", async () => {
    const file = await makeFile(false);
    const other = { name: "other", version: "2", encoder: "cd".repeat(32) };
    await expect(openIndex(file, other)).rejects.toMatchObject({
      code: "index_invalid",
      message: expect.stringMatching(/vectors of tiny 1\.0\.0, and other 2 answers/),
    });
    expect((await openIndex(file, null)).search.count).toBe(COUNT);
  });

  it("cut short anywhere is refused", async () => {
    const file = await makeFile(true);
    const bytes = await readFile(file);
    for (const length of [0, 5, 16, 40, 300, bytes.length - 400, bytes.length - 1]) {
      await writeFile(file, bytes.subarray(0, length));
      await expect(openIndex(file, ENCODER), String(length)).rejects.toMatchObject({
        code: "index_invalid",
      });
    }
    await writeFile(file, Buffer.concat([bytes, Buffer.from("x")]));
    await expect(openIndex(file, ENCODER)).rejects.toThrow(/longer than it says/);
  });

  it("with any bit changed is refused", async () => {
    const file = await makeFile(true);
    const bytes = await readFile(file);
    const random = createUniform(4);
    for (let time = 0; time < 60; time++) {
      const at = Math.floor(random() * bytes.length);
      const damaged = Buffer.from(bytes);
      damaged[at]! ^= 1 << Math.floor(random() * 8);
      await writeFile(file, damaged);
      const opened = await openIndex(file, ENCODER).catch((error: unknown) => error);
      const isSaid = opened instanceof Error && "code" in opened && opened.code === "index_invalid";
      // The texts for people are in nobody's checksum.
      const header = bytes.readUInt32LE(12) + 16;
      expect(isSaid || at < header, `byte ${at}`).toBe(true);
    }
  });

  it("that is something else, or missing, is said so", async () => {
    const file = await makeFile(false);
    await writeFile(file, "id,lat,lon\n1,2,3\n");
    await expect(openIndex(file, null)).rejects.toThrow(/is no reference index/);
    await expect(openIndex(`${file}.not`, null)).rejects.toThrow(/is not there/);
  });

  it("of a size that nobody has memory for is refused by its header", async () => {
    const file = await makeFile(false);
    const text = await readFile(file, "latin1");
    await writeFile(file, text.replace('"count":50', '"count":5e9'), "latin1");
    await expect(openIndex(file, null)).rejects.toThrow(/header/);
  });
});
