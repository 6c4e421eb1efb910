import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import type { PhotoType } from "../../../../core/contracts/photo-types.ts";
import { readMetadata } from "../../../../server/photo/metadata/metadata.ts";
import { readPhoto } from "../../../../server/photo/photo.ts";
import { createRandom } from "../../../random.ts";
import { LIMITS, quarters } from "../pictures.ts";
import {
  APP1_EXIF,
  APP1_XMP,
  app1,
  box,
  EXIF_ITEM,
  exifSegment,
  extendedXmp,
  gifWith,
  gpsOf,
  heifWith,
  itxt,
  jpegWith,
  numbers,
  pngChunk,
  pngWith,
  rawProfile,
  STOCKHOLM,
  STOCKHOLM_EXIF,
  STOCKHOLM_XMP,
  tiffOf,
  webpWith,
  xmpOf,
  xmpSegment,
} from "./containers.ts";

const XMP_KEYWORD = "XML:com.adobe.xmp";
const PARIS_EXIF = tiffOf({}, {}, gpsOf([48, 1, 51, 1, 0, 1], "N", [2, 1, 17, 1, 0, 1], "E"));

describe("readMetadata – wherever it stands", () => {
  const files: readonly (readonly [string, PhotoType, () => Promise<Buffer> | Buffer])[] = [
    ["JPEG, first segment", "image/jpeg", () => jpegWith([exifSegment(STOCKHOLM_EXIF)])],
    ["JPEG, behind the pixels", "image/jpeg", () => jpegWith([], [exifSegment(STOCKHOLM_EXIF)])],
    [
      "JPEG, second of two",
      "image/jpeg",
      () => jpegWith([exifSegment(tiffOf({ 305: [2, "Editor"] })), exifSegment(STOCKHOLM_EXIF)]),
    ],
    [
      "JPEG, behind a damaged one",
      "image/jpeg",
      () => jpegWith([exifSegment(Buffer.from("nothing")), exifSegment(STOCKHOLM_EXIF)]),
    ],
    ["PNG, behind the pixels", "image/png", () => pngWith(pngChunk("eXIf", STOCKHOLM_EXIF))],
    ["PNG, with JPEG's name", "image/png", () => pngWith(pngChunk("eXIf", APP1_EXIF))],
    ["PNG, text profile", "image/png", () => pngWith(rawProfile("exif", APP1_EXIF, "tEXt"))],
    ["PNG, compressed profile", "image/png", () => pngWith(rawProfile("APP1", APP1_EXIF, "zTXt"))],
    ["WebP, unannounced", "image/webp", () => webpWith(["EXIF", STOCKHOLM_EXIF])],
    [
      "WebP, with JPEG's name",
      "image/webp",
      () => webpWith(["ICCP", Buffer.alloc(3)], ["EXIF", APP1_EXIF]),
    ],
    ["TIFF", "image/tiff", () => STOCKHOLM_EXIF],
  ];
  it.each(files)("EXIF in %s", async (_name, type, make) => {
    expect(await readMetadata(await make(), type)).toEqual({
      exif: { ...STOCKHOLM, takenAt: "2021-05-04T13:37:00" },
      orientation: 6,
      warnings: [],
    });
  });

  it.each([0, 1, 2] as const)(
    "EXIF in HEIF, construction %i, whose orientation does not count",
    async (construction) => {
      for (const parts of [1, 3]) {
        expect(
          await readMetadata(heifWith("Exif", EXIF_ITEM, construction, { parts }), "image/heic"),
        ).toEqual({
          exif: { ...STOCKHOLM, takenAt: "2021-05-04T13:37:00" },
          orientation: 1,
          warnings: [],
        });
      }
    },
  );

  it("leaves out what is about another picture of a HEIF", async () => {
    const bytes = heifWith("Exif", EXIF_ITEM, 0, { about: 3 });
    expect((await readMetadata(bytes, "image/heic")).exif).toBeNull();
  });

  const packets: readonly (readonly [string, PhotoType, () => Promise<Buffer> | Buffer])[] = [
    ["JPEG", "image/jpeg", () => jpegWith([xmpSegment(STOCKHOLM_XMP)])],
    ["JPEG, behind the pixels", "image/jpeg", () => jpegWith([], [xmpSegment(STOCKHOLM_XMP)])],
    [
      "JPEG, in parts",
      "image/jpeg",
      () =>
        jpegWith([
          xmpSegment(xmpOf("<exif:Flash>0</exif:Flash>")),
          extendedXmp(STOCKHOLM_XMP, 100),
        ]),
    ],
    ["PNG", "image/png", () => pngWith(itxt(XMP_KEYWORD, STOCKHOLM_XMP, false))],
    ["PNG, compressed", "image/png", () => pngWith(itxt(XMP_KEYWORD, STOCKHOLM_XMP, true))],
    ["PNG, text profile", "image/png", () => pngWith(rawProfile("xmp", STOCKHOLM_XMP, "zTXt"))],
    ["PNG, profile of a segment", "image/png", () => pngWith(rawProfile("APP1", APP1_XMP, "tEXt"))],
    ["WebP", "image/webp", () => webpWith(["XMP ", STOCKHOLM_XMP])],
    ["GIF", "image/gif", () => gifWith(STOCKHOLM_XMP)],
    ["TIFF", "image/tiff", () => tiffOf({ 700: [1, [...STOCKHOLM_XMP]] })],
    ["HEIF", "image/heif", () => heifWith("XMP", STOCKHOLM_XMP, 0)],
    [
      "AVIF, beside the tables",
      "image/avif",
      () => heifWith("XMP", STOCKHOLM_XMP, 1, { parts: 2 }),
    ],
  ];
  it.each(packets)("XMP in %s", async (_name, type, make) => {
    expect(await readMetadata(await make(), type)).toEqual({
      exif: { ...STOCKHOLM, takenAt: null },
      orientation: 1,
      warnings: [],
    });
  });

  it("takes nothing from pictures behind the first", async () => {
    const bytes = Buffer.concat([
      await jpegWith([]),
      await jpegWith([exifSegment(STOCKHOLM_EXIF)]),
    ]);
    expect((await readMetadata(bytes, "image/jpeg")).exif).toBeNull();
  });

  it("reads what sharp writes into an AVIF", async () => {
    const bytes = await quarters().withXmp(STOCKHOLM_XMP.toString()).avif().toBuffer();
    expect((await readPhoto(bytes, LIMITS)).exif).toEqual({ ...STOCKHOLM, takenAt: null });
  });
});

