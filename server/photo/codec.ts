import sharp, { type Metadata, type Sharp } from "sharp";
import type { RgbImage, Sides, Target, Window } from "../../core/pixels/image.ts";
import type { PictureChange } from "../../core/pixels/perturbations.ts";
import { storedSides, storedWindow, turnOf } from "./orientation.ts";

// The only file that speaks to sharp (libvips). Everything here is bytes in, plain numbers out.

// Photos are decoded several at a time (one per slot), so one libvips thread each keeps every core
// busy without threads fighting over them; no photo is seen twice, so the operation cache only holds memory.
sharp.concurrency(1);
sharp.cache(false);

/** What the first bytes of a photo say; no pixel is decoded to learn it. */
export interface PhotoHeader {
  /** Pixels as they are stored: EXIF orientation is not in them, the turns that a HEIF prescribes are. */
  readonly width: number;
  readonly height: number;
  /** HEIF files only: "hevc" (HEIC), "av1" (AVIF) or another. */
  readonly compression: string | null;
  /** Whether the colours are those of Display P3 (every recent iPhone). */
  readonly displayP3: boolean;
  /** Whether the pixels come in several passes (progressive JPEG, interlaced PNG). */
  readonly isProgressive: boolean;
  /** Whether colour has fewer pixels than brightness (JPEG 4:2:0, as every camera writes). */
  readonly isSubsampled: boolean;
  /** Whether a channel has more than 8 bits. */
  readonly isDeep: boolean;
  readonly isCmyk: boolean;
  /** Whether its numbers are colours: those of a TIFF may be heights or temperatures, of any range. */
  readonly hasColours: boolean;
  readonly hasAlpha: boolean;
}

/** Pixels that another decoder made: RGB or RGBA, 8 bits each, rows from the top. */
export interface RawPixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly data: Uint8Array;
}

const KERNELS = { bicubic: "cubic", bilinear: "linear", lanczos3: "lanczos3" } as const;

/** Reads the header of a photo. Throws libvips' own error when there is none. */
export async function readHeader(bytes: Uint8Array): Promise<PhotoHeader> {
  // No pixel limit here: the caller compares the numbers and can say both of them.
  const found = await sharp(bytes, { limitInputPixels: false }).metadata();
  return {
    width: found.width,
    height: found.height,
    compression: found.compression ?? null,
    displayP3: isDisplayP3(found),
    isProgressive: found.isProgressive ?? false,
    isSubsampled: /^4:2:0/.test(found.chromaSubsampling ?? ""),
    isDeep: found.depth !== "uchar" && found.depth !== "char",
    isCmyk: found.space === "cmyk",
    hasColours: COLOUR_DEPTHS.includes(found.depth) || COLOUR_SPACES.includes(found.space),
    hasAlpha: found.hasAlpha ?? false,
  };
}

const COLOUR_DEPTHS: readonly string[] = ["uchar", "ushort"];
/** Those whose numbers may be of any kind. */
const COLOUR_SPACES: readonly string[] = ["scrgb", "lab", "labs"];

function isDisplayP3({ icc }: Metadata): boolean {
  return icc !== undefined && /D.?i.?s.?p.?l.?a.?y.? .?P.?3/s.test(icc.toString("latin1"));
}

/** A photo as it came, with its upright sides. */
export interface PackedSource extends Sides {
  readonly bytes: Uint8Array;
  /** EXIF orientation, 1 to 8. Decoders are not asked for it: they do not see all that a file may say. */
  readonly orientation: number;
}

/** What is to be decoded: a photo as it came, with the upright sides that its header promised, or upright pixels. */
export type Source = PackedSource | RawPixels;

/**
 * Decodes (first frame, EXIF orientation applied, sRGB, alpha over white), cuts to the window if there is
 * one, and resizes if a target is given. Throws libvips' error for truncated or corrupt data, and for a file that grows
 * while it is decoded.
 */
export async function decode(
  source: Source,
  window: Window | null,
  target: Target | null,
): Promise<RgbImage> {
  const orientation = orientationOf(source);
  const part = window && storedWindow(orientation, source, window);
  const sides = target && storedSides(orientation, target);
  const smaller = sides && (await shrinkWebp(source, part, sides));
  const image = open(smaller ?? source).flatten({ background: "white" });
  if (part) image.extract(smaller ? scale(part, storedSides(orientation, source), smaller) : part);
  if (sides) {
    image.resize(sides.width, sides.height, {
      fit: "fill",
      kernel: KERNELS[sides.resample],
      // Without it the JPEG decoder still shrinks, but leaves the kernel at least a factor 2.
      // Mean difference from Pillow on four photos: 0.2-0.4 of 255 (with it 0.4-2.7), at the same speed.
      fastShrinkOnLoad: false,
    });
  }
  const { data, info } = await turn(image, orientation)
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`Decoding gave ${info.channels} channels, expected 3`);
  return { data, width: info.width, height: info.height };
}

function orientationOf(source: Source): number {
  return "data" in source ? 1 : source.orientation;
}

