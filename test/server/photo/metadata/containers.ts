import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";

// Metadata and the containers that carry it, put together byte by byte, so that odd and hostile ones can be made.

/** A value of a tag: its TIFF type, and as many numbers as it has (two for a fraction), or a text. */
type Value = readonly [type: number, values: readonly number[] | string];
export type Tags = Readonly<Record<number, Value>>;

const SIZES: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  7: 1,
  9: 4,
  10: 8,
  12: 8,
};

/** A block of EXIF, little endian: its main directory, and those for EXIF and GPS where they have tags. */
export function tiffOf(main: Tags, exif: Tags = {}, gps: Tags = {}): Buffer {
  const directories = [main, exif, gps].map((tags) => Object.entries(tags));
  const links = [
    [0x8769, 1],
    [0x8825, 2],
  ].filter(([, index]) => directories[index!]!.length > 0);
  const counts = [
    directories[0]!.length + links.length,
    directories[1]!.length,
    directories[2]!.length,
  ];
  const starts = [8];
  for (const count of counts) starts.push(starts.at(-1)! + 2 + 12 * count + 4);
  let valuesAt = starts[3]!;
  const values: Buffer[] = [];
  const write = (entries: readonly (readonly [string, Value])[]): Buffer => {
    const directory = Buffer.alloc(2 + 12 * entries.length + 4);
    directory.writeUInt16LE(entries.length);
    entries.forEach(([tag, [type, value]], i) => {
      const at = 2 + 12 * i;
      const bytes = bytesOf(type, value);
      directory.writeUInt16LE(Number(tag), at);
      directory.writeUInt16LE(type, at + 2);
      directory.writeUInt32LE(bytes.length / SIZES[type]!, at + 4);
      if (bytes.length <= 4) bytes.copy(directory, at + 8);
      else {
        directory.writeUInt32LE(valuesAt, at + 8);
        values.push(bytes);
        valuesAt += bytes.length;
      }
    });
    return directory;
  };
  const linked = links.map(([tag, index]): [string, Value] => [
    String(tag),
    [4, [starts[index!]!]],
  ]);
  const parts = [
    write([...directories[0]!, ...linked]),
    write(directories[1]!),
    write(directories[2]!),
  ];
  const head = Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]);
  return Buffer.concat([head, ...parts, ...values]);
}

function bytesOf(type: number, value: readonly number[] | string): Buffer {
  if (typeof value === "string") return Buffer.from(`${value}\0`, "utf8");
  const width = type === 5 || type === 10 ? 4 : SIZES[type]!;
  const bytes = Buffer.alloc(value.length * width);
  value.forEach((number, i) => {
    if (type === 12) bytes.writeDoubleLE(number, i * width);
    else if (number < 0) bytes.writeIntLE(number, i * width, width);
    else bytes.writeUIntLE(number, i * width, width);
  });
  return bytes;
}

type Rationals = readonly number[];

/** Tags of a position: fractions of degrees, minutes and seconds, and hemispheres; null leaves a tag out. */
export function gpsOf(
  lat: Rationals | null,
  latRef: string | null,
  lng: Rationals | null,
  lngRef: string | null,
  type = 5,
): Tags {
  return {
    ...(latRef !== null && { 1: [2, latRef] as const }),
    ...(lat && { 2: [type, lat] as const }),
    ...(lngRef !== null && { 3: [2, lngRef] as const }),
    ...(lng && { 4: [type, lng] as const }),
  };
}

export const STOCKHOLM = { lat: 59.325, lng: 18.05 };
/** EXIF of a photo from Stockholm, to be turned by 90 degrees. */
export const STOCKHOLM_EXIF = tiffOf(
  { 274: [3, [6]] },
  { 36867: [2, "2021:05:04 13:37:00"] },
  gpsOf([59, 1, 1950, 100, 0, 1], "N", [18, 1, 3, 1, 0, 1], "E"),
);

