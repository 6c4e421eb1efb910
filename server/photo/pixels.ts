import type { ImageSpec } from "../../core/bundle.ts";
import { resizePhoto, resizeRaw, type Target } from "./codec.ts";
import { convertP3ToSrgb } from "./display-p3.ts";
import { HeicDecoder } from "./heic.ts";
import { type Photo, unreadable } from "./photo.ts";

/**
 * A photo as the image encoder wants it: upright, sRGB, alpha over white, resized, cropped and
 * normalised exactly as the bundle says. Answers float32 [3, size, size], channels in the bundle's order.
 * Throws `photo_unreadable` when the data is truncated or corrupt.
 */
export async function toPixels(photo: Photo, spec: ImageSpec): Promise<Float32Array> {
  const target = { ...resizedSides(photo, spec), resample: spec.resample };
  return cropAndNormalise(await decode(photo, target), target, spec);
}

const heicDecoder = new HeicDecoder();

async function decode(photo: Photo, target: Target): Promise<Uint8Array> {
  const pixelLimit = photo.width * photo.height;
  try {
    if (!photo.hevc) return await resizePhoto(photo.bytes, target, pixelLimit);
    const raw = await heicDecoder.decode({ bytes: photo.bytes, pixelLimit });
    const rgb = await resizeRaw(raw, target);
    return photo.displayP3 ? convertP3ToSrgb(rgb) : rgb;
  } catch (cause) {
    throw unreadable(photo.type, cause);
  }
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
 * Cuts the centre out of RGB bytes and lays it out by channel.
 * The crop is here and not in the decoder so that the decoder reads the last row, and a cut file is noticed.
 */
function cropAndNormalise(
  rgb: Uint8Array,
  { width, height }: Target,
  { size, mean, std, channels }: ImageSpec,
): Float32Array {
  const left = Math.floor((width - size) / 2);
  const top = Math.floor((height - size) / 2);
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
