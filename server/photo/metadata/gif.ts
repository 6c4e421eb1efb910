import { type Blocks, NO_BLOCKS } from "./blocks.ts";

/** The application extension of XMP: 0x21 0xff, a length of 11, and its name. */
const XMP_HEAD = Buffer.from("!\xff\x0bXMP DataXMP", "latin1");
/** The packet stands there as it is, and this behind it leads readers of sub-blocks to the end (XMP part 3, 1.1.2). */
const XMP_TRAILER = Buffer.from([0x01, 0xff, 0xfe, 0xfd]);

/** The metadata of a GIF: a packet of XMP, wherever it stands. */
export function gifBlocks(bytes: Uint8Array): Blocks {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = whole.indexOf(XMP_HEAD);
  if (head < 0) return NO_BLOCKS;
  const start = head + XMP_HEAD.length;
  const end = whole.indexOf(XMP_TRAILER, start);
  return end < 0 ? NO_BLOCKS : { exif: [], xmp: [bytes.subarray(start, end)] };
}