describe("readMetadata – orientation", () => {
  it("turns a PNG whose EXIF stands behind the pixels, once", async () => {
    const bytes = await pngWith(pngChunk("eXIf", STOCKHOLM_EXIF));
    expect(await readPhoto(bytes, LIMITS)).toMatchObject({ width: 48, height: 64 });
  });

  it("takes the first that is one of eight", async () => {
    const [none, turned, other] = [99, 8, 3].map((value) =>
      exifSegment(tiffOf({ 274: [3, [value]] })),
    );
    const bytes = await jpegWith([none!, turned!, other!]);
    expect((await readMetadata(bytes, "image/jpeg")).orientation).toBe(8);
  });
});

describe("readMetadata – XMP", () => {
  const at = async (packet: Buffer) =>
    (await readMetadata(await jpegWith([xmpSegment(packet)]), "image/jpeg")).exif;

  it.each([
    ["attributes", xmpOf("", 'exif:GPSLatitude="59,19.5N" exif:GPSLongitude="18,3E"')],
    [
      "another prefix",
      xmpOf(
        "<e:GPSLatitude>59,19.5N</e:GPSLatitude><e:GPSLongitude>18,3E</e:GPSLongitude>",
        'xmlns:e="http://ns.adobe.com/exif/1.0/"',
      ),
    ],
    ["signs", xmpOf("", 'exif:GPSLatitude="+59.325" exif:GPSLongitude="+18.05"')],
    [
      "references",
      xmpOf(
        "",
        'exif:GPSLatitude="59.325" exif:GPSLatitudeRef="North" exif:GPSLongitude="18.05" exif:GPSLongitudeRef="E"',
      ),
    ],
    [
      "CDATA and entities",
      xmpOf(
        "<exif:GPSLatitude><![CDATA[59,19.5N]]></exif:GPSLatitude>",
        'exif:GPSLongitude="18&#x2c;3E"',
      ),
    ],
    [
      "UTF-16",
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(STOCKHOLM_XMP.toString(), "utf16le")]),
    ],
    [
      "a damaged end",
      Buffer.from(STOCKHOLM_XMP.toString().replace(/<\/rdf:Description>.*/s, "<</>")),
    ],
  ])("reads positions by %s", async (_name, packet) => {
    expect(await at(packet)).toEqual({ ...STOCKHOLM, takenAt: null });
  });

  it("does not take the place that is shown for the place of the camera", async () => {
    const shown = STOCKHOLM_XMP.toString()
      .replace(
        "<exif:GPSLatitude>",
        '<i:LocationShown xmlns:i="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"><rdf:Bag><rdf:li rdf:parseType="Resource"><exif:GPSLatitude>',
      )
      .replace("</exif:GPSLongitude>", "</exif:GPSLongitude></rdf:li></rdf:Bag></i:LocationShown>");
    expect(await at(Buffer.from(shown))).toBeNull();
  });

  it.each([
    ["2021-05-04T13:37:00+02:00", "2021-05-04T13:37:00"],
    ["2021-05-04T13:37", "2021-05-04T13:37:00"],
    ["2021-05-04T13:37:00.25", "2021-05-04T13:37:00"],
    ["2021-05-04T13:37:00Z", null],
    ["2021-05-04", null],
  ])("reads the time %s as %s", async (written, takenAt) => {
    const found = await at(xmpOf("", `exif:DateTimeOriginal="${written}"`));
    expect(found?.takenAt ?? null).toBe(takenAt);
  });

  it("counts behind EXIF, and a contradiction is told", async () => {
    const bytes = await jpegWith([exifSegment(PARIS_EXIF), xmpSegment(STOCKHOLM_XMP)]);
    expect(await readMetadata(bytes, "image/jpeg")).toMatchObject({
      exif: { lat: 48.85, lng: 2.28333 },
      warnings: [
        expect.stringMatching(
          /contradict.*EXIF says 48.85, 2.28333, XMP 59.325, 18.05, 154\d km apart/,
        ),
      ],
    });
  });

  it("stands in for a position in EXIF that is none, which is told", async () => {
    const none = tiffOf({}, {}, gpsOf([0, 1], "N", [0, 1], "E"));
    const bytes = await jpegWith([exifSegment(none), xmpSegment(STOCKHOLM_XMP)]);
    expect(await readMetadata(bytes, "image/jpeg")).toMatchObject({
      exif: STOCKHOLM,
      warnings: [
        expect.stringMatching(/in the photo's EXIF counts as none: 0, 0 is what cameras write/),
      ],
    });
  });
});

