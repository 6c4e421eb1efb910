import sharp, { type Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import type { ImageSpec } from "../../../core/contracts/bundle.ts";
import { readPhoto } from "../../../server/photo/photo.ts";
import { toPixels } from "../../../server/photo/pixels.ts";
import { plainSpec } from "../../core/pixels/spec.ts";
import { CORNERS, LIMITS, pngThatClaims, quarters, readFixture } from "./pictures.ts";

async function pixelsOf(bytes: Uint8Array, spec: Partial<ImageSpec> = {}): Promise<Float32Array> {
  return toPixels(await readPhoto(bytes, LIMITS), plainSpec(spec));
}

/** The colour at a pixel, each channel 0 to 255. */
function colourAt(pixels: Float32Array, x: number, y: number, size = 32): number[] {
  return [0, 1, 2].map((channel) => pixels[channel * size * size + y * size + x]!);
}

/** Largest difference of a channel. */
function difference(colour: readonly number[], hex: number): number {
  const wanted = [hex >> 16, (hex >> 8) & 255, hex & 255];
  return Math.max(...colour.map((value, channel) => Math.abs(value - wanted[channel]!)));
}

function expectUpright(pixels: Float32Array, tolerance: number): void {
  expect(difference(colourAt(pixels, 4, 4), CORNERS.topLeft)).toBeLessThan(tolerance);
  expect(difference(colourAt(pixels, 27, 4), CORNERS.topRight)).toBeLessThan(tolerance);
  expect(difference(colourAt(pixels, 27, 27), CORNERS.bottomRight)).toBeLessThan(tolerance);
  expect(difference(colourAt(pixels, 4, 27), CORNERS.bottomLeft)).toBeLessThan(tolerance);
}

describe("toPixels – against Pillow", () => {
  it.each([
    ["landscape.jpg", "shortest", 64, 64, "bicubic"],
    ["landscape.jpg", "shortest", 72, 64, "bilinear"],
    ["landscape.jpg", "squash", 64, 64, "lanczos3"],
    ["portrait.webp", "shortest", 64, 64, "bicubic"],
    ["small.png", "shortest", 64, 64, "bicubic"],
    ["phone.heic", "shortest", 64, 64, "bicubic"],
    ["see-through.png", "shortest", 64, 64, "bicubic"],
  ] as const)("%s %s %i %i %s", async (name, resize, resizeTo, size, resample) => {
    const pixels = await pixelsOf(await readFixture(name), { resize, resizeTo, size, resample });
    const file = `${[name, [resize, resizeTo, size, resample].join("-")].join(".")}.png`;
    expect(await meanDifference(pixels, file, size)).toBeLessThan(2);
  });
});

/** Mean absolute difference from a reference picture, of 255. */
async function meanDifference(pixels: Float32Array, file: string, size: number): Promise<number> {
  const reference = await sharp(await readFixture(`reference/${file}`))
    .raw()
    .toBuffer();
  const area = size * size;
  let sum = 0;
  for (let i = 0; i < area * 3; i++) {
    sum += Math.abs(reference[i]! - pixels[(i % 3) * area + Math.floor(i / 3)]!);
  }
  return sum / (area * 3);
}

describe("toPixels – upright", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])("JPEG with EXIF orientation %i", async (orientation) => {
    const bytes = await quarters(orientation).jpeg({ quality: 95 }).toBuffer();
    const photo = await readPhoto(bytes, LIMITS);
    expect([photo.width, photo.height]).toEqual([64, 48]);
    expectUpright(await toPixels(photo, plainSpec({})), 30);
  });
});

describe("toPixels – formats", () => {
  it.each([
    ["JPEG", (it: Sharp) => it.jpeg()],
    ["progressive JPEG", (it: Sharp) => it.jpeg({ progressive: true })],
    ["PNG", (it: Sharp) => it.png()],
    ["palette PNG", (it: Sharp) => it.png({ palette: true })],
    ["16-bit PNG", (it: Sharp) => it.toColourspace("rgb16").png()],
    ["WebP", (it: Sharp) => it.webp()],
    ["AVIF", (it: Sharp) => it.avif()],
    ["TIFF", (it: Sharp) => it.tiff({ compression: "lzw" })],
    ["GIF", (it: Sharp) => it.gif()],
  ])("%s", async (_name, encode) => {
    expectUpright(await pixelsOf(await encode(quarters()).toBuffer()), 40);
  });

  it("CMYK JPEG, in the colours of print", async () => {
    const spec = { size: 64, resizeTo: 64 };
    const pixels = await pixelsOf(await readFixture("print.jpg"), spec);
    // Pillow inverts the inks without a colour profile, so this only tells that nothing is turned round.
    expect(await meanDifference(pixels, "print.jpg.shortest-64-64-bicubic.png", 64)).toBeLessThan(
      45,
    );
  });

  it("greyscale JPEG has three equal channels", async () => {
    const pixels = await pixelsOf(await quarters().greyscale().jpeg().toBuffer());
    const [red, green, blue] = colourAt(pixels, 4, 4);
    expect(red).toBe(green);
    expect(green).toBe(blue);
  });

  it("takes the first frame of an animated GIF", async () => {
    const frames = [
      { r: 255, g: 0, b: 0 },
      { r: 0, g: 0, b: 255 },
    ].map((background) =>
      sharp({ create: { width: 40, height: 40, channels: 3, background } })
        .png()
        .toBuffer(),
    );
    const bytes = await sharp(await Promise.all(frames), { join: { animated: true } })
      .gif()
      .toBuffer();
    const photo = await readPhoto(bytes, LIMITS);
    expect([photo.width, photo.height]).toEqual([40, 40]);
    expect(
      difference(colourAt(await toPixels(photo, plainSpec({})), 16, 16), 0xff0000),
    ).toBeLessThan(9);
  });

  it("lays transparent parts over white", async () => {
    const background = { r: 0, g: 0, b: 0, alpha: 0 };
    const bytes = await sharp({ create: { width: 40, height: 40, channels: 4, background } })
      .png()
      .toBuffer();
    expect(colourAt(await pixelsOf(bytes), 16, 16)).toEqual(
      [255, 255, 255].map((value) => expect.closeTo(value, 3)),
    );
  });

  it("reads HEIC, several at once", async () => {
    const bytes = await readFixture("phone.heic");
    const photo = await readPhoto(bytes, LIMITS);
    expect(photo).toMatchObject({ type: "image/heic", width: 240, height: 160, hevc: true });
    const all = await Promise.all([1, 2, 3].map(() => toPixels(photo, plainSpec({}))));
    expect(all[1]).toEqual(all[0]);
    expect(all[2]).toEqual(all[0]);
  });
});

