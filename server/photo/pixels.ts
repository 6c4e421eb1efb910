import type { ImageSpec } from "../../core/contracts/bundle.ts";
import { cancelled, GraticuleError } from "../../core/contracts/errors.ts";
import { cropAndNormalise, cropTen, tenCropSpec } from "../../core/pixels/crop.ts";
import { convertP3ToSrgb } from "../../core/pixels/display-p3.ts";
import type { RgbImage } from "../../core/pixels/image.ts";
import { planResize } from "../../core/pixels/plan.ts";
import type { Photo } from "./photo.ts";
import { unreadable } from "./photo-type.ts";

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

async function decodeResized(
  photo: Photo,
  spec: ImageSpec,
  signal: AbortSignal,
): Promise<RgbImage> {
  const plan = planResize(photo, spec);
  try {
    const { packed, decoding } = photo;
    const image = await decoding.decode(photo, { kind: "pixels", photo: packed, plan }, signal);
    return packed.hevc && photo.displayP3 ? { ...image, data: convertP3ToSrgb(image.data) } : image;
  } catch (cause) {
    if (signal.aborted) throw cancelled();
    if (cause instanceof GraticuleError) throw cause;
    throw unreadable(photo.packed.bytes, photo.type, cause);
  }
}