describe("readMetadata – positions in EXIF", () => {
  const LAT = [33, 1, 51, 1, 0, 1];
  const LNG = [18, 1, 3, 1, 0, 1];
  const read = (gps: ReturnType<typeof gpsOf>) => readMetadata(tiffOf({}, {}, gps), "image/tiff");

  it.each(["S", "s", " S", "South", "SOUTH", "S\0x", "Süd"])("%j is south", async (ref) => {
    expect((await read(gpsOf(LAT, ref, LNG, "E"))).exif).toMatchObject({ lat: -33.85, lng: 18.05 });
  });

  it.each(["W", "w", "West ", "Ouest"])("%j is west", async (ref) => {
    expect((await read(gpsOf(LAT, "N", LNG, ref))).exif).toMatchObject({ lat: 33.85, lng: -18.05 });
  });

  it("reads one fraction, whole numbers and floating ones", async () => {
    expect((await read(gpsOf([3385, 100], "S", [1805, 100], "E"))).exif).toMatchObject({
      lat: -33.85,
    });
    expect((await read(gpsOf([33.85], "S", [18.05], "E", 12))).exif).toMatchObject({ lat: -33.85 });
    expect((await read(gpsOf([33, 51, 0], "S", [18, 3, 0], "E", 4))).exif).toMatchObject({
      lat: -33.85,
    });
    expect((await read(gpsOf([-3385, 100], "S", [1805, 100], "E", 10))).exif).toMatchObject({
      lat: -33.85,
    });
  });

  it.each([
    ["no hemisphere", gpsOf(LAT, null, LNG, "E"), /latitude does not say N or S/],
    ["an empty hemisphere", gpsOf(LAT, "N", LNG, " "), /longitude does not say E or W/],
    [
      "a hemisphere that is none",
      gpsOf(LAT, "Up\u202e", LNG, "E"),
      /latitude says "Up[^"]+", expected N or S/,
    ],
    ["hemispheres exchanged", gpsOf(LAT, "E", LNG, "N"), /latitude says "E", expected N or S/],
    ["a denominator of zero", gpsOf([33, 0], "S", LNG, "E"), /latitude is no number/],
    ["0/0", gpsOf([33, 1, 51, 1, 0, 0], "S", LNG, "E"), /latitude is no number/],
    ["NaN", gpsOf([Number.NaN], "S", [18], "E", 12), /latitude is no number/],
    ["text", gpsOf(LAT, "S", null, "E"), /has a latitude and no longitude/],
    ["latitude 91", gpsOf([91, 1], "S", [118, 1], "E"), /latitude is 91, expected at most 90/],
    [
      "latitude and longitude exchanged",
      gpsOf([151, 1], "S", LAT, "E"),
      /latitude is 151 and its longitude 33.85: the two look exchanged/,
    ],
    [
      "a sign and the other hemisphere",
      gpsOf([-33, 1], "N", LNG, "E", 10),
      /negative and says "N"/,
    ],
    [
      "zero and zero",
      gpsOf([0, 1, 0, 1, 0, 1], "N", [0, 1, 0, 1, 0, 1], "E"),
      /0, 0 is what cameras write/,
    ],
    [
      "zero and zero without hemispheres",
      gpsOf([0, 1], null, [0, 1], null),
      /0, 0 is what cameras write/,
    ],
  ])("shows none for %s, and says why", async (_name, gps, why) => {
    const { exif, warnings } = await read(gps);
    expect(exif).toBeNull();
    expect(warnings).toEqual([expect.stringMatching(why)]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal must not be sent
    expect(warnings[0]).not.toMatch(/[\0-\x1f\u202e]/);
  });
});

