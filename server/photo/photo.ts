import { GraticuleError } from "../../core/contracts/errors.ts";
import type { PhotoType } from "../../core/contracts/photo-types.ts";
import type { Exif } from "../../core/contracts/prediction.ts";
import { type PhotoHeader, readHeader } from "./codec.ts";
import type { Packed } from "./decode-job.ts";
import { type Cost, costOf, createDecoding, type Decoding, mostOf } from "./decoding.ts";
import { DECODING_MB, type DecodingKind, decodingKind, megapixelsWithin } from "./decoding-cost.ts";
import { withKnownBrand } from "./heif-brand.ts";
import { heifPicture } from "./metadata/heif.ts";
import { readMetadata } from "./metadata/metadata.ts";
import { storedSides } from "./orientation.ts";
import { notRead, sniffType, unreadable } from "./photo-type.ts";
import { isUnconverted, UNCONVERTED, WITHOUT_COLOURS } from "./unread-tiff.ts";

/** What is refused before any pixel is decoded. */
export interface PhotoLimits {
  readonly maxBytes: number;
  /** Width times height. */
  readonly maxPixels: number;
  /** Where its pixels are decoded; without it, in a memory of its own. */
  readonly decoding?: Decoding;
}

/** A photo whose header has been read and found acceptable; its pixels are still packed. */
export interface Photo extends Cost {
  /** Pixels, after EXIF orientation. */
  readonly width: number;
  readonly height: number;
  readonly type: PhotoType;
  /** Of the bytes as they came, 64 hexadecimal digits. */
  readonly sha256: string;
  readonly exif: Exif | null;
  /** What is the matter with its metadata, in sentences. */
  readonly warnings: readonly string[];
  readonly packed: Packed;
  /** Whether the pixels are HEVC, which needs the second decoder. */
  readonly hevc: boolean;
  readonly displayP3: boolean;
  readonly decoding: Decoding;
}

/** What a look at a photo's header tells. */
export interface PhotoCheck extends Cost {
  readonly type: PhotoType;
  readonly header: PhotoHeader;
  readonly hevc: boolean;
  /** Its bytes, under a name by which decoders know it. */
  readonly named: Uint8Array;
}

/**
 * Checks a photo from cheap to dear: size, type by its first bytes, pixel count by its header.
 * No pixel is decoded. Throws `photo_missing`, `photo_too_large`, `photo_type_unsupported`,
 * `photo_unreadable` or `photo_too_many_pixels`.
 */
export async function checkPhoto(bytes: Uint8Array, limits: PhotoLimits): Promise<PhotoCheck> {
  checkSize(bytes.length, limits.maxBytes);
  const type = await sniffType(bytes);
  const named = nameForDecoder(bytes, type);
  const header = await readHeaderOrRefuse(named, type);
  checkPixels(header, limits.maxPixels);
  if (!header.hasColours) throw notRead(WITHOUT_COLOURS);
  if (type === "image/tiff" && isUnconverted(bytes)) throw notRead(UNCONVERTED);
  const kind = decodingKind(header, type, bytes);
  checkMemory(header, kind, limits.decoding?.most ?? mostOf(DECODING_MB));
  const hevc = header.compression === "hevc";
  const cost = costOf(header.width * header.height * kind.bytesPerPixel, hevc);
  return { type: typeOf(type, header), header, hevc, named: named.bytes, ...cost };
}

/** Checks a photo and reads what stands beside its pixels. Throws what `checkPhoto` throws. */
export async function readPhoto(bytes: Uint8Array, limits: PhotoLimits): Promise<Photo> {
  const { type, header, hevc, named, decodingBytes, isHeavy } = await checkPhoto(bytes, limits);
  const [sha256, metadata] = await Promise.all([hash(bytes), readMetadata(bytes, type)]);
  const { exif, orientation, warnings } = metadata;
  const { width, height } = storedSides(orientation, {
    width: header.width,
    height: header.height,
  });
  return {
    width,
    height,
    type,
    sha256,
    exif,
    warnings,
    packed: { bytes: named, width, height, orientation, hevc },
    hevc,
    displayP3: header.displayP3,
    decodingBytes,
    isHeavy,
    decoding: limits.decoding ?? createDecoding(),
  };
}

