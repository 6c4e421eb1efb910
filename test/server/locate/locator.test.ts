import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_OPTIONS, PredictionOptionsSchema } from "../../../core/contracts/options.ts";
import { type Prediction, PredictionSchema } from "../../../core/contracts/prediction.ts";
import { cellResolution } from "../../../core/earth/cells.ts";
import { type Locator, openLocator } from "../../../server/locate/locator.ts";
import { geography } from "../../geography.ts";
import { bundleCopy, replaceFile, TINY, temporaryFolder } from "../model/fixture.ts";

const NEVER = new AbortController().signal;
let cacheFolder: string;
let locator: Locator;
let photo: Uint8Array;

async function settings(bundleFolder: string, finestResolution = 9) {
  const limits = { maxBytes: 40e6, maxPixels: 100e6 };
  return {
    geography: await geography(),
    bundleFolder,
    cacheFolder,
    threads: 1,
    limits,
    finestResolution,
  };
}

async function picture(red: number, size = 64): Promise<Uint8Array> {
  const background = { r: red, g: 120, b: 60 };
  return sharp({ create: { width: size, height: size, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

beforeAll(async () => {
  cacheFolder = await temporaryFolder();
  locator = await openLocator(await settings(TINY));
  photo = await picture(200);
});

afterAll(() => locator.close());

describe("locate", () => {
  it("turns a photo into a valid prediction document whose mass is whole", async () => {
    const prediction = PredictionSchema.parse(await locator.locate(photo, DEFAULT_OPTIONS, NEVER));
    expect(prediction.model).toEqual({ name: "tiny", version: "1.0.0" });
    expect(prediction.image).toMatchObject({ width: 64, height: 64, exif: null });
    const listed = prediction.cells.reduce((sum, { probability }) => sum + probability, 0);
    expect(listed + prediction.otherMass).toBeCloseTo(1, 9);
    expect(prediction.regions.map(({ mass }) => mass)).toEqual([0.5, 0.8, 0.9, 0.95]);
    const areas = prediction.regions.map(({ areaKm2 }) => areaKm2);
    expect(areas).toEqual([...areas].sort((a, b) => a - b));
  });

  it("gives the same answer alone and among others", async () => {
    const photos = await Promise.all([10, 60, 110, 160, 210].map((red) => picture(red)));
    const alone: Prediction[] = [];
    for (const one of photos) alone.push(await locator.locate(one, DEFAULT_OPTIONS, NEVER));
    const together = await Promise.all(
      photos.map((one) => locator.locate(one, DEFAULT_OPTIONS, NEVER)),
    );
    together.forEach((prediction, i) => {
      expect(prediction.image.sha256).toBe(alone[i]!.image.sha256);
      expect(prediction.cells[0]!.h3).toBe(alone[i]!.cells[0]!.h3);
      expect(prediction.cells[0]!.probability).toBeCloseTo(alone[i]!.cells[0]!.probability, 5);
    });
  });

  it("obeys hints and says when the model finds them unlikely", async () => {
    const within = [[{ kind: "country", id: "NZ" }]];
    const options = PredictionOptionsSchema.parse({ within });
    const { places, warnings, evidence, withoutHints } = await locator.locate(
      photo,
      options,
      NEVER,
    );
    const countries = places.filter(({ level }) => level === "country");
    expect(countries.map(({ id }) => id)).toEqual(["NZ"]);
    expect(evidence!.map(({ name }) => name)).toEqual(["photo", "hints"]);
    expect(evidence![1]!.bits).toBeGreaterThan(5);
    expect(warnings.join()).toMatch(/Without the hints the model gives these places together/);
    const alone = await locator.locate(photo, DEFAULT_OPTIONS, NEVER);
    expect(alone.withoutHints).toBeUndefined();
    const countriesOf = (listed: typeof places) =>
      listed.filter(({ level }) => level === "country").map(({ id }) => id);
    expect(countriesOf(withoutHints!.places)).toEqual(countriesOf(alone.places));
    expect(withoutHints!.hintsProbability).toBeLessThan(0.05);
  });

  it("holds the position in the file against the picture alone, and moves nothing by it", async () => {
    const GPS = { GPSLatitudeRef: "N", GPSLatitude: "48/1 51/1 0/1" };
    const exif = { IFD3: { ...GPS, GPSLongitudeRef: "E", GPSLongitude: "2/1 21/1 0/1" } };
    const stated = await sharp(photo).withExif(exif).jpeg({ quality: 100 }).toBuffer();
    const bare = await sharp(stated).jpeg({ quality: 100 }).toBuffer();
    const told = PredictionSchema.parse(await locator.locate(stated, DEFAULT_OPTIONS, NEVER));
    const untold = await locator.locate(bare, DEFAULT_OPTIONS, NEVER);
    expect(told.image.exif).toMatchObject({ lat: 48.85, lng: 2.35 });
    expect(untold.filePosition).toBeUndefined();
    expect(told.filePosition!.placeName).toMatch(/, France$/);
    expect(told.filePosition!.massBefore).toBeGreaterThanOrEqual(0);
    expect(told.places.map(({ id }) => id)).toEqual(untold.places.map(({ id }) => id));

    const within = [[{ kind: "country", id: "NZ" }]];
    const hinted = await locator.locate(stated, PredictionOptionsSchema.parse({ within }), NEVER);
    expect(hinted.filePosition!.massBefore).toBeLessThan(1);
    const apart = hinted.filePosition!.massBefore! - told.filePosition!.massBefore!;
    expect(Math.abs(apart)).toBeLessThan(0.05);
    expect(hinted.filePosition!.distanceKm).toBeGreaterThan(17_000);
  });

  it("leaves the bundle's share of doubt with the prior", async () => {
    const europe = async (doubt: number) => {
      const folder = await bundleCopy((manifest) => Object.assign(manifest, { doubt }));
      const doubtful = await openLocator(await settings(folder));
      const { places } = await doubtful.locate(photo, DEFAULT_OPTIONS, NEVER);
      await doubtful.close();
      return places.find(({ id }) => id === "EU")!.probability;
    };
    const [none, quarter, half] = [await europe(0), await europe(0.25), await europe(0.5)];
    expect(Math.abs(half - none)).toBeGreaterThan(1e-3);
    expect(quarter).toBeCloseTo((none + half) / 2, 9);
  });

  it("answers differently under another prior", async () => {
    const best = async (prior: string) => {
      const options = PredictionOptionsSchema.parse({ prior, maxCells: 5 });
      return (await locator.locate(photo, options, NEVER)).cells[0]!.probability;
    };
    expect(await best("land")).not.toBe(await best("population"));
  });

  it("stops for a caller who has left", async () => {
    const left = AbortSignal.abort();
    await expect(locator.locate(photo, DEFAULT_OPTIONS, left)).rejects.toMatchObject({
      code: "cancelled",
    });
  });

  it("warns of photos smaller than the model's view", async () => {
    const { warnings } = await locator.locate(await picture(90, 12), DEFAULT_OPTIONS, NEVER);
    expect(warnings.join()).toMatch(/small \(12 x 12 pixels; the model looks at 16 x 16\)/);
  });

  it("shows nothing finer than the operator allows", async () => {
    const capped = await openLocator(await settings(TINY, 2));
    const { cells, places, best } = await capped.locate(photo, DEFAULT_OPTIONS, NEVER);
    await capped.close();
    expect(new Set(cells.map(({ h3 }) => cellResolution(h3)))).toEqual(new Set([2]));
    expect(places.map(({ level }) => level)).not.toContain("city");
    const fine = await locator.locate(photo, DEFAULT_OPTIONS, NEVER);
    const { lat, lng } = fine.best;
    expect({ lat: best.lat, lng: best.lng }).not.toEqual({ lat, lng });
    expect(best.places.map(({ level }) => level)).not.toContain("city");
  });
});

describe("openLocator", () => {
  it.each<[string, Parameters<typeof bundleCopy>[0], RegExp]>([
    [
      "another width",
      (m) => Object.assign(m, { dimension: 9 }),
      /gives \[1, 8\], bundle\.json promises \[1, 9\]/,
    ],
    [
      "an unknown input",
      (m) => Object.assign(m.location, { input: "gps" }),
      /no input "gps"; it has location/,
    ],
    [
      "an unknown output",
      (m) => Object.assign(m.image, { output: "vector" }),
      /no output "vector"; it has image_embeds/,
    ],
  ])("refuses a bundle with %s", async (_, change, message) => {
    await expect(openLocator(await settings(await bundleCopy(change)))).rejects.toThrow(message);
  });

  it("refuses a file that is no ONNX graph", async () => {
    const folder = await bundleCopy();
    await replaceFile(folder, "image.onnx", new TextEncoder().encode("not a graph"));
    await expect(openLocator(await settings(folder))).rejects.toThrow(
      /image\.onnx cannot be loaded/,
    );
  });

  it("refuses weights that are not numbers", async () => {
    const folder = await bundleCopy();
    const damaged = await readFile(join(TINY, "location.onnx"));
    // Bytes of all ones are not-a-number as float32; these lie in the middle of the last weight matrix.
    damaged.fill(0xff, 500, 532);
    await replaceFile(folder, "location.onnx", damaged);
    await expect(openLocator(await settings(folder))).rejects.toThrow(
      /location encoder gives vectors that are zero or not finite/,
    );
  });
});