describe("readMetadata – hostile files", () => {
  /** Microseconds of the processor, which other programs do not lengthen. */
  const SOON = 600_000;
  const GIGABYTE_IN_A_MEGABYTE = deflateSync(Buffer.alloc(2 ** 28));

  it("does not unpack what becomes large", async () => {
    const head = Buffer.from(`${XMP_KEYWORD}\0\x01\0\0\0`, "latin1");
    const bomb = pngChunk("iTXt", Buffer.concat([head, GIGABYTE_IN_A_MEGABYTE]));
    const bytes = await pngWith(
      ...Array.from({ length: 20 }, () => bomb),
      pngChunk("eXIf", STOCKHOLM_EXIF),
    );
    const before = process.memoryUsage().rss;
    const start = process.cpuUsage();
    expect((await readMetadata(bytes, "image/png")).exif).toMatchObject(STOCKHOLM);
    expect(process.cpuUsage(start).user).toBeLessThan(SOON);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20);
  });

  const LONG = 400_000;
  it.each([
    ["elements without end", "<a>".repeat(LONG)],
    ["opening marks", "<".repeat(LONG)],
    ["attributes", `<exif:a ${Array.from({ length: 40_000 }, (_, i) => `b${i}="1"`).join(" ")}/>`],
    ["entities", `<!DOCTYPE a [<!ENTITY b "${"c".repeat(1000)}">]><d>${"&b;".repeat(90_000)}</d>`],
    ["one long text", `<exif:GPSLatitude>${"5".repeat(LONG)}</exif:GPSLatitude>`],
  ])("XMP of %s ends soon", async (_name, text) => {
    const bytes = await pngWith(itxt(XMP_KEYWORD, xmpOf(text), true));
    const start = process.cpuUsage();
    await readMetadata(bytes, "image/png");
    expect(process.cpuUsage(start).user).toBeLessThan(SOON);
  });

  it("is not led round in circles, nor out of the file", async () => {
    const self = tiffOf({ 34665: [4, [8]], 34853: [4, [8]] });
    expect((await readMetadata(self, "image/tiff")).exif).toBeNull();
    const outside = tiffOf({ 34665: [4, [2 ** 32 - 1]], 700: [1, [1, 2, 3, 4, 5]] });
    outside.writeUInt32LE(2 ** 31, 8 + 2 + 12 + 8);
    expect((await readMetadata(outside, "image/tiff")).exif).toBeNull();
    const endless = Buffer.concat([
      box("ftyp"),
      numbers([4, 0]),
      Buffer.from("meta"),
      Buffer.alloc(8),
    ]);
    expect((await readMetadata(endless, "image/heic")).exif).toBeNull();
    const item = heifWith("Exif", EXIF_ITEM, 2);
    // The item that holds the bytes is the item itself.
    item.writeUInt16BE(2, item.lastIndexOf("iloc", item.indexOf("iref") + 60) + 8);
    expect((await readMetadata(item, "image/heic")).exif).toBeNull();
    const huge = extendedXmp(STOCKHOLM_XMP, 100);
    huge.writeUInt32BE(2 ** 31, 4 + 35 + 32);
    expect((await readMetadata(await jpegWith([huge]), "image/jpeg")).exif).toBeNull();
  });

  it("never throws, hangs or shows what is none: 6,000 damaged files, seeded", async () => {
    const exifAndXmp = [
      exifSegment(STOCKHOLM_EXIF),
      xmpSegment(STOCKHOLM_XMP),
      app1(Buffer.from("Exif\0")),
    ];
    const seeds: readonly (readonly [PhotoType, Buffer])[] = [
      ["image/jpeg", await jpegWith([...exifAndXmp, extendedXmp(STOCKHOLM_XMP, 200)], exifAndXmp)],
      [
        "image/png",
        await pngWith(
          pngChunk("eXIf", STOCKHOLM_EXIF),
          itxt(XMP_KEYWORD, STOCKHOLM_XMP, true),
          rawProfile("exif", APP1_EXIF, "zTXt"),
        ),
      ],
      ["image/webp", await webpWith(["EXIF", STOCKHOLM_EXIF], ["XMP ", STOCKHOLM_XMP])],
      ["image/gif", await gifWith(STOCKHOLM_XMP)],
      ["image/tiff", tiffOf({ 700: [1, [...STOCKHOLM_XMP]] }, {}, gpsOf([1, 1], "N", [1, 1], "E"))],
      ["image/heic", heifWith("Exif", EXIF_ITEM, 2, { parts: 3 })],
      [
        "image/avif",
        await sharp(await quarters().toColourspace("srgb").png().toBuffer())
          .withXmp(STOCKHOLM_XMP.toString())
          .avif()
          .toBuffer(),
      ],
    ];
    const random = createRandom(24).uniform;
    const start = process.cpuUsage();
    for (let i = 0; i < 6000; i++) {
      const [type, sound] = seeds[i % seeds.length]!;
      const bytes = damaged(sound, random);
      const { exif, orientation } = await readMetadata(bytes, type);
      expect(Math.abs(exif?.lat ?? 0)).toBeLessThanOrEqual(90);
      expect(Math.abs(exif?.lng ?? 0)).toBeLessThanOrEqual(180);
      expect([1, 2, 3, 4, 5, 6, 7, 8]).toContain(orientation);
    }
    expect(process.cpuUsage(start).user).toBeLessThan(30e6);
  }, 60_000);
});

