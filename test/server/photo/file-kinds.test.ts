import { describe, expect, it } from "vitest";
import { readPhoto } from "../../../server/photo/photo.ts";
import { toPixels } from "../../../server/photo/pixels.ts";
import { plainSpec } from "../../core/pixels/spec.ts";
import { box, numbers, plainJpeg, type Tags, tiffOf } from "./metadata/containers.ts";
import { LIMITS, quarters, readFixture } from "./pictures.ts";

const latin1 = (text: string) => Buffer.concat([Buffer.from(text, "latin1"), Buffer.alloc(64)]);
const hex = (text: string) => Buffer.concat([Buffer.from(text, "hex"), Buffer.alloc(64)]);
const ftyp = (brand: string) =>
  Buffer.concat([box("ftyp", Buffer.from(`${brand}\0\0\0\0${brand}`)), Buffer.alloc(32)]);

async function pixelsOf(bytes: Uint8Array): Promise<Float32Array> {
  return toPixels(await readPhoto(bytes, LIMITS), plainSpec({}));
}

const JPEG = await plainJpeg();

/** A HEIC whose decoder is told of a profile and of parameters that it does not know. */
async function screenContent(): Promise<Buffer> {
  const bytes = await readFixture("deep-444.heic");
  const at = bytes.indexOf("hvcC") + 4;
  bytes[at + 1] = 9;
  bytes.fill(0, at + 30, bytes.readUInt32BE(at - 8) + at - 8);
  return bytes;
}
const SCREEN_CONTENT = await screenContent();

describe("a file that is no photo is named, with what to do", () => {
  it.each([
    [
      "JPEG 2000",
      hex("0000000c6a5020200d0a870a00000014667479706a703220"),
      /JPEG 2000 .*save it as JPEG/,
    ],
    ["its codestream", hex("ff4fff51002f0000"), /JPEG 2000/],
    ["JPEG XL", hex("0000000c4a584c200d0a870a"), /JPEG XL .*save it as JPEG/],
    ["JPEG-LS", hex("ffd8fff7000b08"), /JPEG-LS/],
    ["PSD", hex("38425053000100000000"), /Photoshop.*save it as JPEG/],
    ["ICO", hex("00000100010010100000"), /icon/],
    ["BMP", hex("424d360000000000000036000000"), /bitmap/],
    ["PDF", Buffer.from("%PDF-1.7\n1 0 obj"), /document .*page exported/],
    ["EPS", Buffer.from("%!PS-Adobe-3.0 EPSF-3.0\n"), /document/],
    [
      "SVG",
      Buffer.from('\uFEFF<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
      /drawing|XML/,
    ],
    ["MP4", ftyp("isom"), /a video .*single frame/],
    ["QuickTime", ftyp("qt  "), /a video/],
    ["WebM", hex("1a45dfa3"), /a video/],
    ["WAV", latin1("RIFF$\0\0\0WAVEfmt "), /sound/],
    ["CR2", Buffer.concat([hex("49492a001000000043520200")]), /camera raw.*export a JPEG/],
    ["CR3", ftyp("crx "), /camera raw/],
    ["RAF", latin1("FUJIFILMCCD-RAW 0201"), /camera raw/],
    ["RW2", hex("49495500180000008867"), /camera raw/],
    ["ORF", latin1("IIRO\x08\0\0\0"), /camera raw/],
    ["X3F", latin1("FOVb"), /camera raw/],
    ["DNG", tiffOf({ 50706: [1, [1, 4, 0, 0]] }), /camera raw/],
    ["sensor's pixels in TIFF", tiffOf({ 262: [3, [32803]] }), /camera raw/],
    ["a small picture before a raw one", tiffOf({ 254: [4, [1]], 330: [4, [8]] }), /camera raw/],
    ["ZIP", hex("504b0304"), /archive.*Unpack/],
    ["gzip", hex("1f8b0800"), /archive/],
    ["OpenEXR", hex("762f313002000000").fill(1, 3, 4), /OpenEXR/],
    ["Netpbm", Buffer.from("P6\n3 2\n255\n"), /Netpbm/],
    [
      "a web page",
      Buffer.from("\n<!DOCTYPE html><title>404 Not Found</title>"),
      /a web page, .*server answered.*again/,
    ],
    ["JSON", Buffer.from('{"error": "not found"}'), /JSON.*server answered/],
    ["text", Buffer.from("Größe: 3\n"), /is text, /],
    [
      "Git LFS",
      Buffer.from("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
      /git lfs pull/,
    ],
    ["a data URL", Buffer.from("data:image/jpeg;base64,/9j/4AAQ"), /data URL.*Decode/],
    ["base64", Buffer.from(JPEG.toString("base64")), /base64.*Decode/],
    ["AppleDouble", hex("0005160700020000"), /AppleDouble.*without the \._/],
    ["zeros", Buffer.alloc(5000), /nothing but zeros.*copy it again/],
    ["random bytes", Buffer.from([1, 2, 3, 250, 251, 0x1b, 0x5b, 0x32, 0x4a]), /unknown type/],
  ])("%s", async (_name, bytes, message) => {
    const error = await readPhoto(bytes, LIMITS).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: "photo_type_unsupported",
      message: expect.stringMatching(message),
    });
    expect(error).toMatchObject({ message: expect.not.stringMatching(/\p{Cc}/u) });
  });
});

