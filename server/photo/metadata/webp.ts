import { type Blocks, latin1, MOST_BLOCK_BYTES, MOST_BLOCKS, withoutExifPrefix } from "./blocks.ts";

/** The metadata of a WebP: its chunks of RIFF, which stand behind the pixels; the flags that announce them may lie. */
export function webpBlocks(bytes: Uint8Array): Blocks {
  const exif: Uint8Array[] = [];
  const xmp: Uint8Array[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = latin1(bytes, at, at + 4);
    const length = view.getUint32(at + 4, true);
    const isWhole = at + 8 + length <= bytes.length && length <= MOST_BLOCK_BYTES;
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (isWhole && name === "EXIF" && exif.length < MOST_BLOCKS) exif.push(withoutExifPrefix(data));
    if (isWhole && name === "XMP " && xmp.length < MOST_BLOCKS) xmp.push(data);
    at += 8 + length + (length % 2);
  }
  return { exif, xmp };
}