/** Bytes changed, runs of 0xff or 0, and ends cut off. */
function damaged(sound: Buffer, random: () => number): Buffer {
  const bytes = Buffer.from(sound);
  const at = () => Math.floor(random() * bytes.length);
  for (let n = 1 + random() * 8; n > 0; n--) bytes[at()] = Math.floor(random() * 256);
  if (random() < 0.3)
    bytes.fill(
      random() < 0.5 ? 0xff : 0,
      ...([at(), at()].sort((a, b) => a - b) as [number, number]),
    );
  return random() < 0.3 ? bytes.subarray(0, at()) : bytes;
}

describe("readMetadata – the camera and its clock", () => {
  const taken: readonly [number, string] = [2, "2021:05:04 13:37:00"];
  const clockOf = async (make: string, model: string, offset: string) => {
    const block = tiffOf({ 271: [2, make], 272: [2, model] }, { 36867: taken, 36881: [2, offset] });
    return (await readMetadata(await jpegWith([exifSegment(block)]), "image/jpeg")).exif;
  };

  it("tells make and model, the make once, and the offset that the camera names", async () => {
    expect(await clockOf("Canon", "Canon EOS 5D", "+02:00")).toEqual({
      ...{ lat: null, lng: null, takenAt: "2021-05-04T13:37:00" },
      ...{ camera: "Canon EOS 5D", utcOffset: "+02:00" },
    });
    expect((await clockOf("Apple", "iPhone 13", "-03:30"))?.camera).toBe("Apple iPhone 13");
  });

  it("leaves out blanks and offsets that no place has", async () => {
    expect(await clockOf(" ", "", "   :  ")).toEqual({
      ...{ lat: null, lng: null, takenAt: "2021-05-04T13:37:00" },
    });
    expect((await clockOf("A", "B", "+27:00"))?.utcOffset).toBeUndefined();
  });
});
