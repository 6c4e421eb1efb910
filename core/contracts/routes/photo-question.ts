/** What all routes have in common that ask the model about a photo. Nothing that is sent is kept, so no answer is either. */
export const PHOTO_QUESTION = {
  problems: [
    "photo_missing",
    "body_invalid",
    "parameter_invalid",
    "hint_invalid",
    "uploads_off",
    "photo_too_large",
    "photo_type_unsupported",
    "photo_too_many_pixels",
    "photo_unreadable",
    "hint_excludes_everything",
    "bundle_invalid",
    "geodata_invalid",
    "index_invalid",
    "busy",
    "not_ready",
  ],
  access: "token",
  rate: "predictions",
  cache: "no-store",
} as const;
