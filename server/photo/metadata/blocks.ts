import { inflateSync } from "node:zlib";

// What stands beside the pixels is found by walking the container to its end: programs write it before, between and
// behind the pixels. Nothing is copied that is longer than the limits here, and every walk moves forward.

/** Metadata as a file has it, unread; the first of a kind count before the later ones. */
export interface Blocks {
  /** EXIF: each is a TIFF structure. */
  readonly exif: readonly Uint8Array[];
  /** XMP packets: XML, mostly in UTF-8. */
  readonly xmp: readonly Uint8Array[];
}

export const NO_BLOCKS: Blocks = { exif: [], xmp: [] };

/** More blocks of a kind than this are in no honest file. */
export const MOST_BLOCKS = 16;
/** Bytes of one block; a JPEG's are at most 64 kB each. A whole TIFF file is no block in this sense. */
export const MOST_BLOCK_BYTES = 4 * 2 ** 20;
/** Bytes that a compressed block may become: a gigabyte of zeros is a megabyte when compressed. */
const MOST_INFLATED_BYTES = 2 ** 20;

const EXIF_PREFIX = "Exif\0\0";

/** A block without the name that JPEG puts before it, and some programs in other formats too. */
export function withoutExifPrefix(block: Uint8Array): Uint8Array {
  return startsWith(block, EXIF_PREFIX) ? block.subarray(EXIF_PREFIX.length) : block;
}

/** Whether bytes begin with a text of Latin-1. */
export function startsWith(bytes: Uint8Array, text: string): boolean {
  return latin1(bytes, 0, text.length) === text;
}

/** Bytes as text of Latin-1; what lies behind the end is left out. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.subarray(start, end)).toString("latin1");
}

/** The bytes behind zlib's compression; null when they are damaged or more than a block may have. */
export function inflate(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length > MOST_INFLATED_BYTES) return null;
  try {
    return inflateSync(bytes, { maxOutputLength: MOST_INFLATED_BYTES });
  } catch {
    return null;
  }
}
