import {
  type Blocks,
  inflate,
  latin1,
  MOST_BLOCK_BYTES,
  MOST_BLOCKS,
  NO_BLOCKS,
} from "./blocks.ts";
import { type Box, boxesOf, createCursor } from "./boxes.ts";

/** The metadata of a HEIF or AVIF: its items, wherever and in however many parts they lie (ISO/IEC 23008-12). */
export function heifBlocks(bytes: Uint8Array): Blocks {
  for (const box of boxesOf(bytes, 0, bytes.length)) {
    if (box.type !== "meta") continue;
    try {
      return readMeta(bytes, box);
    } catch {
      // A box is shorter than it says: the decoder will tell whether the photo can be read.
      return NO_BLOCKS;
    }
  }
  return NO_BLOCKS;
}

/** What the picture of a HEIF or AVIF that is shown is made of. */
export interface HeifPicture {
  /** Kind of the items that hold its pixels: "hvc1", "av01". Null where there is no sound table of them. */
  readonly coding: string | null;
  /** Whether the file has a timed sequence of pictures (ISO/IEC 23008-12, 7), perhaps beside a still one. */
  readonly hasSequence: boolean;
  /** Whether its boxes end where the file does, so that it is not cut short. */
  readonly isWhole: boolean;
}

/** Kinds of items that are made of others, in the order in which they are refered to (ISO/IEC 23008-12, 6.6.2). */
const DERIVED: readonly string[] = ["grid", "iovl", "iden", "tmap"];
/** Items made of items made of others are in no honest photo more often than this. */
const MOST_DERIVED = 4;

/** Never throws. */
export function heifPicture(bytes: Uint8Array): HeifPicture {
  const boxes = [...boxesOf(bytes, 0, bytes.length)];
  const meta = boxes.find(({ type }) => type === "meta");
  return {
    coding: meta ? codingOf(bytes, meta) : null,
    hasSequence: boxes.some(({ type }) => type === "moov"),
    isWhole: boxes.at(-1)?.end === bytes.length,
  };
}

function codingOf(bytes: Uint8Array, meta: Box): string | null {
  const boxes = boxesIn(bytes, meta);
  const [infos, related] = [boxes.get("iinf"), boxes.get("iref")];
  if (!infos || isLong(infos) || (related && isLong(related))) return null;
  try {
    const types = new Map([...readInfos(bytes, infos)].map(({ id, type }) => [id, type]));
    const references = readReferences(bytes, related);
    let id = readPrimary(bytes, boxes.get("pitm"));
    for (let depth = 0; id !== null && depth < MOST_DERIVED; depth++) {
      const type = types.get(id);
      if (type === undefined || !DERIVED.includes(type)) return type ?? null;
      id = references.find(({ type, from }) => type === "dimg" && from === id)?.to[0] ?? null;
    }
  } catch {
    // A box is shorter than it says.
  }
  return null;
}

function readMeta(bytes: Uint8Array, meta: Box): Blocks {
  const boxes = boxesIn(bytes, meta);
  const [infos, locations, related] = ["iinf", "iloc", "iref"].map((type) => boxes.get(type));
  if (!infos || !locations) return NO_BLOCKS;
  if ([infos, locations, ...(related ? [related] : [])].some(isLong)) return NO_BLOCKS;
  const source: Source = {
    bytes,
    items: readLocations(bytes, locations),
    data: boxes.get("idat") ?? null,
    references: readReferences(bytes, related),
  };
  const primary = readPrimary(bytes, boxes.get("pitm"));
  const exif: Uint8Array[] = [];
  const xmp: Uint8Array[] = [];
  for (const { id, type, contentType, encoding } of readInfos(bytes, infos)) {
    const isXmp = type === "mime" && contentType === "application/rdf+xml";
    if (!(isXmp || type === "Exif") || exif.length + xmp.length >= MOST_BLOCKS) continue;
    if (!describes(source, id, primary)) continue;
    const stored = readItem(source, id);
    const item = stored && encoding === "deflate" ? inflate(stored) : stored;
    if (!item) continue;
    if (isXmp) xmp.push(item);
    else exif.push(toTiff(item));
  }
  return { exif, xmp };
}

/** The boxes in `meta`, which stand behind its version and flags. */
function boxesIn(bytes: Uint8Array, { start, end }: Box): Map<string, Box> {
  return new Map([...boxesOf(bytes, start + 4, end)].map((box) => [box.type, box]));
}

function isLong({ start, end }: Box): boolean {
  return end - start > MOST_TABLE_BYTES;
}

/** Of a table of items: a photo of 100 megapixels in tiles has tables of some ten kilobytes. */
const MOST_TABLE_BYTES = 256 * 2 ** 10;

interface Info {
  readonly id: number;
  readonly type: string;
  /** Of the type "mime" only, as is how it is encoded. */
  readonly contentType: string;
  readonly encoding: string;
}

