import type { PhotoType } from "../../core/contracts/photo-types.ts";
import { type FileKind, SAVE_PLAINLY } from "./file-kinds.ts";
import { heifForm } from "./unread-heif.ts";
import { jpegForm } from "./unread-jpeg.ts";
import { tiffForm } from "./unread-tiff.ts";

// Types that are read have forms that are not. A photo that a decoder refuses is looked at here before it is called
// damaged: nobody should send the original again for a form that will be refused again.

/** The form that a photo has which decoders here do not read; null when it has none, so that it must be damaged. */
export function unreadForm(bytes: Uint8Array, type: PhotoType, cause: unknown): FileKind | null {
  return knownForm(bytes, type) ?? (isUnknownToDecoder(cause) ? unknownForm(type) : null);
}

function knownForm(bytes: Uint8Array, type: PhotoType): FileKind | null {
  switch (type) {
    case "image/jpeg":
      return jpegForm(bytes);
    case "image/tiff":
      return tiffForm(bytes);
    case "image/heic":
    case "image/heif":
    case "image/avif":
      return heifForm(bytes);
    case "image/png":
      return Buffer.from(bytes.subarray(12, 16)).toString("latin1") === "CgBI"
        ? { name: "a PNG in the form of apps for iPhones (CgBI)", advice: SAVE_PLAINLY }
        : null;
    default:
      return null;
  }
}

/** How decoders say that they lack something, in words that damage hardly ever brings about. */
const LACKS =
  /not implemented|not supported|not configured|not been built in|unsupported (codec|color conversion)|no known route|security limit/i;

function isUnknownToDecoder(cause: unknown): boolean {
  return cause instanceof Error && LACKS.test(cause.message);
}

function unknownForm(type: PhotoType): FileKind {
  return { name: `${type} in a form that its decoder does not know`, advice: SAVE_PLAINLY };
}