describe("a form of a photo that is not read is named, and not called damaged", () => {
  const full = numbers([4, 0]);
  const heif = (brand: string, item: string) =>
    Buffer.concat([
      box("ftyp", Buffer.from(`${brand}\0\0\0\0${brand}`)),
      box(
        "meta",
        full,
        box("hdlr", full, Buffer.from("\0\0\0\0pict")),
        box("pitm", full, numbers([2, 1])),
        box(
          "iinf",
          full,
          numbers([2, 1]),
          box("infe", numbers([4, 0x02000000], [2, 1], [2, 0]), Buffer.from(`${item}\0`)),
        ),
      ),
    ]);
  const withFrame = (change: (bytes: Buffer, frame: number) => void) => {
    const bytes = Buffer.from(JPEG);
    change(bytes, bytes.indexOf(Buffer.from([0xff, 0xc0])));
    return bytes;
  };
  const tiff = (compression: number, tags: Tags = {}) =>
    tiffOf({
      256: [3, [64]],
      257: [3, [48]],
      258: [3, [8]],
      259: [3, [compression]],
      262: [3, [1]],
      273: [4, [8]],
      277: [3, [1]],
      278: [3, [48]],
      279: [4, [100]],
      ...tags,
    });
  const tiffAround = (strip: Buffer, tags: Tags = {}) => {
    const head = (at: number) => tiff(7, { 273: [4, [at]], 279: [4, [strip.length]], ...tags });
    return Buffer.concat([head(head(0).length), strip]);
  };
  it.each([
    ["12-bit JPEG", withFrame((bytes, at) => bytes.writeUInt8(12, at + 4)), /JPEG of 12 bits/],
    ["lossless JPEG", withFrame((bytes, at) => bytes.writeUInt8(0xc3, at + 1)), /lossless JPEG/],
    [
      "hierarchical JPEG",
      withFrame((bytes, at) => bytes.writeUInt8(0xc5, at + 1)),
      /hierarchical JPEG/,
    ],
    ["JPEG with its height behind", withFrame((it, at) => it.writeUInt16BE(0, at + 5)), /DNL/],
    [
      "JPEG with odd sampling",
      withFrame((it, at) => it.set([0x32], at + 11) ?? it.set([0x21], at + 14)),
      /JPEG with an odd ratio of brightness to colour/,
    ],
    ["TIFF with old-style JPEG", tiff(6), /TIFF with old-style JPEG compression/],
    ["TIFF with Zstandard", tiff(50000), /TIFF with Zstandard/],
    ["TIFF with a compression of its own", tiff(65_000), /TIFF with a compression of number 65000/],
    ["TIFF in Lab", tiff(1, { 262: [3, [8]] }), /TIFF of colours in Lab/],
    ["TIFF of distances", tiff(1, { 262: [3, [51177]] }), /depth map/],
    ["TIFF of 12 bits", tiff(1, { 258: [3, [12]] }), /TIFF of 12 bits a channel/],
    [
      "TIFF with lossless JPEG",
      tiffAround(withFrame((bytes, at) => bytes.writeUInt8(0xc3, at + 1))),
      /TIFF with a lossless JPEG inside/,
    ],
    [
      "TIFF of YCbCr without JPEG, which would come out in wrong colours",
      tiffAround(Buffer.alloc(64 * 48 * 3), {
        258: [3, [8, 8, 8]],
        259: [3, [1]],
        262: [3, [6]],
        277: [3, [3]],
      }),
      /TIFF of brightness and colour apart/,
    ],
    ["uncompressed HEIF", heif("mif1", "unci"), /uncompressed HEIF/],
    ["uncompressed HEIF of its own brand", heif("unif", "unci"), /uncompressed HEIF/],
    ["HEIF with H.266", heif("mif1", "vvc1"), /HEIF with H\.266/],
    ["HEIF with JPEG 2000", heif("heic", "j2k1"), /HEIF with JPEG 2000/],
    ["HEIF of a coding yet unknown", heif("mif1", "xyz1"), /HEIF with "xyz1" inside/],
    [
      "HEVC of screen content",
      SCREEN_CONTENT,
      /HEIC of an unusual profile of HEVC \(screen content, 4:4:4, 12 bits\)/,
    ],
  ])("%s", async (_name, bytes, message) => {
    const error = await pixelsOf(bytes).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: "photo_type_unsupported",
      message: expect.stringMatching(message),
    });
    expect(error).toMatchObject({
      message: expect.stringMatching(/cannot be read\. .*save it as/),
    });
  });

  it.each([
    [
      "JPEG too wide for its decoder",
      withFrame((it, at) => it.writeUInt16BE(65_535, at + 7)),
      /JPEG of 65535 pixels a side \(the most is 65500\).* Send a smaller copy/,
    ],
    [
      "a sequence without a still picture",
      Buffer.concat([
        box("ftyp", Buffer.from("msf1\0\0\0\0msf1hevc")),
        box("moov", Buffer.alloc(40)),
      ]),
      /sequence of pictures in HEIF.* Send a single picture/,
    ],
  ])("%s, with what helps", async (_name, bytes, message) => {
    await expect(pixelsOf(bytes)).rejects.toMatchObject({
      code: "photo_type_unsupported",
      message: expect.stringMatching(message),
    });
  });

  it("signed numbers of a TIFF, which would come out black", async () => {
    const bytes = tiffAround(Buffer.alloc(64 * 48 * 2), {
      258: [3, [16]],
      259: [3, [1]],
      339: [3, [2]],
    });
    await expect(pixelsOf(bytes)).rejects.toMatchObject({
      code: "photo_type_unsupported",
      message: expect.stringMatching(/TIFF of .*signed.*8 or 16 bits/),
    });
  });

  it("more channels than colours have", async () => {
    const bytes = tiffAround(Buffer.alloc(64 * 48 * 5), {
      258: [3, [8, 8, 8, 8, 8]],
      259: [3, [1]],
      262: [3, [2]],
      277: [3, [5]],
      338: [3, [0, 0]],
    });
    await expect(pixelsOf(bytes)).rejects.toMatchObject({
      code: "photo_type_unsupported",
      message: expect.stringMatching(/TIFF of 5 channels.*red, green and blue/),
    });
  });

  it("floating-point TIFF, which would come out black", async () => {
    const pixels = Buffer.from(Float32Array.from({ length: 64 * 48 }, (_, i) => i / 3072).buffer);
    const head = (at: number) =>
      tiffOf({
        256: [3, [64]],
        257: [3, [48]],
        258: [3, [32]],
        259: [3, [1]],
        262: [3, [1]],
        273: [4, [at]],
        277: [3, [1]],
        278: [3, [48]],
        279: [4, [pixels.length]],
        339: [3, [3]],
      });
    const bytes = Buffer.concat([head(head(0).length), pixels]);
    await expect(pixelsOf(bytes)).rejects.toMatchObject({
      code: "photo_type_unsupported",
      message: expect.stringMatching(/TIFF of floating-point.*8 or 16 bits/),
    });
  });

  it("what is cut short of a form that is read stays damaged", async () => {
    await expect(pixelsOf(JPEG.subarray(0, 100))).rejects.toMatchObject({
      code: "photo_unreadable",
    });
    await expect(pixelsOf(heif("heic", "hvc1"))).rejects.toMatchObject({
      code: "photo_unreadable",
    });
    await expect(pixelsOf(tiff(5).subarray(0, 40))).rejects.toMatchObject({
      code: "photo_unreadable",
    });
  });
});