function* readInfos(bytes: Uint8Array, { start, end }: Box): Generator<Info> {
  const countWidth = bytes[start] === 0 ? 2 : 4;
  for (const box of boxesOf(bytes, start + 4 + countWidth, end)) {
    const version = bytes[box.start]!;
    if (box.type !== "infe" || version < 2) continue;
    const cursor = createCursor(bytes, box.start + 4, box.end);
    const id = cursor.number(version === 2 ? 2 : 4);
    cursor.number(2);
    const type = String.fromCharCode(...[1, 2, 3, 4].map(() => cursor.number(1)));
    const isMime = type === "mime";
    if (isMime) cursor.text();
    const contentType = isMime ? cursor.text() : "";
    const encoding = isMime && !cursor.isAtEnd ? cursor.text() : "";
    yield { id, type, contentType, encoding };
  }
}

/** Where a part of an item lies. */
interface Extent {
  /** Which of the items that this one refers to holds it, from 1; 0 where that is not said. */
  readonly index: number;
  readonly offset: number;
  /** 0 for all there is. */
  readonly length: number;
}

interface Item {
  /** 0: in the file; 1: in the box `idat`; 2: in another item. */
  readonly construction: number;
  readonly extents: readonly Extent[];
}

function readLocations(bytes: Uint8Array, { start, end }: Box): Map<number, Item> {
  const version = bytes[start]!;
  const cursor = createCursor(bytes, start + 4, end);
  const [sizes, more] = [cursor.number(1), cursor.number(1)];
  const width = { offset: sizes >> 4, length: sizes & 15, base: more >> 4, index: more & 15 };
  const idWidth = version < 2 ? 2 : 4;
  const items = new Map<number, Item>();
  for (let left = cursor.number(idWidth); left > 0; left--) {
    const id = cursor.number(idWidth);
    const construction = version === 0 ? 0 : cursor.number(2) & 15;
    cursor.number(2);
    const base = cursor.number(width.base);
    const extents: Extent[] = [];
    for (let more = cursor.number(2); more > 0; more--) {
      const index = version === 0 ? 0 : cursor.number(width.index);
      const offset = base + cursor.number(width.offset);
      extents.push({ index, offset, length: cursor.number(width.length) });
      // Extents without width take no bytes, so nothing but this ends their number times that of the items.
      if (width.offset + width.length === 0) break;
    }
    items.set(id, { construction, extents });
  }
  return items;
}

interface Reference {
  readonly type: string;
  readonly from: number;
  readonly to: readonly number[];
}

function readReferences(bytes: Uint8Array, box: Box | undefined): Reference[] {
  if (!box) return [];
  const idWidth = bytes[box.start] === 0 ? 2 : 4;
  return [...boxesOf(bytes, box.start + 4, box.end)].map(({ type, start, end }) => {
    const cursor = createCursor(bytes, start, end);
    const from = cursor.number(idWidth);
    return {
      type,
      from,
      to: Array.from({ length: cursor.number(2) }, () => cursor.number(idWidth)),
    };
  });
}

function readPrimary(bytes: Uint8Array, box: Box | undefined): number | null {
  if (!box) return null;
  return createCursor(bytes, box.start + 4, box.end).number(bytes[box.start] === 0 ? 2 : 4);
}

interface Source {
  readonly bytes: Uint8Array;
  readonly items: ReadonlyMap<number, Item>;
  readonly data: Box | null;
  readonly references: readonly Reference[];
}

/** Whether an item of metadata is about the picture that is shown, and not about another in the file. */
function describes({ references }: Source, id: number, primary: number | null): boolean {
  const described = references.filter(({ type, from }) => type === "cdsc" && from === id);
  return described.length === 0 || described.some(({ to }) => to.includes(primary ?? Number.NaN));
}

/** An item's parts joined; null when one is not there or they are too long together. */
function readItem(source: Source, id: number, depth = 0): Uint8Array | null {
  const item = source.items.get(id);
  if (!item || depth > 1) return null;
  const parts: Uint8Array[] = [];
  let total = 0;
  for (const extent of item.extents) {
    const whole = wholeOf(source, id, item, extent, depth);
    if (!whole || extent.offset > whole.length) return null;
    const end = extent.length === 0 ? whole.length : extent.offset + extent.length;
    total += end - extent.offset;
    if (end > whole.length || total > MOST_BLOCK_BYTES) return null;
    parts.push(whole.subarray(extent.offset, end));
  }
  return Buffer.concat(parts);
}

/** What the offsets of an extent count in. */
function wholeOf(
  source: Source,
  id: number,
  { construction }: Item,
  { index }: Extent,
  depth: number,
): Uint8Array | null {
  if (construction === 0) return source.bytes;
  const { data } = source;
  if (construction === 1) return data && source.bytes.subarray(data.start, data.end);
  const reference = source.references.find(({ type, from }) => type === "iloc" && from === id);
  const other = reference?.to[Math.max(index, 1) - 1];
  return other === undefined ? null : readItem(source, other, depth + 1);
}

/** An item of EXIF begins with how far its TIFF structure is away; some programs write it wrong. */
function toTiff(item: Uint8Array): Uint8Array {
  const isTiff = (at: number) => /^(II\*\0|MM\0\*)$/.test(latin1(item, at, at + 4));
  const said = 4 + createCursor(item, 0, 4).number(4);
  const at = [said, 4, 10, 0].find(isTiff);
  return at === undefined ? new Uint8Array(0) : item.subarray(at);
}
