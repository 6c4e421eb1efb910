import { GAME_PROBLEMS } from "./game.ts";
import type { ProblemCode, ProblemKind } from "./kind.ts";

/** Every problem that the service can answer with: the one table from code to status. */
export const PROBLEMS: Readonly<Record<ProblemCode, ProblemKind>> = {
  photo_missing: {
    status: 400,
    title: "No photo came with the request",
    remedy: "Send the photo as the multipart part `image` or as the whole body.",
  },
  photo_type_unsupported: {
    status: 415,
    title: "This is not a kind of photo that can be read",
    remedy: "Send JPEG, PNG, WebP, HEIC/HEIF, AVIF, TIFF or GIF.",
  },
  photo_too_large: {
    status: 413,
    title: "The photo has too many bytes",
    remedy: "Send a smaller copy; the detail names the limit.",
  },
  photo_too_many_pixels: {
    status: 422,
    title: "The photo has too many pixels",
    remedy: "Send a smaller copy; the detail names the limit.",
  },
  photo_unreadable: {
    status: 422,
    title: "The photo is damaged",
    remedy: "Send the original file; part of this one is missing or corrupt.",
  },
  parameter_invalid: {
    status: 400,
    title: "A parameter is not understood",
    remedy: "Correct each parameter that `errors` names.",
  },
  hint_invalid: {
    status: 400,
    title: "A hint is not understood",
    remedy:
      "The detail says what was perhaps meant; docs/http-api.md lists the ways to write hints.",
  },
  hint_excludes_everything: {
    status: 422,
    title: "The hints leave no place",
    remedy: "Drop or widen one of those that the detail names.",
  },
  bundle_invalid: {
    status: 500,
    title: "The model cannot be used",
    remedy: "The operator runs `graticule doctor`.",
  },
  geodata_invalid: {
    status: 500,
    title: "The geodata cannot be used",
    remedy: "The operator runs `graticule doctor`.",
  },
  index_invalid: {
    status: 500,
    title: "The reference index cannot be used",
    remedy: "The operator runs `graticule doctor`.",
  },
  busy: {
    status: 503,
    title: "The service is busy",
    remedy: "Send the request again after the seconds in `Retry-After`.",
  },
  cancelled: {
    status: 499,
    title: "The caller went away",
    remedy: "Nothing: nobody is there to read this.",
  },
  storage_unavailable: {
    status: 503,
    title: "The games cannot be reached",
    remedy:
      "Send the request again after the seconds in `Retry-After`; predictions go on. The operator reads the log or runs `graticule doctor`.",
  },
  uploads_off: {
    status: 403,
    title: "Uploads are switched off",
    remedy: "The operator has set GRATICULE_UPLOADS=off; run the service yourself.",
  },
  internal: {
    status: 500,
    title: "Something went wrong in the service",
    remedy: "Tell the operator the request id; the log has the cause.",
  },
  not_found: {
    status: 404,
    title: "There is nothing here",
    remedy: "See /openapi.json for what there is.",
  },
  method_not_allowed: {
    status: 405,
    title: "This method does not work here",
    remedy: "Use a method that the `Allow` header names.",
  },
  unauthorized: {
    status: 401,
    title: "A token is needed",
    remedy: "Send `Authorization: Bearer <token>`.",
  },
  rate_limited: {
    status: 429,
    title: "Too many requests",
    remedy: "Send the request again after the seconds in `Retry-After`.",
  },
  not_ready: {
    status: 503,
    title: "The service is not ready",
    remedy: "Send the request again after the seconds in `Retry-After`; `/readyz` says when.",
  },
  body_invalid: {
    status: 400,
    title: "The body of the request is malformed",
    remedy:
      "Send well-formed JSON, multipart/form-data or the bytes of one photo; the detail says which.",
  },
  range_invalid: {
    status: 416,
    title: "The file has no such range",
    remedy: "Ask for a range inside the file; `Content-Range` tells its size.",
  },
  upload_slow: {
    status: 408,
    title: "The photo comes too slowly",
    remedy: "Send it again over a better line, or a smaller copy.",
  },
  upload_share: {
    status: 429,
    title: "Your uploads hold their share of the memory",
    remedy: "Send fewer photos at the same time: the next one when another is answered.",
  },
  cross_site: {
    status: 403,
    title: "A page of another site sent this",
    remedy: "Open the service's own page; the operator allows other origins with GRATICULE_CORS.",
  },
  host_unknown: {
    status: 421,
    title: "The service does not go by this name",
    remedy: "Use an address that it is served at; the operator adds names with GRATICULE_HOSTS.",
  },
  request_malformed: {
    status: 400,
    title: "This is not a request",
    remedy: "Speak HTTP/1.1, with one `Host` header; the detail says what is wrong.",
  },
  headers_too_large: {
    status: 431,
    title: "The headers are too long",
    remedy: "Send a long hint as a part of the form, and fewer cookies.",
  },
  request_timeout: {
    status: 408,
    title: "The request did not come in time",
    remedy: "Send it again over a better line.",
  },
  expectation_failed: {
    status: 417,
    title: "This cannot be expected",
    remedy: "Leave the header `Expect` out, or send `100-continue`.",
  },
  downloads_off: {
    status: 403,
    title: "Models are not downloaded from here",
    remedy: "The operator runs `graticule models pull`, or sets GRATICULE_MODEL_DOWNLOADS=on.",
  },
  download_under_way: {
    status: 409,
    title: "Another model is being downloaded",
    remedy: "Ask again when it is installed, or stop it; the detail names it.",
  },
  ...GAME_PROBLEMS,
};
