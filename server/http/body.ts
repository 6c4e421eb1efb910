import type { Request } from "express";
import { cancelled } from "../../core/contracts/errors.ts";
import type { ByteBudget } from "./byte-budget.ts";
import { createByteCollector } from "./byte-collector.ts";
import { HttpError } from "./problems/http-error.ts";
import { UPLOAD_RATE, watchRate } from "./upload-rate.ts";

// The bytes of a body, in memory: counted, limited, and given up where they come too slowly or the client leaves.

/** The media type that the body is declared as, in small letters; empty where it is declared as nothing. */
export function mediaTypeOf({ headers }: Request): string {
  return (headers["content-type"] ?? "").split(";")[0]!.trim().toLowerCase();
}

/** Photos are compressed already. Throws `body_invalid`. */
export function refuseEncoded({ headers }: Request): void {
  const encoding = headers["content-encoding"];
  if (encoding === undefined || encoding === "identity") return;
  throw new HttpError(
    "body_invalid",
    `The body is encoded as ${JSON.stringify(encoding)}, expected no Content-Encoding: photos are compressed already.`,
  );
}

/** Bytes that a body may have, and what is said of more. */
export interface ByteLimit {
  readonly most: number;
  /** @param came bytes, null where they were not counted to the end */
  tooMany(came: number | null): Error;
}

/**
 * Reads a whole body that is no photo into memory, by the same rules. Throws `busy`, `upload_share`, `upload_slow`, `cancelled` or
 * what the limit says.
 */
export function readBytes(
  request: Request,
  limit: ByteLimit,
  budget: ByteBudget,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const declared = declaredLength(request);
  if (declared > limit.most) throw limit.tooMany(declared);
  return whileFast(request, (slow) => readRaw(request, limit, budget, signal, slow));
}

/** Reads a body until it comes too slowly; the signal aborts then, with the reason. */
export async function whileFast<T>(
  { socket }: Request,
  read: (slow: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const unwatch = watchRate(
    () => socket.bytesRead,
    () => controller.abort(tooSlow()),
  );
  return read(controller.signal).finally(unwatch);
}

function tooSlow(): HttpError {
  return new HttpError(
    "upload_slow",
    `The photo comes with less than ${UPLOAD_RATE.leastBytesPerS / 1024} kB a second. Send it over a better line, or a smaller copy: the model sees only a few hundred pixels a side.`,
    { Connection: "close" },
  );
}

/** Bytes of the body as the client declares them; 0 when it does not. */
export function declaredLength(request: Request): number {
  return Number(request.headers["content-length"] ?? 0);
}

export function readRaw(
  request: Request,
  { most, tooMany }: ByteLimit,
  budget: ByteBudget,
  signal: AbortSignal,
  slow: AbortSignal,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const collector = createByteCollector(declaredLength(request));
    const onData = (chunk: Buffer) => {
      if (collector.length + chunk.length > most) stop(tooMany(null));
      else if (budget.take(chunk.length)) collector.add(chunk);
      else stop(budget.refusal());
    };
    const onEnd = () => resolve(collector.take());
    const onAbort = () => stop(cancelled());
    function stop(error: Error): void {
      collector.drop();
      request.off("data", onData).off("end", onEnd);
      reject(error);
    }
    request.on("data", onData).on("end", onEnd).on("error", onAbort);
    slow.addEventListener("abort", () => stop(slow.reason as Error), { once: true });
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}