/** A packet of XMP with properties as elements; `attributes` are written into its tag. */
export function xmpOf(elements: string, attributes = ""): Buffer {
  return Buffer.from(
    `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" ${attributes}>${elements}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`,
  );
}

export const STOCKHOLM_XMP = xmpOf(
  "<exif:GPSLatitude>59,19.5N</exif:GPSLatitude><exif:GPSLongitude>18,3,0E</exif:GPSLongitude>",
);

/** 64 x 48 pixels of one colour. */
const picture = () => sharp({ create: { width: 64, height: 48, channels: 3, background: "teal" } });

export const plainJpeg = (): Promise<Buffer> => picture().jpeg().toBuffer();
export const plainPng = (): Promise<Buffer> => picture().png().toBuffer();
export const plainWebp = (): Promise<Buffer> => picture().webp().toBuffer();
export const plainGif = (): Promise<Buffer> => picture().gif().toBuffer();

const EXIF_HEAD = Buffer.from("Exif\0\0");
const XMP_HEAD = Buffer.from("http://ns.adobe.com/xap/1.0/\0");

export function app1(data: Buffer): Buffer {
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}
export const exifSegment = (exif: Buffer): Buffer => app1(Buffer.concat([EXIF_HEAD, exif]));
export const xmpSegment = (xmp: Buffer): Buffer => app1(Buffer.concat([XMP_HEAD, xmp]));

/** XMP in several segments behind the first: GUID, whole length, offset, part. */
export function extendedXmp(xmp: Buffer, partLength: number): Buffer {
  const segments: Buffer[] = [];
  for (let at = 0; at < xmp.length; at += partLength) {
    const numbers = Buffer.alloc(8);
    numbers.writeUInt32BE(xmp.length);
    numbers.writeUInt32BE(at, 4);
    const name = Buffer.from(`http://ns.adobe.com/xmp/extension/\0${"A".repeat(32)}`);
    segments.push(app1(Buffer.concat([name, numbers, xmp.subarray(at, at + partLength)])));
  }
  return Buffer.concat(segments);
}

/** A JPEG with segments in front of its tables, and others between its pixels and its end. */
export async function jpegWith(
  before: readonly Buffer[],
  behind: readonly Buffer[] = [],
): Promise<Buffer> {
  const jpeg = await plainJpeg();
  return Buffer.concat([
    jpeg.subarray(0, 2),
    ...before,
    jpeg.subarray(2, -2),
    ...behind,
    jpeg.subarray(-2),
  ]);
}

export function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** A PNG with chunks between its pixels and its end. */
export async function pngWith(...chunks: readonly Buffer[]): Promise<Buffer> {
  const png = await plainPng();
  return Buffer.concat([png.subarray(0, -12), ...chunks, png.subarray(-12)]);
}

export function itxt(keyword: string, text: Buffer, isCompressed: boolean): Buffer {
  const content = isCompressed ? deflateSync(text) : text;
  const head = Buffer.from(`${keyword}\0${isCompressed ? "\x01" : "\0"}\0en\0\0`, "latin1");
  return pngChunk("iTXt", Buffer.concat([head, content]));
}

/** A profile as ImageMagick writes it. */
export function rawProfile(name: string, data: Buffer, type: "tEXt" | "zTXt"): Buffer {
  const hex = data.toString("hex").replaceAll(/(.{72})/g, "$1\n");
  const text = Buffer.from(`\n${name}\n${String(data.length).padStart(8)}\n${hex}\n`);
  const head = Buffer.from(`Raw profile type ${name}\0${type === "zTXt" ? "\0" : ""}`, "latin1");
  return pngChunk(type, Buffer.concat([head, type === "zTXt" ? deflateSync(text) : text]));
}

export const APP1_EXIF = Buffer.concat([EXIF_HEAD, STOCKHOLM_EXIF]);
export const APP1_XMP = Buffer.concat([XMP_HEAD, STOCKHOLM_XMP]);

