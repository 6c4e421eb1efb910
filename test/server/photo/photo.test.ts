import { createHash } from "node:crypto";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { readPhoto } from "../../../server/photo/photo.ts";
import { LIMITS, pngThatClaims, quarters, readFixture } from "./pictures.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe("readPhoto", () => {
  it("tells size, type and checksum without decoding", async () => {
    const bytes = await quarters(6).jpeg().toBuffer();
    expect(await readPhoto(bytes, LIMITS)).toMatchObject({
      width: 64,
      height: 48,
      type: "image/jpeg",
      sha256: createHash("sha256").update(bytes).digest("hex"),
      exif: null,
      hevc: false,
    });
  });

  it.each([
    ["nothing", new Uint8Array(0), "photo_missing", /0 bytes/],
    ["text", bytesOf("hello"), "photo_type_unsupported", /is text, expected a photo/],
    ["SVG", bytesOf('<svg xmlns="http://www.w3.org/2000/svg"/>'), "photo_type_unsupported", /svg/],
    [
      "SVG after an XML line",
      bytesOf('<?xml version="1.0"?>\n<svg/>'),
      "photo_type_unsupported",
      /xml|svg/i,
    ],
    [
      "PDF",
      bytesOf("%PDF-1.7\n%âãÏÓ\n1 0 obj"),
      "photo_type_unsupported",
      /application\/pdf.*JPEG, PNG/,
    ],
    ["random bytes", new Uint8Array([1, 2, 3, 250, 251]), "photo_type_unsupported", /unknown type/],
    ["a JPEG of three bytes", new Uint8Array([0xff, 0xd8, 0xff]), "photo_unreadable", /cut short/],
    [
      "a PNG bomb",
      pngThatClaims(50_000, 50_000),
      "photo_too_many_pixels",
      /50000 x 50000 .*2500\.0 .* limit is 4 /,
    ],
    [
      "too many bytes",
      new Uint8Array(LIMITS.maxBytes + 1),
      "photo_too_large",
      /4 MB, the limit is 4 MB/,
    ],
  ] as const)("refuses %s", async (_name, bytes, code, message) => {
    const error = await readPhoto(bytes, LIMITS).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it("believes the content and not a name: a PNG is a PNG", async () => {
    expect((await readPhoto(await quarters().png().toBuffer(), LIMITS)).type).toBe("image/png");
  });

  it("takes exactly as many pixels as are allowed", async () => {
    const bytes = await quarters().png().toBuffer();
    await expect(readPhoto(bytes, { ...LIMITS, maxPixels: 64 * 48 })).resolves.toBeDefined();
    await expect(readPhoto(bytes, { ...LIMITS, maxPixels: 64 * 48 - 1 })).rejects.toMatchObject({
      code: "photo_too_many_pixels",
    });
  });

  it("refuses a HEIC by its header", async () => {
    const bytes = await readFixture("phone.heic");
    await expect(readPhoto(bytes, { ...LIMITS, maxPixels: 100 })).rejects.toMatchObject({
      code: "photo_too_many_pixels",
    });
  });
});

describe("readPhoto – EXIF", () => {
  const PARIS = {
    GPSLatitudeRef: "N",
    GPSLatitude: "48/1 51/1 3012/100",
    GPSLongitudeRef: "E",
    GPSLongitude: "2/1 17/1 4012/100",
  };

  async function exifOf(
    gps: Record<string, string>,
    time?: string,
    format: "jpeg" | "webp" | "png" = "jpeg",
  ) {
    const exif = { IFD3: gps, ...(time !== undefined && { IFD2: { DateTimeOriginal: time } }) };
    const bytes = await quarters().withExif(exif).toFormat(format).toBuffer();
    return (await readPhoto(bytes, LIMITS)).exif;
  }

  it.each(["jpeg", "webp", "png"] as const)("reads position and time from %s", async (format) => {
    expect(await exifOf(PARIS, "2021:05:04 13:37:00", format)).toEqual({
      lat: 48.85837,
      lng: 2.29448,
      takenAt: "2021-05-04T13:37:00",
    });
  });

  it("reads the southern and western hemispheres as negative", async () => {
    const gps = { ...PARIS, GPSLatitudeRef: "S", GPSLongitudeRef: "W" };
    expect(await exifOf(gps)).toMatchObject({ lat: -48.85837, lng: -2.29448 });
    const inWords = { ...PARIS, GPSLatitudeRef: "South", GPSLongitudeRef: "west" };
    expect(await exifOf(inWords)).toMatchObject({ lat: -48.85837, lng: -2.29448 });
  });

  it.each([
    ["zero and zero", { ...PARIS, GPSLatitude: "0/1 0/1 0/1", GPSLongitude: "0/1 0/1 0/1" }],
    ["0/0", { ...PARIS, GPSLatitude: "0/0 0/0 0/0" }],
    ["latitude 91", { ...PARIS, GPSLatitude: "91/1 0/1 0/1" }],
    ["longitude 181", { ...PARIS, GPSLongitude: "181/1 0/1 0/1" }],
    ["no longitude", { GPSLatitudeRef: "N", GPSLatitude: "48/1 0/1 0/1" }],
    ["a hemisphere in words that is none", { ...PARIS, GPSLatitudeRef: "Up" }],
    ["a hemisphere that is none", { ...PARIS, GPSLatitudeRef: "X" }],
  ])("takes %s for no position", async (_name, gps) => {
    expect(await exifOf(gps)).toBeNull();
    expect(await exifOf(gps, "2021:05:04 13:37:00")).toEqual({
      lat: null,
      lng: null,
      takenAt: "2021-05-04T13:37:00",
    });
  });

  it.each(["0000:00:00 00:00:00", "    :  :     :  :  ", "2021:02:31 10:00:00"])(
    "takes the time %s for none",
    async (time) => {
      expect(await exifOf(PARIS, time)).toMatchObject({ takenAt: null });
    },
  );

  it("reads a photo whose EXIF is damaged", async () => {
    const bytes = await quarters().withExif({ IFD3: PARIS }).jpeg().toBuffer();
    const start = bytes.indexOf("Exif\0\0", 0, "latin1");
    bytes.fill(0xff, start + 14, start + 40);
    expect((await readPhoto(bytes, LIMITS)).width).toBe(64);
  });

  it("reads a TIFF's own tags", async () => {
    const bytes = await sharp(await quarters().png().toBuffer())
      .tiff()
      .toBuffer();
    expect((await readPhoto(bytes, LIMITS)).exif).toBeNull();
  });
});
