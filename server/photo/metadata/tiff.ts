import { latin1 } from "./blocks.ts";

// EXIF is a TIFF structure (TIFF 6.0, section 2; EXIF 2.32, section 4.6): directories of tags, linked by offsets. Few
// tags are read, at most once each, and no value longer than it should be: no file can make this take long.

/** The tags that are read, by their number. */
export const TAGS = {
  subfile: 0x00fe,
  make: 0x010f,
  model: 0x0110,
  bitsPerSample: 0x0102,
  compression: 0x0103,
  photometric: 0x0106,
  stripOffsets: 0x0111,
  samplesPerPixel: 0x0115,
  tileOffsets: 0x0144,
  sampleFormat: 0x0153,
  subDirectories: 0x014a,
  dngVersion: 0xc612,
  orientation: 0x0112,
  xmp: 0x02bc,
  exifDirectory: 0x8769,
  gpsDirectory: 0x8825,
  takenAt: 0x9003,
  digitisedAt: 0x9004,
  utcOffset: 0x9011,
  latitudeRef: 0x0001,
  latitude: 0x0002,
  longitudeRef: 0x0003,
  longitude: 0x0004,
} as const;

/** Numbers and texts of the tags of one directory. */
export interface Directory {
  /** At most eight values; those of a fraction without denominator are NaN. Null where there are none. */
  numbers(tag: number): readonly number[] | null;
  /** Up to the first zero byte, at most 64 characters. Null where there is none. */
  text(tag: number): string | null;
  /** A value as its bytes. Null where there is none. */
  bytes(tag: number): Uint8Array | null;
}

export interface Tiff {
  readonly main: Directory;
  readonly exif: Directory;
  readonly gps: Directory;
}

/** Values of a tag that are read: positions have three. */
const MOST_VALUES = 8;
const MOST_CHARACTERS = 64;

/** The directories of a TIFF file or of a block of EXIF; null when it is neither. */
export function readTiff(bytes: Uint8Array): Tiff | null {
  const mark = latin1(bytes, 0, 4);
  const isLittle = mark.startsWith("II");
  // 43 is BigTIFF, whose offsets have eight bytes.
  const isBig = mark === "II+\0" || mark === "MM\0+";
  if (!isBig && mark !== "II*\0" && mark !== "MM\0*") return null;
  const file = {
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    isLittle,
    isBig,
  };
  const main = readDirectory(file, offsetAt(file, isBig ? 8 : 4));
  const linked = (tag: number, from: Directory) =>
    readDirectory(file, from.numbers(tag)?.[0] ?? null);
  const exif = linked(TAGS.exifDirectory, main);
  return { main, exif, gps: linked(TAGS.gpsDirectory, main) };
}

interface TiffFile {
  readonly view: DataView;
  readonly isLittle: boolean;
  readonly isBig: boolean;
}

interface Entry {
  readonly type: number;
  readonly count: number;
  /** Where its values are. */
  readonly at: number;
}

function readDirectory(file: TiffFile, at: number | null): Directory {
  const entries = at === null ? new Map<number, Entry>() : readEntries(file, at);
  return {
    numbers(tag) {
      const entry = entries.get(tag);
      return entry ? readNumbers(file, entry) : null;
    },
    text(tag) {
      const entry = entries.get(tag);
      if (!entry || sizeOf(entry.type) !== 1) return null;
      const end = entry.at + Math.min(entry.count, MOST_CHARACTERS);
      const text = Buffer.from(bytesOf(file).subarray(entry.at, end)).toString("utf8");
      return text.replace(/\0.*$/s, "");
    },
    bytes(tag) {
      const entry = entries.get(tag);
      if (!entry || sizeOf(entry.type) !== 1) return null;
      return bytesOf(file).subarray(entry.at, entry.at + entry.count);
    },
  };
}

const WANTED: ReadonlySet<number> = new Set(Object.values(TAGS));