describe("a HEIF is read by what is in it, whatever brand it goes by", () => {
  const under = (bytes: Buffer, brand: string) =>
    Buffer.concat([bytes.subarray(0, 8), Buffer.from(brand), bytes.subarray(12)]);

  it.each([
    ...["avis", "mif1", "mif2", "miaf", "MA1B"].map((brand) => ["av1", brand] as const),
    ...["heix", "hevx", "mif1", "mif2", "miaf", "MiHB", "avif"].map((it) => ["hevc", it] as const),
  ])("%s under %s", async (coding, brand) => {
    const isAv1 = coding === "av1";
    const bytes = isAv1
      ? await quarters().avif({ quality: 50 }).toBuffer()
      : await readFixture("phone.heic");
    const photo = await readPhoto(under(bytes, brand), LIMITS);
    expect(photo).toMatchObject({
      hevc: !isAv1,
      type: expect.stringMatching(isAv1 ? /avif/ : /hei[cf]/),
    });
    expect(photo.sha256).not.toBe((await readPhoto(bytes, LIMITS)).sha256);
    expect(await toPixels(photo, plainSpec({}))).toEqual(await pixelsOf(bytes));
  });

  it.each(["deep-422.heic", "deep-444.heic", "grey.heic", "animated.avif"])(
    "%s is read",
    async (name) => {
      const pixels = await pixelsOf(await readFixture(name));
      const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
      expect(mean).toBeCloseTo(124, -1);
    },
  );

  it("a video stays a video", async () => {
    await expect(readPhoto(ftyp("MA1B"), LIMITS)).rejects.toMatchObject({
      message: expect.stringMatching(/a video/),
    });
  });
});
