import type { PhotoType } from "../../core/contracts/photo-types.ts";
import type { FileKind } from "./file-kinds.ts";
import { itemTypes } from "./metadata/heif.ts";
import { readTiff, TAGS } from "./metadata/tiff.ts";

// Types that are read have forms that are not. A photo that a decoder refuses is looked at here before it is called
// damaged: nobody should send the original again for a form that will be refused again.

const SAVE_PLAINLY = "Open it in an image program and save it as an ordinary JPEG or PNG.";

/** The form that a photo has which decoders here do not read; null when it has none, so that it must be damaged. */
export function unreadForm(bytes: Uint8Array, type: PhotoType): FileKind | null {
  const name = nameOf(bytes, type);
  return name === null ? null : { name, advice: SAVE_PLAINLY };
}

/** Numbers of any range, of which nobody knows what is black and what is white. */
export const WITHOUT_COLOURS: FileKind = {
  name: "a TIFF of floating-point or large whole numbers, as of heights or temperatures",
  advice: "Save it with 8 or 16 bits a channel.",
};

function nameOf(bytes: Uint8Array, type: PhotoType): string | null {
  switch (type) {
    case "image/jpeg":
      return jpegForm(bytes);
    case "image/tiff":
      return tiffForm(bytes);
    case "image/heic":
    case "image/heif":
    case "image/avif":
      return heifForm(bytes);
    case "image/png":
      return Buffer.from(bytes.subarray(12, 16)).toString("latin1") === "CgBI"
        ? "a PNG in the form of apps for iPhones (CgBI)"
        : null;
    default:
      return null;
  }
}

/** By the marker of a frame (ITU-T T.81, table B.1); the others are read at 8 bits. */
const FRAMES: Readonly<Record<number, string>> = {
  195: "a lossless JPEG",
  197: "a hierarchical JPEG",
  198: "a hierarchical JPEG",
  199: "a hierarchical, lossless JPEG",
  201: "a JPEG with arithmetic coding",
  202: "a JPEG with arithmetic coding",
  203: "a lossless JPEG with arithmetic coding",
  205: "a hierarchical JPEG with arithmetic coding",
  206: "a hierarchical JPEG with arithmetic coding",
  207: "a hierarchical, lossless JPEG with arithmetic coding",
  247: "JPEG-LS",
};
const READ_FRAMES: readonly number[] = [0xc0, 0xc1, 0xc2];

function jpegForm(bytes: Uint8Array): string | null {
  let at = 2;
  while (at + 5 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const form = FRAMES[marker];
    if (form !== undefined) return form;
    const bits = bytes[at + 4]!;
    if (READ_FRAMES.includes(marker)) return bits === 8 ? null : `a JPEG of ${bits} bits a channel`;
    const length = bytes[at + 2]! * 256 + bytes[at + 3]!;
    if (length < 2) return null;
    at += 2 + length;
  }
  return null;
}

/** Compressions of TIFF by their number; those that are read are not here. */
const COMPRESSIONS: Readonly<Record<number, string>> = {
  6: "old-style JPEG compression",
  9: "JBIG compression",
  10: "JBIG compression",
  32766: "NeXT's compression",
  32809: "ThunderScan compression",
  32895: "IT8 compression",
  33003: "JPEG 2000 compression",
  33004: "JPEG 2000 compression",
  33005: "JPEG 2000 compression",
  34661: "JBIG compression",
  34676: "SGI's compression",
  34677: "SGI's compression",
  34712: "JPEG 2000 compression",
  34713: "Nikon's compression",
  34887: "LERC compression",
  34892: "lossy JPEG of a camera raw file",
  34925: "LZMA compression",
  34933: "PNG compression",
  34934: "JPEG XR compression",
  50000: "Zstandard compression",
  50002: "JPEG XL compression",
  52546: "JPEG XL compression",
};

function tiffForm(bytes: Uint8Array): string | null {
  const main = readTiff(bytes)?.main;
  const compression = main?.numbers(TAGS.compression)?.[0];
  if (compression === undefined) return null;
  const name = COMPRESSIONS[compression];
  return name === undefined ? null : `a TIFF with ${name}`;
}

/** Colours of the pixels of a sensor, before they are a picture (TIFF/EP; DNG 1.7). */
const SENSOR: readonly number[] = [32803, 34892];

/** Whether a TIFF is what a camera's sensor saw, with a small picture in front: decoders would read the small one. */
export function isCameraRaw(bytes: Uint8Array): boolean {
  const main = readTiff(bytes)?.main;
  if (!main) return false;
  const isReduced = main.numbers(TAGS.subfile)?.[0] === 1;
  return (
    main.numbers(TAGS.dngVersion) !== null ||
    SENSOR.includes(main.numbers(TAGS.photometric)?.[0] ?? 0) ||
    (isReduced && main.numbers(TAGS.subDirectories) !== null)
  );
}

/** Kinds of the items that hold pixels (ISO/IEC 23008-12 and its companions); HEVC and AV1 are read. */
const CODINGS: Readonly<Record<string, string>> = {
  unci: "an uncompressed HEIF",
  jpeg: "a HEIF with JPEG inside",
  j2k1: "a HEIF with JPEG 2000 inside",
  avc1: "a HEIF with H.264 inside",
  lhv1: "a HEIF with layered HEVC inside",
  evc1: "a HEIF with EVC inside",
  vvc1: "a HEIF with H.266 inside",
};

function heifForm(bytes: Uint8Array): string | null {
  const types = itemTypes(bytes);
  if (types.some((type) => type === "hvc1" || type === "av01")) return null;
  return types.map((type) => CODINGS[type]).find((name) => name !== undefined) ?? null;
}
