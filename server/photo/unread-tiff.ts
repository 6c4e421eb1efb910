import { type FileKind, SAVE_PLAINLY } from "./file-kinds.ts";
import { type Directory, readTiff, TAGS } from "./metadata/tiff.ts";
import { jpegForm } from "./unread-jpeg.ts";

// TIFF can hold nearly anything. What its decoder takes is listed here, so that all else is named, whatever it is.

/** Numbers of any range, of which nobody knows what is black and what is white. */
export const WITHOUT_COLOURS: FileKind = {
  name: "a TIFF of floating-point, signed or large whole numbers, as of heights or temperatures",
  advice: "Save it with 8 or 16 bits a channel.",
};

const KEEP_THREE = "Save its red, green and blue as an ordinary JPEG or PNG.";

/** Compressions that are read, by their number (TIFF 6.0 and libtiff). */
const READ_COMPRESSIONS: readonly number[] = [1, 2, 3, 4, 5, 7, 8, 32773, 32946, 50001];
const COMPRESSIONS: Readonly<Record<number, string>> = {
  6: "old-style JPEG compression",
  9: "JBIG compression",
  10: "JBIG compression",
  22610: "JPEG XR compression",
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
  34926: "Zstandard compression",
  34927: "WebP compression of an older number",
  34933: "PNG compression",
  34934: "JPEG XR compression",
  50000: "Zstandard compression",
  50002: "JPEG XL compression",
  52546: "JPEG XL compression",
};
const JPEG = 7;
/** By SampleFormat. */
const FLOAT = 3;

/** How the numbers of a pixel are a colour, by PhotometricInterpretation. */
const BLACK_IS_ZERO = 1;
const YCBCR = 6;
const LAB = 8;
const READ_COLOURS: readonly number[] = [0, BLACK_IS_ZERO, 2, 3, 5, YCBCR];
const COLOURS: Readonly<Record<number, string>> = {
  4: "a mask of transparency",
  8: "colours in Lab",
  9: "colours in Lab",
  10: "colours in Lab",
  32844: "brightness of any range (LogL)",
  32845: "colours of any range (LogLuv)",
  51177: "distances (a depth map)",
  52527: "the objects of a picture (a mask)",
};

/** More channels than a picture with transparency, or in four inks, has. */
const MOST_CHANNELS = 4;

/** The form of a TIFF that its decoder refuses; null when it has none. */
export function tiffForm(bytes: Uint8Array): FileKind | null {
  const main = readTiff(bytes)?.main;
  const compression = main ? first(main, TAGS.compression) : null;
  // A directory that is not there tells nothing: it stands behind the pixels and is the first that a cut takes.
  if (!main || compression === null) return null;
  if (!READ_COMPRESSIONS.includes(compression)) {
    return tiff(`with ${COMPRESSIONS[compression] ?? `a compression of number ${compression}`}`);
  }
  const inside = compression === JPEG ? jpegInside(bytes, main) : null;
  return inside === null ? pixelForm(main) : tiff(`with ${inside} inside`);
}

/** What a pixel is made of that the decoder does not make a colour of. */
function pixelForm(main: Directory): FileKind | null {
  const colours = first(main, TAGS.photometric) ?? BLACK_IS_ZERO;
  const channels = first(main, TAGS.samplesPerPixel) ?? 1;
  const bits = first(main, TAGS.bitsPerSample) ?? (channels === 1 ? 1 : null);
  if (bits === null) return null;
  const isFloat = first(main, TAGS.sampleFormat) === FLOAT;
  if (bits > 32 || (bits > 16 && !(isFloat && channels >= 3))) return WITHOUT_COLOURS;
  if (!READ_COLOURS.includes(colours) && !(colours === LAB && bits === 16)) {
    return tiff(`of ${COLOURS[colours] ?? `colours of number ${colours}`}`);
  }
  if (channels > MOST_CHANNELS) return tiff(`of ${channels} channels`, KEEP_THREE);
  const readBits = channels === 1 ? [1, 2, 4, 8, 16, 32] : [8, 16, 32];
  return readBits.includes(bits) ? null : tiff(`of ${bits} bits a channel`);
}

/**
 * Brightness and colour apart, which only the decoder of JPEG turns into red, green and blue: any other would read them as if
 * they were, without a complaint.
 */
export function isUnconverted(bytes: Uint8Array): boolean {
  const main = readTiff(bytes)?.main;
  return (
    main !== undefined &&
    first(main, TAGS.photometric) === YCBCR &&
    [1, 5, 8, 32773, 32946].includes(first(main, TAGS.compression) ?? 1)
  );
}

export const UNCONVERTED: FileKind = {
  name: "a TIFF of brightness and colour apart (YCbCr) without JPEG compression",
  advice: SAVE_PLAINLY,
};

function jpegInside(bytes: Uint8Array, main: Directory): string | null {
  const at = first(main, TAGS.stripOffsets) ?? first(main, TAGS.tileOffsets);
  return at === null ? null : (jpegForm(bytes.subarray(at))?.name ?? null);
}

function first(directory: Directory, tag: number): number | null {
  return directory.numbers(tag)?.[0] ?? null;
}

function tiff(what: string, advice = SAVE_PLAINLY): FileKind {
  return { name: `a TIFF ${what}`, advice };
}

/** Colours of the pixels of a sensor, before they are a picture (TIFF/EP; DNG 1.7). */
const SENSOR: readonly number[] = [32803, 34892];

/** Whether a TIFF is what a camera's sensor saw, with a small picture in front: decoders would read the small one. */
export function isCameraRaw(bytes: Uint8Array): boolean {
  const main = readTiff(bytes)?.main;
  if (!main) return false;
  const isReduced = first(main, TAGS.subfile) === 1;
  return (
    main.numbers(TAGS.dngVersion) !== null ||
    SENSOR.includes(first(main, TAGS.photometric) ?? 0) ||
    (isReduced && main.numbers(TAGS.subDirectories) !== null)
  );
}
