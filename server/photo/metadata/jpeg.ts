import {
  type Blocks,
  latin1,
  MOST_BLOCK_BYTES,
  MOST_BLOCKS,
  startsWith,
  withoutExifPrefix,
} from "./blocks.ts";

const XMP = "http://ns.adobe.com/xap/1.0/\0";
/** XMP of more than 64 kB goes on in segments of its own: GUID, whole length, offset, part (XMP part 3, 1.1.3.1). */
const EXTENDED_XMP = "http://ns.adobe.com/xmp/extension/\0";
const GUID_LENGTH = 32;

const APP1 = 0xe1;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/** The metadata of a JPEG: all of its APP1 segments up to the end of the first image, those behind a scan too. */
export function jpegBlocks(bytes: Uint8Array): Blocks {
  const exif: Uint8Array[] = [];
  const xmp: Uint8Array[] = [];
  const extended = new Map<string, Uint8Array>();
  for (const segment of app1Segments(bytes)) {
    if (startsWith(segment, "Exif\0")) {
      if (exif.length < MOST_BLOCKS) exif.push(withoutExifPrefix(segment));
    } else if (startsWith(segment, XMP)) {
      if (xmp.length < MOST_BLOCKS) xmp.push(segment.subarray(XMP.length));
    } else if (startsWith(segment, EXTENDED_XMP)) {
      addPart(extended, segment.subarray(EXTENDED_XMP.length));
    }
  }
  return { exif, xmp: [...xmp, ...extended.values()] };
}

function addPart(extended: Map<string, Uint8Array>, part: Uint8Array): void {
  if (part.length < GUID_LENGTH + 8) return;
  const guid = latin1(part, 0, GUID_LENGTH);
  const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
  const [length, offset] = [view.getUint32(GUID_LENGTH), view.getUint32(GUID_LENGTH + 4)];
  const isKnown = extended.has(guid);
  if (length > MOST_BLOCK_BYTES || (!isKnown && extended.size >= MOST_EXTENDED)) return;
  const whole = extended.get(guid) ?? new Uint8Array(length);
  extended.set(guid, whole);
  const data = part.subarray(GUID_LENGTH + 8);
  if (offset + data.length <= whole.length) whole.set(data, offset);
}

/** A photo has one; each may take as much memory as a block may have. */
const MOST_EXTENDED = 2;

function* app1Segments(bytes: Uint8Array): Generator<Uint8Array> {
  let at = 2;
  while (at + 4 <= bytes.length) {
    const marker = bytes[at + 1]!;
    if (bytes[at] !== 0xff || marker === END_OF_IMAGE) return;
    // A marker may be preceded by any number of fill bytes.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = bytes[at + 2]! * 256 + bytes[at + 3]!;
    if (length < 2) return;
    const end = at + 2 + length;
    if (marker === APP1 && end <= bytes.length) yield bytes.subarray(at + 4, end);
    at = marker === START_OF_SCAN ? afterScan(bytes, end) : end;
  }
}

/** Where the next APP1 segment begins behind compressed pixels; the end when the image ends before. */
function afterScan(bytes: Uint8Array, from: number): number {
  // Within compressed pixels, 0xff is never followed by either of the two bytes.
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const segment = whole.indexOf(Uint8Array.of(0xff, APP1), from);
  const end = whole.indexOf(Uint8Array.of(0xff, END_OF_IMAGE), from);
  return segment < 0 || (end >= 0 && end < segment) ? bytes.length : segment;
}