describe("toPixels – as the bundle says", () => {
  it("normalises each channel and orders them", async () => {
    const background = { r: 255, g: 0, b: 51 };
    const bytes = await sharp({ create: { width: 40, height: 40, channels: 3, background } })
      .png()
      .toBuffer();
    const mean: [number, number, number] = [0.5, 0.4, 0.3];
    const std: [number, number, number] = [0.5, 0.2, 0.1];
    expect(colourAt(await pixelsOf(bytes, { mean, std }), 0, 0)).toEqual([
      expect.closeTo((1 - 0.5) / 0.5, 5),
      expect.closeTo((0 - 0.4) / 0.2, 5),
      expect.closeTo((0.2 - 0.3) / 0.1, 5),
    ]);
    expect(colourAt(await pixelsOf(bytes, { mean, std, channels: "bgr" }), 0, 0)).toEqual([
      expect.closeTo((0.2 - 0.5) / 0.5, 5),
      expect.closeTo((0 - 0.4) / 0.2, 5),
      expect.closeTo((1 - 0.3) / 0.1, 5),
    ]);
  });

  it("shows a photo of one row", async () => {
    const background = { r: 9, g: 9, b: 9 };
    const bytes = await sharp({ create: { width: 400, height: 1, channels: 3, background } })
      .png()
      .toBuffer();
    expect(colourAt(await pixelsOf(bytes), 16, 16)).toEqual(
      [9, 9, 9].map((value) => expect.closeTo(value, 3)),
    );
  });
});

describe("toPixels – strips", () => {
  it.each([
    ["wide", 100_000, 20],
    ["tall", 20, 100_000],
  ])("shows the middle of a %s one without filling the memory", async (_name, width, height) => {
    const background = { r: 10, g: 20, b: 30 };
    const bytes = await sharp({ create: { width, height, channels: 3, background } })
      .png()
      .toBuffer();
    const pixels = await pixelsOf(bytes, { size: 224, resizeTo: 224 });
    expect(colourAt(pixels, 112, 112, 224)).toEqual(
      [10, 20, 30].map((value) => expect.closeTo(value, 3)),
    );
  });
});

describe("toPixels – damaged photos", () => {
  it.each([
    ["JPEG", (it: Sharp) => it.jpeg()],
    ["portrait JPEG", (it: Sharp) => it.resize(100, 390, { fit: "fill" }).jpeg()],
    ["PNG", (it: Sharp) => it.png({ compressionLevel: 0 })],
    ["WebP", (it: Sharp) => it.webp({ lossless: true })],
    ["AVIF", (it: Sharp) => it.avif()],
    ["TIFF", (it: Sharp) => it.tiff({ compression: "none" })],
    ["GIF", (it: Sharp) => it.gif()],
  ])("refuses a %s that is cut short", async (_name, encode) => {
    const noise = sharp({
      create: {
        width: 200,
        height: 200,
        channels: 3,
        background: "white",
        noise: { type: "gaussian", mean: 128, sigma: 60 },
      },
    });
    const bytes = await encode(noise).toBuffer();
    for (const part of [0.5, 0.9]) {
      const cut = bytes.subarray(0, Math.floor(bytes.length * part));
      await expect(pixelsOf(cut)).rejects.toMatchObject({ code: "photo_unreadable" });
    }
  });

  it("refuses a HEIC that is cut short, and reads the next one", async () => {
    const bytes = await readFixture("phone.heic");
    const cut = bytes.subarray(0, Math.floor(bytes.length * 0.6));
    await expect(pixelsOf(cut)).rejects.toMatchObject({ code: "photo_unreadable" });
    await expect(pixelsOf(bytes)).resolves.toHaveLength(3 * 32 * 32);
  });

  it("refuses a PNG whose pixels are missing", async () => {
    await expect(pixelsOf(pngThatClaims(1000, 1000))).rejects.toMatchObject({
      code: "photo_unreadable",
    });
  });
});
