import { cancelled, GraticuleError } from "../../core/contracts/errors.ts";
import { decodeGrey } from "./codec.ts";
import type { Photo } from "./photo.ts";
import { unreadable } from "./photo-type.ts";

/** A photo as others may see it: no EXIF, no name, no position, and what tells it from its like. */
export interface PhotoCopy {
  /** JPEG. */
  readonly bytes: Uint8Array;
  /** 64 bits as 16 hexadecimal digits: near-duplicates differ in few of them. */
  readonly fingerprint: string;
  /** Standard deviation of its brightness, 0 to 127: a blank wall, a lens cap or night has little. */
  readonly contrast: number;
}

/** Longer side of the copies, pixels: enough to read a road sign, too little to print. */
const LONGEST_SIDE = 1600;
/** What encoding takes beside decoding. */
const COPY_BYTES = 24 * 2 ** 20;

/**
 * Re-encodes a photo from its pixels. Throws `photo_unreadable` when they cannot be read, and `cancelled` once the signal
 * aborts.
 */
export async function copyPhoto(
  photo: Photo,
  signal: AbortSignal = new AbortController().signal,
): Promise<PhotoCopy> {
  const bytes = await reducePhoto(photo, LONGEST_SIDE, signal);
  const grey = await decodeGrey(bytes, 9, 8);
  return { bytes, fingerprint: fingerprintOf(grey), contrast: deviation(grey) };
}

/**
 * The picture of a photo at most so large, as a JPEG without EXIF, profile or any other block. Throws what `copyPhoto` throws.
 *
 * @param longestSide pixels; smaller photos are not enlarged
 */
export async function reducePhoto(
  photo: Photo,
  longestSide: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  try {
    const job = { kind: "copy", photo: photo.packed, longestSide } as const;
    const cost = { ...photo, decodingBytes: photo.decodingBytes + COPY_BYTES };
    return (await photo.decoding.decode(cost, job, signal)).data;
  } catch (cause) {
    if (signal.aborted) throw cancelled();
    if (cause instanceof GraticuleError) throw cause;
    throw unreadable(photo.packed.bytes, photo.type, cause);
  }
}

/** Difference hash (Krawetz 2013): whether each of 8 x 8 grey pixels is brighter than the one to its right. */
function fingerprintOf(grey: Uint8Array): string {
  let bits = 0n;
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 8; x++) {
      bits = (bits << 1n) | (grey[y * 9 + x]! > grey[y * 9 + x + 1]! ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(16, "0");
}

/** How many of 64 bits two fingerprints differ in. */
export function fingerprintDistance(a: string, b: string): number {
  let differing = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let count = 0;
  for (; differing > 0n; differing >>= 1n) count += Number(differing & 1n);
  return count;
}

function deviation(grey: Uint8Array): number {
  const mean = grey.reduce((sum, value) => sum + value, 0) / grey.length;
  return Math.sqrt(grey.reduce((sum, value) => sum + (value - mean) ** 2, 0) / grey.length);
}
