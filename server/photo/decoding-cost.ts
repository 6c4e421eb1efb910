import type { PhotoType } from "../../core/contracts/photo-types.ts";
import type { PhotoHeader } from "./codec.ts";

// What decoding takes at its peak, bytes a pixel, measured with pictures of 98 megapixels (bench/memory.ts). Most
// decoders work row by row; those that cannot hold all pixels at once, some of them several times.

/** Rows come one after the other. */
const ROWS = 0.7;
const JPEG_PROGRESSIVE = 3.2;
/** Four inks instead of three colours, and a conversion that needs them all. */
const JPEG_PROGRESSIVE_CMYK = 8.3;
const PNG_INTERLACED = 4.5;
const PNG_INTERLACED_16 = 7;
const WEBP_LOSSLESS = 4.3;
const WEBP_ANIMATED = 8.5;
const GIF = 4.7;
const AVIF = 18.5;
const HEIC = 8.3;
/** By its form a TIFF may be one strip or one tile. */
const TIFF = 4;

/** Bytes that decoding a photo takes at its peak, by what its header says. */
export function decodingBytes(header: PhotoHeader, type: PhotoType, bytes: Uint8Array): number {
  return header.width * header.height * bytesPerPixel(header, type, bytes);
}

function bytesPerPixel(header: PhotoHeader, type: PhotoType, bytes: Uint8Array): number {
  const { compression, isProgressive, isDeep, isCmyk } = header;
  if (compression === "hevc") return HEIC;
  if (compression !== null) return AVIF;
  switch (type) {
    case "image/jpeg":
      if (!isProgressive) return ROWS;
      return isCmyk ? JPEG_PROGRESSIVE_CMYK : JPEG_PROGRESSIVE;
    case "image/png":
      if (!isProgressive) return isDeep ? 2 * ROWS : ROWS;
      return isDeep ? PNG_INTERLACED_16 : PNG_INTERLACED;
    case "image/webp":
      return webpBytesPerPixel(bytes);
    case "image/gif":
      return GIF;
    case "image/tiff":
      return isDeep ? 2 * TIFF : TIFF;
    default:
      return AVIF;
  }
}

/** Lossy WebP is made smaller while it is decoded; the other kinds have to be whole first. */
function webpBytesPerPixel(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let isPlain = true;
  // RIFF: a head of 12 bytes, then chunks with a name, a length and an even number of bytes.
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = Buffer.from(bytes.subarray(at, at + 4)).toString("latin1");
    if (name === "ANIM" || name === "ANMF") return WEBP_ANIMATED;
    if (name === "VP8L") return WEBP_LOSSLESS;
    if (name === "ALPH") isPlain = false;
    if (name === "VP8 ") return isPlain ? ROWS : 2 * ROWS;
    const length = view.getUint32(at + 4, true);
    at += 8 + length + (length % 2);
  }
  return WEBP_ANIMATED;
}