/** A WebP with chunks behind its pixels, which its head does not announce. */
export async function webpWith(...chunks: readonly (readonly [string, Buffer])[]): Promise<Buffer> {
  const added = chunks.map(([name, data]) => {
    const head = Buffer.from(`${name}\0\0\0\0`, "latin1");
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
  });
  const webp = Buffer.concat([await plainWebp(), ...added]);
  webp.writeUInt32LE(webp.length - 8, 4);
  return webp;
}

export async function gifWith(xmp: Buffer): Promise<Buffer> {
  const gif = await plainGif();
  const trailer = Buffer.from([1, ...Array.from({ length: 256 }, (_, i) => 255 - i), 0]);
  const head = Buffer.from("!\xff\x0bXMP DataXMP", "latin1");
  return Buffer.concat([gif.subarray(0, -1), head, xmp, trailer, gif.subarray(-1)]);
}

export function box(type: string, ...content: readonly Buffer[]): Buffer {
  const data = Buffer.concat(content);
  const head = Buffer.from(`\0\0\0\0${type}`, "latin1");
  head.writeUInt32BE(data.length + 8);
  return Buffer.concat([head, data]);
}

/** Numbers big endian: `[2, 7]` is 7 in two bytes. */
export function numbers(...pairs: readonly (readonly [width: number, value: number])[]): Buffer {
  return Buffer.concat(
    pairs.map(([width, value]) => {
      const bytes = Buffer.alloc(width);
      bytes.writeUIntBE(value, 0, width);
      return bytes;
    }),
  );
}

/** Item 1 is the picture; 2 is metadata of `type`; 3 holds the bytes of 2 where the construction is by item. */
export function heifWith(
  type: "Exif" | "XMP",
  item: Buffer,
  construction: 0 | 1 | 2,
  { parts = 1, about = 1 } = {},
): Buffer {
  const full = numbers([4, 0]);
  const infe = (id: number, kind: string, rest = "") =>
    box(
      "infe",
      numbers([4, 0x02000000], [2, id], [2, 0]),
      Buffer.from(`${kind}\0${rest}`, "latin1"),
    );
  const info = type === "Exif" ? infe(2, "Exif") : infe(2, "mime", "application/rdf+xml\0\0");
  const iinf = box("iinf", full, numbers([2, 3]), infe(1, "hvc1"), info, infe(3, "null"));
  const references = [
    box("cdsc", numbers([2, 2], [2, 1], [2, about])),
    ...(construction === 2 ? [box("iloc", numbers([2, 2], [2, 1], [2, 3]))] : []),
  ];
  const iref = box("iref", full, ...references);
  const ftyp = box("ftyp", Buffer.from("heic\0\0\0\0mif1heic"));
  const build = (fileOffset: number): Buffer => {
    const base = construction === 0 ? fileOffset : 0;
    const step = Math.ceil(item.length / parts);
    const extents = Array.from({ length: parts }, (_, i) => {
      const start = i * step;
      return numbers([4, 1], [4, base + start], [4, Math.min(step, item.length - start)]);
    });
    const iloc = box(
      "iloc",
      numbers([4, 0x01000000], [1, 0x44], [1, 0x04], [2, 2]),
      numbers([2, 2], [2, construction], [2, 0], [2, parts]),
      ...extents,
      numbers([2, 3], [2, 1], [2, 0], [2, 1], [4, 0], [4, 0], [4, item.length]),
    );
    const idat = construction === 0 ? [] : [box("idat", item)];
    const pitm = box("pitm", full, numbers([2, 1]));
    const meta = box("meta", full, pitm, iinf, iref, iloc, ...idat);
    const mdat = construction === 0 ? [box("mdat", item)] : [];
    return Buffer.concat([ftyp, meta, ...mdat]);
  };
  return build(build(0).length - item.length);
}

/** An item of EXIF: how far the structure is away, and the name of JPEG before it. */
export const EXIF_ITEM = Buffer.concat([numbers([4, 6]), EXIF_HEAD, STOCKHOLM_EXIF]);