function checkSize(bytes: number, maxBytes: number): void {
  if (bytes === 0) {
    throw new GraticuleError("photo_missing", "The photo is empty (0 bytes).");
  }
  if (bytes > maxBytes) throw tooLarge(bytes, maxBytes);
}

/** The error for a photo of too many bytes; `bytes` is null when reading stopped at the limit. */
export function tooLarge(bytes: number | null, maxBytes: number): GraticuleError {
  const came = bytes === null ? "more bytes than that" : `${toMegabytes(bytes)} MB`;
  return new GraticuleError(
    "photo_too_large",
    `The photo has ${came}, the limit is ${toMegabytes(maxBytes)} MB. Send a smaller copy: the model sees only a few hundred pixels a side.`,
  );
}

/** Megabytes of 1024 x 1024 bytes, with a decimal below 10. */
function toMegabytes(bytes: number): string {
  const megabytes = bytes / 2 ** 20;
  return megabytes < 10 ? String(Math.round(megabytes * 10) / 10) : String(Math.round(megabytes));
}

/** A photo for its decoder. */
interface Named {
  readonly bytes: Uint8Array;
  /** What its pixels are, where it is a HEIF or AVIF: by its brand, as libvips tells it, is not always true. */
  readonly compression: "hevc" | "av1" | null;
}

const COMPRESSIONS: Readonly<Record<string, "hevc" | "av1">> = { hvc1: "hevc", av01: "av1" };
const IN_BOXES: readonly PhotoType[] = ["image/heic", "image/heif", "image/avif"];

function nameForDecoder(bytes: Uint8Array, type: PhotoType): Named {
  if (!IN_BOXES.includes(type)) return { bytes, compression: null };
  const compression = COMPRESSIONS[heifPicture(bytes).coding ?? ""] ?? null;
  if (compression === null) return { bytes, compression };
  return { bytes: withKnownBrand(bytes, compression === "av1"), compression };
}

/** By what its pixels are, not by its brand. */
function typeOf(type: PhotoType, { compression }: PhotoHeader): PhotoType {
  if (compression === "av1") return "image/avif";
  return compression === "hevc" && type === "image/avif" ? "image/heic" : type;
}

async function readHeaderOrRefuse(
  { bytes, compression }: Named,
  type: PhotoType,
): Promise<PhotoHeader> {
  try {
    const header = await readHeader(bytes);
    return compression === null ? header : { ...header, compression };
  } catch (cause) {
    throw unreadable(bytes, type, cause);
  }
}

function checkPixels({ width, height }: PhotoHeader, maxPixels: number): void {
  if (width * height <= maxPixels) return;
  const came = (width * height) / 1e6;
  throw new GraticuleError(
    "photo_too_many_pixels",
    `The photo has ${width} x ${height} pixels (${came.toFixed(1)} megapixels), the limit is ${maxPixels / 1e6} megapixels. Send a smaller copy.`,
  );
}

/** Kinds that hold all pixels at once, some several times over, have a limit of their own. */
function checkMemory({ width, height }: PhotoHeader, kind: DecodingKind, most: number): void {
  if (width * height * kind.bytesPerPixel <= most) return;
  throw new GraticuleError(
    "photo_too_many_pixels",
    `The photo is ${kind.name} of ${width} x ${height} pixels (${((width * height) / 1e6).toFixed(1)} megapixels), which takes much memory to decode: the limit for ${kind.name} is ${megapixelsWithin(kind, most)} megapixels. Send a smaller copy, or an ordinary JPEG of the same size.`,
  );
}

async function hash(bytes: Uint8Array): Promise<string> {
  // Not createHash: 40 MB would hold up every other request for tens of milliseconds.
  const digest = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Buffer.from(digest).toString("hex");
}
