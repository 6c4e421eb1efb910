import { createDecoding } from "../photo/decoding.ts";
import type { PhotoLimits } from "../photo/photo.ts";
import type { Config } from "./config.ts";

/**
 * What a photo may be, in bytes and pixels, and the memory in which all are decoded: to be made once and handed on, since
 * all that share it share its bound.
 */
export function photoLimits({
  maxPhotoMb,
  maxMegapixels,
  decodeMemoryMb,
}: Pick<Config, "maxPhotoMb" | "maxMegapixels" | "decodeMemoryMb">): Required<PhotoLimits> {
  return {
    maxBytes: maxPhotoMb * 2 ** 20,
    maxPixels: maxMegapixels * 1e6,
    decoding: createDecoding(decodeMemoryMb),
  };
}
