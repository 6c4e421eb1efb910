import type { PhotoLimits } from "../photo/photo.ts";
import type { Config } from "./config.ts";

/** What a photo may be, in bytes and pixels. */
export function photoLimits({
  maxPhotoMb,
  maxMegapixels,
}: Pick<Config, "maxPhotoMb" | "maxMegapixels">): PhotoLimits {
  return { maxBytes: maxPhotoMb * 2 ** 20, maxPixels: maxMegapixels * 1e6 };
}
