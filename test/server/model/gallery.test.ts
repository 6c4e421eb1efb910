import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { PredictionOptionsSchema } from "../../../core/contracts/options.ts";
import { galleryAnswer } from "../../../core/locate/gallery-answer.ts";
import { openLocator } from "../../../server/locate/locator.ts";
import { openBundle } from "../../../server/model/bundle.ts";
import { readGallery, readGalleryPoints } from "../../../server/model/gallery.ts";
import { openGalleryIndex } from "../../../server/model/gallery-index.ts";
import { openImageEncoder } from "../../../server/model/image-encoder.ts";
import { openLocationEncoder } from "../../../server/model/location-encoder.ts";
import { openSession } from "../../../server/model/session.ts";
import { readPhoto } from "../../../server/photo/photo.ts";
import { toPixels, toTenCrops } from "../../../server/photo/pixels.ts";
import { geography } from "../../geography.ts";
import { TINY, temporaryFolder } from "./fixture.ts";
import { galleryBundle } from "./gallery-bundle.ts";

const HUB = fileURLToPath(new URL("../../fixtures/hub/", import.meta.url));
const PHOTOS = fileURLToPath(new URL("../../fixtures/photos/", import.meta.url));
const LIMITS = { maxBytes: 40e6, maxPixels: 100e6 };
const NEVER = new AbortController().signal;

/** What test/fixtures/hub/build.py computed with Pillow and NumPy. */
interface Reference {
  readonly photo: string;
  readonly vector: number[];
  readonly top: [lat: number, lng: number, probability: number][];
}

const references: Reference[] = JSON.parse(await readFile(join(HUB, "reference.json"), "utf8"));
const bundleFolder = await galleryBundle(await temporaryFolder());
const cacheFolder = await temporaryFolder();

async function settings(folder = bundleFolder, finestResolution = 7) {
  return {
    geography: await geography(),
    bundleFolder: folder,
    cacheFolder,
    threads: 2,
    limits: LIMITS,
    finestResolution,
  };
}

function options(changes: Record<string, unknown>) {
  return PredictionOptionsSchema.parse(changes);
}

async function photo(name: string) {
  return readPhoto(await readFile(join(PHOTOS, name)), LIMITS);
}

describe("the encoder's input", () => {
  it.each(references)("gives the vector of Pillow's preprocessing for $photo", async (wanted) => {
    const bundle = await openBundle(bundleFolder);
    const encoder = await openImageEncoder(bundle, 1);
    const pixels = await toPixels(await photo(wanted.photo), bundle.manifest.image);
    const [vector] = await encoder.encode([pixels]);
    await encoder.close();
    const cosine = vector!.reduce((sum, value, i) => sum + value * wanted.vector[i]!, 0);
    expect(cosine).toBeGreaterThan(0.999);
  });

  it("is ten views: corners and centre of the picture at 8/7, and the same mirrored", async () => {
    const { image } = (await openBundle(bundleFolder)).manifest;
    const { size } = image;
    const crops = await toTenCrops(await photo("landscape.jpg"), image);
    expect(crops).toHaveLength(10);
    const at = (view: Float32Array, x: number, y: number) => view[y * size + x]!;
    for (const i of [0, 1, 2, 3, 4]) {
      for (const [x, y] of [
        [0, 0],
        [17, 100],
        [223, 223],
      ] as const) {
        expect(at(crops[i + 5]!, size - 1 - x, y)).toBe(at(crops[i]!, x, y));
      }
    }
    // The top left view, moved by half the margin of 32 pixels, is the centre view of its rows.
    expect(at(crops[0]!, 16 + 50, 16 + 60)).toBe(at(crops[2]!, 16 + 50, 60 - 16));
  });
});

