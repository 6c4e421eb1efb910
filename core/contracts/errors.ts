/** Everything that can be wrong with a request, a photo or a bundle. A closed set: callers switch on it. */
export type ErrorCode =
  | "photo_missing"
  | "photo_type_unsupported"
  | "photo_too_large"
  | "photo_too_many_pixels"
  | "photo_unreadable"
  | "parameter_invalid"
  | "hint_invalid"
  | "hint_excludes_everything"
  | "bundle_invalid"
  | "geodata_invalid"
  | "index_invalid"
  | "busy"
  | "cancelled"
  | "uploads_off"
  | "storage_unavailable"
  | "not_ready"
  | "download_under_way"
  | "internal";

/** One fault in the input, with the place it was found (`query/prior`, `bundle.json/image/size`). */
export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/** An error that a person can act on: the message says what came, what was wanted and what to do. */
export class GraticuleError extends Error {
  override readonly name = "GraticuleError";
  readonly code: ErrorCode;
  readonly faults: readonly Fault[];

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; faults?: readonly Fault[] } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.faults = options.faults ?? [];
  }
}

/** Whoever asked has left; the work stops and nobody reads this. */
export function cancelled(): GraticuleError {
  return new GraticuleError("cancelled", "The caller left before the answer was ready.");
}
