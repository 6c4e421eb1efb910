import type { ImageSpec } from "../../core/contracts/bundle.ts";
import { convertP3ToSrgb } from "../../core/pixels/display-p3.ts";
import type { RgbImage, Target, Window } from "../../core/pixels/image.ts";
import { resample } from "../../core/pixels/resample.ts";
import { decode, type Source } from "./codec.ts";
import { HeicDecoder } from "./heic.ts";
import { type Photo, unreadable } from "./photo.ts";

/**
 * A longer picture is cut to this many times its shorter side, or a strip of 1 x 1,000,000 pixels would fill the
 * memory. What lies outside is not decoded, so damage there goes unnoticed.
 */
const LONGEST_RATIO = 4;

/**
 * A photo as the image encoder wants it: upright, sRGB, alpha over white, resized, cropped and
 * normalised exactly as the bundle says. Answers float32 [3, size, size], channels in the bundle's order.
 * Throws `photo_unreadable` when the data is truncated or corrupt.
 */
export async function toPixels(photo: Photo, spec: ImageSpec): Promise<Float32Array> {
  return cropAndNormalise(await decodeResized(photo, spec), spec);
}

/** Share of the view that each of ten crops shows: 224 of 256 in GeoCLIP's evaluation. */
const CROP_SHARE = 7 / 8;

/**
 * Ten views of a photo, for test-time augmentation: the four corners and the centre of a picture that is resized to
 * 8/7 of the encoder's size, and the same mirrored. Each is what `toPixels` gives.
 */
export async function toTenCrops(photo: Photo, spec: ImageSpec): Promise<Float32Array[]> {
  const { size, resize, resizeTo } = spec;
  const larger = Math.round(size / CROP_SHARE);
  const wide =
    resize === "squash"
      ? { ...spec, size: larger, resizeTo: larger }
      : { ...spec, resizeTo: Math.max(resizeTo, larger) };
  const image = await decodeResized(photo, wide);
  const [right, bottom] = [image.width - size, image.height - size];
  const corners = [
    { left: 0, top: 0 },
    { left: right, top: 0 },
    { left: 0, top: bottom },
    { left: right, top: bottom },
    { left: Math.floor(right / 2), top: Math.floor(bottom / 2) },
  ];
  const upright = corners.map((corner) => cropAndNormalise(image, spec, corner));
  return [...upright, ...upright.map((view) => mirrored(view, size))];
}

function mirrored(view: Float32Array, size: number): Float32Array {
  const out = view.slice();
  for (let row = 0; row < out.length; row += size) out.subarray(row, row + size).reverse();
  return out;
}

const heicDecoder = new HeicDecoder();

async function decodeResized(photo: Photo, spec: ImageSpec): Promise<RgbImage> {
  const window = spec.resize === "shortest" ? middleOfStrip(photo) : null;
  const shown = window ?? photo;
  const target = { ...resizedSides(shown, spec), resample: spec.resample };
  try {
    const image = await decodeTo(await openSource(photo), shown, window, target);
    return photo.hevc && photo.displayP3 ? { ...image, data: convertP3ToSrgb(image.data) } : image;
  } catch (cause) {
    throw unreadable(photo.type, cause);
  }
}

async function openSource({ bytes, width, height, hevc }: Photo): Promise<Source> {
  const pixelLimit = width * height;
  return hevc ? heicDecoder.decode({ bytes, pixelLimit }) : { bytes, pixelLimit };
}

async function decodeTo(
  source: Source,
  shown: Pick<Photo, "width" | "height">,
  window: Window | null,
  target: Target,
): Promise<RgbImage> {
  const shrinks = target.width <= shown.width && target.height <= shown.height;
  if (shrinks) return decode(source, window, target);
  return resample(await decode(source, window, null), target);
}

/** The middle of a picture that is much longer than wide; null for every other. */
function middleOfStrip({ width, height }: Pick<Photo, "width" | "height">): Window | null {
  const longest = Math.min(width, height) * LONGEST_RATIO;
  if (Math.max(width, height) <= longest) return null;
  const [newWidth, newHeight] = [Math.min(width, longest), Math.min(height, longest)];
  return {
    left: Math.floor((width - newWidth) / 2),
    top: Math.floor((height - newHeight) / 2),
    width: newWidth,
    height: newHeight,
  };
}

/** Sides after resizing, before cropping; the longer one is cut to an integer, as torchvision and CLIP do. */
export function resizedSides(
  { width, height }: Pick<Photo, "width" | "height">,
  { resize, resizeTo, size }: Pick<ImageSpec, "resize" | "resizeTo" | "size">,
): { width: number; height: number } {
  if (resize === "squash") return { width: size, height: size };
  const longer = (side: number, shorter: number) => Math.floor((side * resizeTo) / shorter);
  return width < height
    ? { width: resizeTo, height: longer(height, width) }
    : { width: longer(width, height), height: resizeTo };
}

/**
 * Cuts a square out of RGB bytes, the centre one unless told, and lays it out by channel.
 * The crop is here and not in the decoder so that the decoder reads the last row, and a cut file is noticed.
 */
function cropAndNormalise(
  { data: rgb, width, height }: RgbImage,
  { size, mean, std, channels }: ImageSpec,
  { left, top } = {
    left: Math.floor((width - size) / 2),
    top: Math.floor((height - size) / 2),
  },
): Float32Array {
  const area = size * size;
  const out = new Float32Array(3 * area);
  for (let channel = 0; channel < 3; channel++) {
    const source = channels === "rgb" ? channel : 2 - channel;
    const table = normalisedValues(mean[channel]!, std[channel]!);
    for (let y = 0; y < size; y++) {
      const row = ((top + y) * width + left) * 3 + source;
      const to = channel * area + y * size;
      for (let x = 0; x < size; x++) out[to + x] = table[rgb[row + x * 3]!]!;
    }
  }
  return out;
}

/** What each of the 256 byte values becomes. */
function normalisedValues(mean: number, std: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, value) => (value / 255 - mean) / std);
}
