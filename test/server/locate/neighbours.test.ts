import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_OPTIONS } from "../../../core/contracts/options.ts";
import { PredictionSchema } from "../../../core/contracts/prediction.ts";
import { distanceKm } from "../../../core/earth/lng-lat.ts";
import { quantise, strideOf } from "../../../core/retrieval/quantised.ts";
import { type Locator, openLocator } from "../../../server/locate/locator.ts";
import { readBundle } from "../../../server/model/bundle.ts";
import { openImageEncoder } from "../../../server/model/image-encoder.ts";
import { readPhoto } from "../../../server/photo/photo.ts";
import { toPixels } from "../../../server/photo/pixels.ts";
import { encoderName } from "../../../server/retrieval/encoder-name.ts";
import { writeIndex } from "../../../server/retrieval/index-file.ts";
import { geography } from "../../geography.ts";
import { TINY, temporaryFolder } from "../model/fixture.ts";

const NEVER = new AbortController().signal;
const LIMITS = { maxBytes: 40e6, maxPixels: 100e6 };
const DIMENSION = 8;
let folder: string;
let indexFile: string;
let photo: Uint8Array;
let locator: Locator;

async function open(finestResolution: number, file: string | null) {
  return openLocator({
    geography: await geography(),
    bundleFolder: TINY,
    indexFile: file,
    cacheFolder: folder,
    threads: 1,
    limits: LIMITS,
    finestResolution,
  });
}

/** An index of the photo itself and of vectors more and more unlike it. */
async function makeIndex(file: string, vector: Float32Array): Promise<void> {
  const stride = strideOf(DIMENSION);
  const vectors = new Int8Array(6 * stride);
  const places = new Int32Array(12);
  for (let row = 0; row < 6; row++) {
    const other = vector.map((value, i) => value * Math.cos(row / 2) + (i === row ? row / 2 : 0));
    vectors.set(quantise(row === 0 ? vector : other).values, row * stride);
    places.set([10e5 + row * 1e5, 20e5], 2 * row);
  }
  await writeIndex(file, {
    header: {
      bundle: encoderName(await readBundle(TINY)),
      dimension: DIMENSION,
      licence: "CC0",
      origin: "a test",
      loss: { meanCosine: 1, lowestCosine: 1 },
    },
    places,
    vectors,
    names: null,
  });
}

beforeAll(async () => {
  folder = await temporaryFolder();
  indexFile = join(folder, "test.gidx");
  const background = { r: 200, g: 120, b: 60 };
  photo = await sharp({ create: { width: 64, height: 64, channels: 3, background } })
    .jpeg()
    .toBuffer();
  const bundle = await readBundle(TINY);
  const encoder = await openImageEncoder(bundle, 1);
  const pixels = await toPixels(await readPhoto(photo, LIMITS), bundle.manifest.image);
  const [vector] = await encoder.encode([pixels]);
  await encoder.close();
  await makeIndex(indexFile, vector!);
  locator = await open(9, indexFile);
});

afterAll(() => locator.close());

describe("neighbours", () => {
  it("are the most similar photos of the index, without the photo itself", async () => {
    const options = { ...DEFAULT_OPTIONS, neighbours: 3 };
    const told = PredictionSchema.parse(await locator.locate(photo, options, NEVER));
    const { licence, origin, photos } = told.neighbours!;
    expect({ licence, origin }).toEqual({ licence: "CC0", origin: "a test" });
    expect(photos).toHaveLength(3);
    const similarities = photos.map(({ similarity }) => similarity);
    expect(similarities).toEqual([...similarities].sort((a, b) => b - a));
    for (const { at, distanceKm: km, similarity } of photos) {
      expect(similarity).toBeLessThan(0.95);
      // The first row is the photo itself.
      expect(at.lat).toBeGreaterThan(10.5);
      const best = [told.best.lng, told.best.lat] as const;
      expect(km).toBeCloseTo(distanceKm(best, [at.lng, at.lat]), 0);
    }
  });

  it("change nothing else about the answer, and are told only where asked for", async () => {
    const plain = await locator.locate(photo, DEFAULT_OPTIONS, NEVER);
    expect(plain).not.toHaveProperty("neighbours");
    const options = { ...DEFAULT_OPTIONS, neighbours: 3 };
    const { neighbours: _, timingMs: _own, ...rest } = await locator.locate(photo, options, NEVER);
    const { timingMs: _others, ...before } = plain;
    expect(rest).toEqual(before);
  });

  it("are refused where there is no index, and where the detail is capped", async () => {
    const options = { ...DEFAULT_OPTIONS, neighbours: 1 };
    for (const [finest, file, why] of [
      [9, null, /has no reference index/],
      [4, indexFile, /caps the detail/],
    ] as const) {
      const other = await open(finest, file);
      await expect(other.locate(photo, options, NEVER)).rejects.toMatchObject({
        code: "parameter_invalid",
        message: expect.stringMatching(why),
      });
      await other.close();
    }
  });

  it("of an index that is damaged are an error of their own; other answers go on", async () => {
    const damaged = join(folder, "damaged.gidx");
    await writeFile(damaged, "nothing");
    const other = await open(9, damaged);
    const options = { ...DEFAULT_OPTIONS, neighbours: 1 };
    await expect(other.locate(photo, options, NEVER)).rejects.toMatchObject({
      code: "index_invalid",
    });
    await expect(other.locate(photo, DEFAULT_OPTIONS, NEVER)).resolves.toBeDefined();
    // Once it is put right, no restart is needed.
    const { copyFile } = await import("node:fs/promises");
    await copyFile(indexFile, damaged);
    const { neighbours } = await other.locate(photo, options, NEVER);
    expect(neighbours!.photos).toHaveLength(1);
    await other.close();
  });
});
