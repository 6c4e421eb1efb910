import type { PhotoType } from "../../core/contracts/photo-types.ts";
import type { PhotoHeader } from "./codec.ts";

/** Memory for decoding unless the operator says otherwise, MB: a HEIC of 48 megapixels, and others beside it. */
export const DECODING_MB = 480;

// What decoding takes at its peak, measured with pictures of 22 to 98 megapixels (bench/decoding.ts). Most decoders work row
// by row; those that cannot hold all pixels at once, some of them several times.

/** Photos that take the same memory for each of their pixels. */
export interface DecodingKind {
  /** As people know it, in the singular: "progressive JPEG". */
  readonly name: string;
  /** Bytes at the peak, for each pixel of the picture. */
  readonly bytesPerPixel: number;
}

interface Kind extends DecodingKind {
  readonly holds: (header: PhotoHeader, type: PhotoType, bytes: Uint8Array) => boolean;
}

const isType =
  (type: PhotoType, more: (header: PhotoHeader) => boolean = () => true): Kind["holds"] =>
  (header, found) =>
    header.compression === null && found === type && more(header);
const isWebp =
  (...forms: readonly WebpForm[]): Kind["holds"] =>
  (_header, type, bytes) =>
    type === "image/webp" && forms.includes(webpForm(bytes));

/** Every kind there is; a photo is of the first that it fits. */
const KINDS: readonly Kind[] = [
  {
    name: "HEIC with transparency of more than 8 bits",
    bytesPerPixel: 22,
    holds: isHevc((it) => it.hasAlpha && it.isDeep),
  },
  {
    name: "HEIC of more than 8 bits with full colour resolution",
    bytesPerPixel: 16.5,
    holds: isHevc((it, bytes) => it.isDeep && hasFullColour(bytes)),
  },
  { name: "HEIC with transparency", bytesPerPixel: 14, holds: isHevc((it) => it.hasAlpha) },
  { name: "HEIC of more than 8 bits", bytesPerPixel: 10.6, holds: isHevc((it) => it.isDeep) },
  {
    name: "HEIC with full colour resolution",
    bytesPerPixel: 10.6,
    holds: isHevc((_it, bytes) => hasFullColour(bytes)),
  },
  { name: "HEIC", bytesPerPixel: 7.4, holds: isHevc() },
  { name: "AVIF of more than 8 bits", bytesPerPixel: 26, holds: isHeif((it) => it.isDeep) },
  { name: "AVIF", bytesPerPixel: 18.8, holds: isHeif() },
  {
    name: "progressive CMYK JPEG",
    bytesPerPixel: 8.5,
    holds: isType("image/jpeg", (it) => it.isProgressive && it.isCmyk),
  },
  {
    name: "progressive JPEG with full colour resolution",
    bytesPerPixel: 6.4,
    holds: isType("image/jpeg", (it) => it.isProgressive && !it.isSubsampled),
  },
  {
    name: "progressive JPEG",
    bytesPerPixel: 3.2,
    holds: isType("image/jpeg", (it) => it.isProgressive),
  },
  { name: "JPEG", bytesPerPixel: 0.7, holds: isType("image/jpeg") },
  {
    name: "interlaced PNG of 16 bits",
    bytesPerPixel: 9,
    holds: isType("image/png", (it) => it.isProgressive && it.isDeep),
  },
  {
    name: "interlaced PNG with transparency",
    bytesPerPixel: 4.7,
    holds: isType("image/png", (it) => it.isProgressive && it.hasAlpha),
  },
  {
    name: "interlaced PNG",
    bytesPerPixel: 3.6,
    holds: isType("image/png", (it) => it.isProgressive),
  },
  { name: "PNG of 16 bits", bytesPerPixel: 1.8, holds: isType("image/png", (it) => it.isDeep) },
  { name: "PNG", bytesPerPixel: 0.9, holds: isType("image/png") },
  { name: "animated WebP", bytesPerPixel: 8.5, holds: isWebp("animated") },
  { name: "lossless WebP", bytesPerPixel: 4.3, holds: isWebp("lossless") },
  { name: "WebP with transparency", bytesPerPixel: 1.4, holds: isWebp("transparent") },
  { name: "WebP", bytesPerPixel: 0.7, holds: isWebp("plain") },
  { name: "GIF", bytesPerPixel: 4.8, holds: isType("image/gif") },
  // By its form a TIFF may be one strip or one tile.
  {
    name: "TIFF of more than 8 bits",
    bytesPerPixel: 8,
    holds: isType("image/tiff", (it) => it.isDeep),
  },
  { name: "TIFF", bytesPerPixel: 4, holds: isType("image/tiff") },
];

function isHevc(
  more: (header: PhotoHeader, bytes: Uint8Array) => boolean = () => true,
): Kind["holds"] {
  return (header, _type, bytes) => header.compression === "hevc" && more(header, bytes);
}

/**
 * Whether an image of a HEIC has as many pixels of colour as of brightness, or half as many: what says so is the chroma format
 * in the record of its decoder (ISO/IEC 14496-15, section 8.3.2.1.2), of which there is one for each kind of image inside.
 */
function hasFullColour(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = file.indexOf("hvcC"); at >= 0; at = file.indexOf("hvcC", at + 1)) {
    const chromaFormat = (file[at + 4 + 16] ?? 0) & 3;
    if (chromaFormat >= 2) return true;
  }
  return false;
}

/** HEIF in any other compression costs what AV1 does. */
function isHeif(more: (header: PhotoHeader) => boolean = () => true): Kind["holds"] {
  return (header) => header.compression !== null && more(header);
}

/** The kind of a photo, by its header and, for WebP, by its chunks. */
export function decodingKind(
  header: PhotoHeader,
  type: PhotoType,
  bytes: Uint8Array,
): DecodingKind {
  // What no kind holds (a HEIF whose compression has no name) costs what the dearest does.
  return KINDS.find(({ holds }) => holds(header, type, bytes)) ?? KINDS[0]!;
}

/** Megapixels, to a tenth below, of the largest photo of a kind that decodes within so many bytes. */
export function megapixelsWithin({ bytesPerPixel }: DecodingKind, bytes: number): number {
  return Math.floor((10 * bytes) / bytesPerPixel / 1e6) / 10;
}

/** Every kind with the most megapixels that are taken of it, at most `maxMegapixels`. */
export function limitsByKind(maxMegapixels: number, bytes: number) {
  return KINDS.map((kind) => ({
    kind: kind.name,
    maxMegapixels: Math.min(maxMegapixels, megapixelsWithin(kind, bytes)),
  }));
}

type WebpForm = "plain" | "transparent" | "lossless" | "animated";

/** Lossy WebP is made smaller while it is decoded; the other forms have to be whole first. */
function webpForm(bytes: Uint8Array): WebpForm {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let isPlain = true;
  // RIFF: a head of 12 bytes, then chunks with a name, a length and an even number of bytes.
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = Buffer.from(bytes.subarray(at, at + 4)).toString("latin1");
    if (name === "ANIM" || name === "ANMF") return "animated";
    if (name === "VP8L") return "lossless";
    if (name === "ALPH") isPlain = false;
    if (name === "VP8 ") return isPlain ? "plain" : "transparent";
    const length = view.getUint32(at + 4, true);
    at += 8 + length + (length % 2);
  }
  return "animated";
}
