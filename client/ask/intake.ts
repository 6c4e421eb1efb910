import type { Features } from "../../core/contracts/api.ts";
import { type Failure, refusal } from "../service/failure.ts";
import { formatPhotoBytes } from "../words/numbers.ts";

/** Used until the service has said what it takes. */
const USUAL_TYPES = [
  "image/jpeg",
  "image/png",
  "image/webp",
  "image/avif",
  "image/tiff",
  "image/gif",
  "image/heic",
  "image/heif",
];

/** Files that some systems give no media type (HEIC on Windows). */
const PHOTO_NAME = /\.(jpe?g|png|webp|avif|tiff?|gif|hei[cf])$/i;

/** The types for a file dialog's `accept`; names are added because HEIC often has no media type. */
export function acceptedTypes(features: Features | null): string {
  return [...(features?.photoTypes ?? USUAL_TYPES), ".heic", ".heif"].join(",");
}

/** The formats in words: "JPEG, PNG, WebP, ...". */
export function formatNames(features: Features | null): string[] {
  const names: Record<string, string> = { webp: "WebP", heic: "HEIC", heif: "HEIC" };
  const types = features?.photoTypes ?? USUAL_TYPES;
  const short = types.map((type) => type.replace(/^image\//, ""));
  return [...new Set(short.map((type) => names[type] ?? type.toUpperCase()))];
}

/** How many pixels a photo may have: "100 megapixels (HEIC 49, AVIF 19, GIF 76)". Kinds with longer names are left to the refusal. */
export function pixelLimits({ maxMegapixels, megapixelLimits }: Features): string {
  const fewer = megapixelLimits.filter(
    (limit) => limit.maxMegapixels < maxMegapixels && !limit.kind.includes(" "),
  );
  const named = fewer.map((limit) => `${limit.kind} ${Math.floor(limit.maxMegapixels)}`).join(", ");
  return `${maxMegapixels} megapixels${named && ` (${named})`}`;
}

/** Why a file is not sent at all, or null. The service looks at the content; this only spares a hopeless upload. */
export function refuse(file: File, features: Features | null): Failure | null {
  if (features && !features.uploads) {
    return refusal(
      "uploads_off",
      "Uploads are switched off",
      "The operator of this server does not accept photos at the moment. Nothing was sent.",
    );
  }
  if (file.size === 0) {
    return refusal("photo_missing", "This file is empty", "Nothing was sent.");
  }
  if (!looksLikePhoto(file)) {
    const wanted = formatNames(features).join(", ");
    return refusal(
      "photo_type_unsupported",
      "This is not a photo that can be read",
      `It says it is ${file.type || "of no known type"}; wanted is ${wanted}. Nothing was sent.`,
    );
  }
  if (features && file.size > features.maxPhotoBytes) {
    return refusal(
      "photo_too_large",
      "This file is too large",
      `It has ${formatPhotoBytes(file.size)}; this server takes up to ${formatPhotoBytes(features.maxPhotoBytes)}. ` +
        "Save it smaller and choose it again. Nothing was sent.",
    );
  }
  return null;
}

function looksLikePhoto(file: File): boolean {
  const isVector = file.type === "image/svg+xml";
  return (file.type.startsWith("image/") && !isVector) || PHOTO_NAME.test(file.name);
}
