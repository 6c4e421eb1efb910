/** Media types that can be read, in the order they are told to people. */
export const PHOTO_TYPES = [
  "image/jpeg",
  "image/png",
  "image/webp",
  "image/heic",
  "image/heif",
  "image/avif",
  "image/tiff",
  "image/gif",
] as const;

export type PhotoType = (typeof PHOTO_TYPES)[number];