function readEntries(file: TiffFile, at: number): Map<number, Entry> {
  const { view, isLittle, isBig } = file;
  const entries = new Map<number, Entry>();
  const [countWidth, width] = isBig ? [8, 20] : [2, 12];
  if (at + countWidth > view.byteLength) return entries;
  const count = isBig ? Number(view.getBigUint64(at, isLittle)) : view.getUint16(at, isLittle);
  const first = at + countWidth;
  const fitting = Math.floor((view.byteLength - first) / width);
  for (let i = 0; i < Math.min(count, fitting, MOST_ENTRIES); i++) {
    const entryAt = first + i * width;
    const tag = view.getUint16(entryAt, isLittle);
    if (!WANTED.has(tag) || entries.has(tag)) continue;
    const entry = readEntry(file, entryAt);
    if (entry) entries.set(tag, entry);
  }
  return entries;
}

/** What fits the two bytes in which TIFF counts them. */
const MOST_ENTRIES = 65_535;

/** Null when its values are not in the file. */
function readEntry(file: TiffFile, at: number): Entry | null {
  const { view, isLittle, isBig } = file;
  const type = view.getUint16(at + 2, isLittle);
  const count = isBig
    ? Number(view.getBigUint64(at + 4, isLittle))
    : view.getUint32(at + 4, isLittle);
  const valueAt = at + (isBig ? 12 : 8);
  const length = count * sizeOf(type);
  const isInside = length <= (isBig ? 8 : 4);
  const from = isInside ? valueAt : offsetAt(file, valueAt);
  if (length === 0 || from === null || from + length > view.byteLength) return null;
  return { type, count, at: from };
}

function offsetAt({ view, isLittle, isBig }: TiffFile, at: number): number | null {
  if (at + (isBig ? 8 : 4) > view.byteLength) return null;
  return isBig ? Number(view.getBigUint64(at, isLittle)) : view.getUint32(at, isLittle);
}

function readNumbers({ view, isLittle }: TiffFile, { type, count, at }: Entry): number[] | null {
  const read = READERS[type]?.read;
  if (!read) return null;
  return Array.from({ length: Math.min(count, MOST_VALUES) }, (_, i) =>
    read(view, at + i * sizeOf(type), isLittle),
  );
}

function bytesOf({ view }: TiffFile): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

interface ValueType {
  /** Bytes. */
  readonly size: number;
  readonly read: (view: DataView, at: number, isLittle: boolean) => number;
}

/** Types of values by their number. */
const READERS: Readonly<Record<number, ValueType>> = {
  1: { size: 1, read: (view, at) => view.getUint8(at) },
  2: { size: 1, read: () => Number.NaN },
  3: { size: 2, read: (view, at, little) => view.getUint16(at, little) },
  4: { size: 4, read: (view, at, little) => view.getUint32(at, little) },
  5: {
    size: 8,
    read: (view, at, little) =>
      quotient(view.getUint32(at, little), view.getUint32(at + 4, little)),
  },
  7: { size: 1, read: () => Number.NaN },
  8: { size: 2, read: (view, at, little) => view.getInt16(at, little) },
  9: { size: 4, read: (view, at, little) => view.getInt32(at, little) },
  10: {
    size: 8,
    read: (view, at, little) => quotient(view.getInt32(at, little), view.getInt32(at + 4, little)),
  },
  11: { size: 4, read: (view, at, little) => view.getFloat32(at, little) },
  12: { size: 8, read: (view, at, little) => view.getFloat64(at, little) },
  13: { size: 4, read: (view, at, little) => view.getUint32(at, little) },
  16: { size: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  18: { size: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
};

/** UTF-8, of EXIF 3.0. */
const UTF8 = 129;

function sizeOf(type: number): number {
  return type === UTF8 ? 1 : (READERS[type]?.size ?? 0);
}

function quotient(numerator: number, denominator: number): number {
  return denominator === 0 ? Number.NaN : numerator / denominator;
}
