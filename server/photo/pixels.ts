import type { ImageSpec } from "../../core/contracts/bundle.ts";
import { cropAndNormalise, cropTen, tenCropSpec } from "../../core/pixels/crop.ts";
import { convertP3ToSrgb } from "../../core/pixels/display-p3.ts";
import type { RgbImage } from "../../core/pixels/image.ts";
import { planResize, type ResizePlan } from "../../core/pixels/plan.ts";
import { resample } from "../../core/pixels/resample.ts";
import { decode, type Source } from "./codec.ts";
import { HeicDecoder } from "./heic.ts";
import { type Photo, unreadable } from "./photo.ts";

/**
 * A photo as the image encoder wants it: upright, sRGB, alpha over white, resized, cropped and
 * normalised exactly as the bundle says. Answers float32 [3, size, size], channels in the bundle's order.
 * Throws `photo_unreadable` when the data is truncated or corrupt.
 */
export async function toPixels(photo: Photo, spec: ImageSpec): Promise<Float32Array> {
  return cropAndNormalise(await decodeResized(photo, spec), spec);
}

/** Ten views of a photo, for test-time augmentation. Each is what `toPixels` gives; throws what that throws. */
export async function toTenCrops(photo: Photo, spec: ImageSpec): Promise<Float32Array[]> {
  return cropTen(await decodeResized(photo, tenCropSpec(spec)), spec);
}

const heicDecoder = new HeicDecoder();

async function decodeResized(photo: Photo, spec: ImageSpec): Promise<RgbImage> {
  const plan = planResize(photo, spec);
  try {
    const image = await decodeTo(await openSource(photo), plan);
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
  { window, target, enlarges }: ResizePlan,
): Promise<RgbImage> {
  if (!enlarges) return decode(source, window, target);
  return resample(await decode(source, window, null), target);
}