describe("the location encoder", () => {
  it("gives what PyTorch gives, to 1e-4", async () => {
    const places: { at: [lat: number, lng: number]; vector: number[] }[] = JSON.parse(
      await readFile(join(HUB, "location.json"), "utf8"),
    );
    const session = await openSession(join(HUB, "onnx/location_model.onnx"), 1);
    const data = Float32Array.from(places.flatMap(({ at }) => at));
    const given = { location: { data, dims: [places.length, 2] } };
    const { data: made, dims } = await session.run(given, "location_embeds");
    await session.close();
    expect(dims).toEqual([places.length, 512]);
    places.forEach(({ vector }, row) => {
      // The fixture keeps every eighth number.
      vector.forEach((value, i) => {
        expect(Math.abs(made[row * 512 + i * 8]! - value)).toBeLessThan(1e-4);
      });
    });
  });
});

describe("ranking=gallery", () => {
  it("ranks as a straightforward NumPy program does: the same 100 points in the same order", async () => {
    const bundle = await openBundle(bundleFolder);
    const { cells } = await geography();
    const encoder = await openLocationEncoder(bundle, 1);
    const points = (await readGalleryPoints(bundle, cells))!;
    const index = await openGalleryIndex(bundle, points, encoder, cacheFolder, 1);
    for (const { vector, top: wanted } of references) {
      const scores = await index.scoreAll(Float32Array.from(vector));
      const { top } = galleryAnswer(index.points, scores, bundle.manifest.logitScale, cells, 100);
      expect(top.map(({ at }) => at)).toEqual(
        wanted.map(([lat, lng]) => [Math.fround(lng), Math.fround(lat)]),
      );
      top.forEach(({ probability }, i) => {
        expect(Math.abs(probability / wanted[i]![2] - 1)).toBeLessThan(1e-4);
      });
    }
    await Promise.all([index.close(), encoder.close()]);
  });

  it("answers a photo with the points and their probabilities summed by cell", async () => {
    const locator = await openLocator(await settings());
    for (const { photo: name, top } of references) {
      const bytes = await readFile(join(PHOTOS, name));
      const asked = options({ ranking: "gallery", topK: 100, maxCells: 20_000 });
      const { points, best, cells, evidence } = await locator.locate(bytes, asked, NEVER);
      // One ranking of points, in which nothing is weighed.
      expect(evidence).toBeUndefined();
      const named = ([lat, lng]: readonly number[]) => `${lat!.toFixed(4)},${lng!.toFixed(4)}`;
      const known = new Set(top.map(named));
      const ours = points!.map(({ lat, lng }) => named([lat, lng]));
      // The photo is decoded by another library than Pillow: scores differ in the fourth digit, places change a little.
      expect(ours.filter((point) => known.has(point)).length).toBeGreaterThan(90);
      expect(named([best.lat, best.lng])).toBe(ours[0]);
      expect(cells.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
    }
    await locator.close();
  });

  it.each([
    [{ prior: "land" }, /own density, got prior=land/],
    [{ within: [[{ kind: "country", id: "FR" }]] }, /knows no hints/],
  ])("refuses %j, which GeoCLIP's ranking does not know", async (changes, message) => {
    const locator = await openLocator(await settings());
    const bytes = await readFile(join(PHOTOS, "landscape.jpg"));
    await expect(
      locator.locate(bytes, options({ ranking: "gallery", ...changes }), NEVER),
    ).rejects.toMatchObject({
      code: "parameter_invalid",
      message: expect.stringMatching(message),
    });
    await locator.close();
  });

  it("is refused by a bundle without a gallery", async () => {
    const locator = await openLocator(await settings(TINY));
    const bytes = await readFile(join(PHOTOS, "landscape.jpg"));
    const asked = locator.locate(bytes, options({ ranking: "gallery" }), NEVER);
    await expect(asked).rejects.toThrow(/bundle "tiny" has no gallery of points/);
    await locator.close();
  });

  it("shows no points where the operator caps the detail", async () => {
    const locator = await openLocator(await settings(bundleFolder, 3));
    const bytes = await readFile(join(PHOTOS, "landscape.jpg"));
    const capped = await locator.locate(bytes, options({ ranking: "gallery" }), NEVER);
    expect(capped.points).toBeUndefined();
    const free = await openLocator(await settings());
    const { points } = await free.locate(bytes, options({ ranking: "gallery" }), NEVER);
    const { lat, lng } = points![0]!;
    expect({ lat: capped.best.lat, lng: capped.best.lng }).not.toEqual({ lat, lng });
    await Promise.all([locator.close(), free.close()]);
  });
});

describe("crops=10", () => {
  it("answers alone as among photos with other numbers of views", async () => {
    const locator = await openLocator(await settings());
    const bytes = await readFile(join(PHOTOS, "portrait.webp"));
    const [one, ten] = [options({ maxCells: 5 }), options({ maxCells: 5, crops: 10 })];
    const alone = await locator.locate(bytes, ten, NEVER);
    const [, among] = await Promise.all(
      [one, ten, one].map((o) => locator.locate(bytes, o, NEVER)),
    );
    const single = await locator.locate(bytes, one, NEVER);
    await locator.close();
    expect(among!.cells.map(({ h3 }) => h3)).toEqual(alone.cells.map(({ h3 }) => h3));
    expect(among!.cells[0]!.probability).toBeCloseTo(alone.cells[0]!.probability, 6);
    expect(single.cells[0]!.probability).not.toBe(alone.cells[0]!.probability);
  });
});

describe("readGallery", () => {
  async function read(file: string, content: string | Uint8Array) {
    const folder = await temporaryFolder();
    await writeFile(join(folder, file), content);
    const { manifest } = await openBundle(TINY);
    const bundle = { manifest, path: (name: string) => join(folder, name) };
    return readGallery(bundle, {
      gallery: file,
      mix: { gallery: 0.6, population: 0.3, land: 0.1 },
    });
  }

  it("reads the three kinds alike", async () => {
    const floats = new Uint8Array(new Float32Array([48.5, 2.25, -33.5, 151.25]).buffer);
    const wanted = {
      lat: Float32Array.of(48.5, -33.5),
      lng: Float32Array.of(2.25, 151.25),
    };
    expect(await read("a.json", "[[48.5, 2.25], [-33.5, 151.25]]")).toEqual(wanted);
    expect(await read("a.csv", "LAT,LON\r\n48.5,2.25\r\n-33.5,151.25\n")).toEqual(wanted);
    expect(await read("a.bin", floats)).toEqual(wanted);
  });

  it.each([
    ["a.json", "[[48.5, 2.25], [91, 0]]", /has \[91,0\] as point 2, expected a latitude/],
    ["a.json", "[[48.5, -180.5]]", /as point 1.*longitude from -180 to 180/],
    ["a.json", "[[139.7, 35.7]]", /longitude from -180 to 180; are the two exchanged\?/],
    ["a.json", '[["48.5", 2]]', /as point 1/],
    ["a.json", "[[1, 2, 3]]", /as point 1/],
    ["a.json", "[]", /has no points/],
    ["a.json", '{"a": 1}', /is not a list of pairs/],
    [
      "a.json",
      "[[48.5,",
      /a\.json is not JSON, or cut short, expected \[\[latitude, longitude\], \.\.\.\]\. Install/,
    ],
    ["a.csv", "lng,lat\n2,48\n", /begins with "lng,lat", expected the columns "LAT,LON"/],
    ["a.csv", "LAT,LON\n48.5,\n", /as point 1/],
    ["a.bin", new Uint8Array(12), /12 bytes, expected pairs of float32/],
    ["a.txt", "x", /unknown kind, expected \.json, \.csv or \.bin/],
  ])("refuses %s with %s", async (file, content, message) => {
    await expect(read(file, content)).rejects.toMatchObject({
      code: "bundle_invalid",
      message: expect.stringMatching(message),
    });
  });
});
