import { decodingWithin } from "../photo/decoding.ts";
import type { PhotoLimits } from "../photo/photo.ts";
import type { Config } from "./config.ts";

/** What a photo may be, in bytes and pixels, and the memory in which all are decoded. */
export function photoLimits({
  maxPhotoMb,
  maxMegapixels,
  decodeMemoryMb,
}: Pick<Config, "maxPhotoMb" | "maxMegapixels" | "decodeMemoryMb">): PhotoLimits {
  return {
    maxBytes: maxPhotoMb * 2 ** 20,
    maxPixels: maxMegapixels * 1e6,
    decoding: decodingWithin(decodeMemoryMb * 2 ** 20),
  };
}
