/** What can go wrong between here and the hub. Callers switch on it. */
export type HubErrorCode =
  | "unreachable"
  | "unauthorized"
  | "not_found"
  | "rate_limited"
  | "failing"
  | "bytes_wrong"
  | "disk_full"
  | "already_pulling"
  | "interrupted";

/** A model that could not be fetched; the message says what came and what to do. */
export class HubError extends Error {
  override readonly name = "HubError";
  readonly code: HubErrorCode;

  constructor(code: HubErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}

/** The download was stopped from here; what has come is kept. */
export function interrupted(): HubError {
  return new HubError(
    "interrupted",
    "The download was stopped. What has come is kept: the same command goes on from there.",
  );
}
