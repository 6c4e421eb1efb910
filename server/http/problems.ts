import type { Problem } from "../../core/contracts/api.ts";
import { type ErrorCode, type Fault, GraticuleError } from "../../core/contracts/errors.ts";
import { GameError, type GameErrorCode } from "../../core/game/errors.ts";
import { GAME_PROBLEMS } from "./games-problems.ts";

/** Codes that only HTTP knows, beside those of the core. */
export type HttpOnlyCode =
  | "not_found"
  | "method_not_allowed"
  | "unauthorized"
  | "rate_limited"
  | "not_ready"
  | "body_invalid"
  | "range_invalid"
  | "downloads_off"
  | "download_under_way";

export type ProblemCode = ErrorCode | GameErrorCode | HttpOnlyCode;

export interface ProblemKind {
  readonly status: number;
  /** The same for every problem of its kind; what is particular stands in `detail`. */
  readonly title: string;
  /** What a caller does about it. */
  readonly remedy: string;
}

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
    remedy: "Give ISO 3166-1 alpha-2 codes or GeoJSON areas, longitude first.",
  },
  hint_excludes_everything: {
    status: 422,
    title: "The hints leave no place",
    remedy: "Widen `within` or shorten `exclude`.",
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

/** An error that only makes sense over HTTP. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly code: HttpOnlyCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: HttpOnlyCode, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.headers = headers;
  }
}

/** Where a problem of this kind is explained: a route of this service. */
export function problemType(code: ProblemCode): string {
  return `/problems/${code}`;
}

/** The code of any error; whatever is not ours is `internal`. */
export function codeOf(error: unknown): ProblemCode {
  if (isOurs(error)) return error.code;
  return "internal";
}

function isOurs(error: unknown): error is GraticuleError | GameError | HttpError {
  return [GraticuleError, GameError, HttpError].some((kind) => error instanceof kind);
}

/**
 * The RFC 9457 document that a client gets. Messages of errors that are not ours stay in the log:
 * they may hold paths.
 */
export function toProblem(error: unknown, requestId: string): Problem {
  const code = codeOf(error);
  const { status, title, remedy } = PROBLEMS[code];
  const hasFaults = error instanceof GraticuleError || error instanceof GameError;
  const faults: readonly Fault[] = hasFaults ? error.faults : [];
  return {
    type: problemType(code),
    title,
    status,
    detail: status === 500 ? `${title}. ${remedy}` : (error as Error).message,
    instance: `urn:graticule:request:${requestId}`,
    code,
    requestId,
    ...(faults.length > 0 && status !== 500 ? { errors: [...faults] } : {}),
  };
}
