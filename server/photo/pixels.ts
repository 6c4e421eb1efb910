import type { ImageSpec } from "../../core/contracts/bundle.ts";
import { cancelled } from "../../core/contracts/errors.ts";
import { cropAndNormalise, cropTen, tenCropSpec } from "../../core/pixels/crop.ts";
import { convertP3ToSrgb } from "../../core/pixels/display-p3.ts";
import type { RgbImage } from "../../core/pixels/image.ts";
import { planResize, type ResizePlan } from "../../core/pixels/plan.ts";
import { resample } from "../../core/pixels/resample.ts";
import { decode, type Source } from "./codec.ts";
import { decodeHeic } from "./heic.ts";
import { type Photo, unreadable } from "./photo.ts";

/**
 * A photo as the image encoder wants it: upright, sRGB, alpha over white, resized, cropped and
 * normalised exactly as the bundle says. Answers float32 [3, size, size], channels in the bundle's order.
 * Throws `photo_unreadable` when the data is truncated or corrupt.
 */
export async function toPixels(
  photo: Photo,
  spec: ImageSpec,
  signal: AbortSignal = NEVER,
): Promise<Float32Array> {
  return cropAndNormalise(await decodeResized(photo, spec, signal), spec);
}

/** Ten views of a photo, for test-time augmentation. Each is what `toPixels` gives; throws what that throws. */
export async function toTenCrops(
  photo: Photo,
  spec: ImageSpec,
  signal: AbortSignal = NEVER,
): Promise<Float32Array[]> {
  return cropTen(await decodeResized(photo, tenCropSpec(spec), signal), spec);
}

/** The signal of callers that stay. */
const NEVER = new AbortController().signal;

/** Sides that leave the kernel something to choose from, as multiples of the sides that are wanted. */
const HEIC_SPARE = 4;

async function decodeResized(
  photo: Photo,
  spec: ImageSpec,
  signal: AbortSignal,
): Promise<RgbImage> {
  const plan = planResize(photo, spec);
  try {
    const image = await photo.decoding.run(photo, signal, async () =>
      decodeTo(await openSource(photo, plan, signal), plan),
    );
    return photo.hevc && photo.displayP3 ? { ...image, data: convertP3ToSrgb(image.data) } : image;
  } catch (cause) {
    if (signal.aborted) throw cancelled();
    throw unreadable(photo.type, cause);
  }
}

async function openSource(
  { bytes, width, height, hevc }: Photo,
  { window, target, enlarges }: ResizePlan,
  signal: AbortSignal,
): Promise<Source> {
  const pixelLimit = width * height;
  if (!hevc) return { bytes, pixelLimit };
  const isWhole = window !== null || enlarges;
  const leastWidth = isWhole ? width : target.width * HEIC_SPARE;
  const leastHeight = isWhole ? height : target.height * HEIC_SPARE;
  return decodeHeic({ bytes, pixelLimit, leastWidth, leastHeight }, signal);
}

async function decodeTo(
  source: Source,
  { window, target, enlarges }: ResizePlan,
): Promise<RgbImage> {
  if (!enlarges) return decode(source, window, target);
  return resample(await decode(source, window, null), target);
}