/** Done last, when the picture is small: to be turned, all pixels are held at once. */
function turn(image: Sharp, orientation: number): Sharp {
  const { mirrors, angle } = turnOf(orientation);
  return angle === 0 ? image.flop(mirrors) : image.flop(mirrors).rotate(angle);
}

/** The same part of the picture in a copy of other sides. */
function scale(window: Window, from: Sides, to: Sides): Window {
  const across = to.width / from.width;
  const down = to.height / from.height;
  const [left, top] = [Math.floor(window.left * across), Math.floor(window.top * down)];
  const width = Math.min(to.width - left, Math.round(window.width * across));
  return { left, top, width, height: Math.min(to.height - top, Math.round(window.height * down)) };
}

/** The decoder of WebP may leave the kernel this many pixels for each of its own, a side. */
const WEBP_SPARE = 4;

/**
 * A lossy WebP at a scale that its decoder makes without ever holding all pixels: 98 megapixels take 11 MB instead of
 * 763. Null for what is no WebP, or none so large. Window and target are of the stored picture.
 */
async function shrinkWebp(
  source: Source,
  window: Window | null,
  target: Target,
): Promise<RawPixels | null> {
  if ("data" in source || !isWebp(source.bytes)) return null;
  const stored = storedSides(source.orientation, source);
  const shown = window ?? stored;
  const wide = Math.round((stored.width * target.width * WEBP_SPARE) / shown.width);
  const high = Math.round((stored.height * target.height * WEBP_SPARE) / shown.height);
  if (stored.width * stored.height < 2 * wide * high) return null;
  const { data, info } = await open(source)
    .resize(wide, high, { fit: "fill", fastShrinkOnLoad: true })
    .toColourspace("srgb")
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 4 };
}

function isWebp(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(8, 12)).toString("latin1") === "WEBP";
}

function open(source: Source): Sharp {
  if ("data" in source) {
    const { data, width, height, channels } = source;
    return sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
  }
  return sharp(source.bytes, {
    limitInputPixels: source.width * source.height,
    sequentialRead: true,
    // Not the default "warning": phones write harmless oddities that decoders warn about.
    // It still refuses truncated files.
    failOn: "error",
  });
}

/** A copy for others to look at: an upright JPEG in sRGB without EXIF, profile, comment or any other block. */
export async function encodeCopy(
  source: Source,
  longestSide: number,
): Promise<Sides & { readonly data: Uint8Array }> {
  const image = open(source)
    .flatten({ background: "white" })
    .resize(longestSide, longestSide, { fit: "inside", withoutEnlargement: true });
  const { data, info } = await turn(image, orientationOf(source))
    .toColourspace("srgb")
    .jpeg({ quality: 82, progressive: true })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Pixels are as many as `readPhoto` lets pass: PNG, upright and without metadata, or JPEG where that is the change. */
export async function encodeChanged(
  bytes: Uint8Array,
  { jpegQuality, share = 1, blurShare = 0, isGrey = false, isMirrored = false }: PictureChange,
): Promise<Uint8Array> {
  const upright = await sharp(bytes, { limitInputPixels: false, failOn: "error" })
    .autoOrient()
    .flatten({ background: "white" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = upright.info;
  const image = sharp(upright.data, { raw: { width, height, channels }, limitInputPixels: false });
  const [across, down] = [width, height].map((side) => Math.max(1, Math.round(side * share)));
  image.extract({
    left: Math.floor((width - across!) / 2),
    top: Math.floor((height - down!) / 2),
    width: across!,
    height: down!,
  });
  // libvips takes no narrower one.
  if (blurShare > 0) image.blur(Math.max(0.3, blurShare * Math.max(width, height)));
  if (isGrey) image.greyscale().toColourspace("srgb");
  if (isMirrored) image.flop();
  return jpegQuality === undefined
    ? image.png({ compressionLevel: 1 }).toBuffer()
    : image.jpeg({ quality: jpegQuality }).toBuffer();
}

/** The whole picture squeezed to a few grey pixels, 8 bits each, rows from the top. */
export async function decodeGrey(
  bytes: Uint8Array,
  width: number,
  height: number,
): Promise<Uint8Array> {
  return sharp(bytes)
    .resize(width, height, { fit: "fill", kernel: "lanczos3" })
    .greyscale()
    .raw()
    .toBuffer();
}

/**
 * A picture in grey, at most so long, with a drawing in colour over all of it, as PNG.
 *
 * @param drawing SVG, for the sides that it is given
 */
export async function encodeDrawnOver(
  bytes: Uint8Array,
  longestSide: number,
  drawing: (sides: Sides) => string,
): Promise<Uint8Array> {
  const { data, info } = await sharp(bytes)
    .resize(longestSide, longestSide, { fit: "inside", withoutEnlargement: true })
    .grayscale()
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return sharp(data, { raw: { width, height, channels } })
    .composite([{ input: Buffer.from(drawing({ width, height })) }])
    .png()
    .toBuffer();
}
