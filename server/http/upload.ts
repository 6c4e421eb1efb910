import busboy from "busboy";
import type { Request } from "express";
import { cancelled, GraticuleError } from "../../core/contracts/errors.ts";
import { tooLarge } from "../photo/photo.ts";
import type { ByteBudget } from "./byte-budget.ts";
import { createByteCollector } from "./byte-collector.ts";
import { HttpError } from "./problems/http-error.ts";
import { UPLOAD_RATE, watchRate } from "./upload-rate.ts";

/** What a request brought: the photo, and the parameters that came as multipart text. */
export interface Upload {
  readonly photo: Uint8Array;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** Largest text part: a GeoJSON hint of a thousand positions takes 40 kB. */
const MAX_FIELD_BYTES = 256 * 1024;
const MAX_FIELDS = 40;
/** Bytes that multipart adds around the photo, text parts included. */
const MULTIPART_OVERHEAD_BYTES = 1024 * 1024;

const HOW =
  "Send it as the multipart part `image` (curl -F image=@photo.jpg) or as the whole body (curl --data-binary @photo.jpg -H 'Content-Type: application/octet-stream').";

/**
 * Reads the body into memory and stops at the limit, not after it. The bytes are taken from the budget;
 * the caller gives them back. Throws `photo_missing`, `photo_too_large`, `photo_type_unsupported`,
 * `body_invalid`, `busy` or, once the signal aborts, `cancelled`.
 */
export async function readUpload(
  request: Request,
  maxPhotoBytes: number,
  budget: ByteBudget,
  signal: AbortSignal,
): Promise<Upload> {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    throw new HttpError(
      "body_invalid",
      `The body is encoded as ${JSON.stringify(encoding)}, expected no Content-Encoding: photos are compressed already.`,
    );
  }
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const isMultipart = type === "multipart/form-data";
  const declared = declaredLength(request);
  if (declared > maxPhotoBytes + (isMultipart ? MULTIPART_OVERHEAD_BYTES : 0)) {
    throw tooLarge(declared, maxPhotoBytes);
  }
  if (isMultipart) {
    return whileFast(request, (slow) =>
      readMultipart(request, maxPhotoBytes, budget, signal, slow),
    );
  }
  if (type.startsWith("image/") || type === "application/octet-stream") {
    return whileFast(request, async (slow) => ({
      photo: await readRaw(
        request,
        { most: maxPhotoBytes, tooMany: (came) => tooLarge(came, maxPhotoBytes) },
        budget,
        signal,
        slow,
      ),
      fields: [],
    }));
  }
  const hasBody = declared > 0 || request.headers["transfer-encoding"] !== undefined;
  if (!hasBody) throw new GraticuleError("photo_missing", `The request has no body. ${HOW}`);
  throw new GraticuleError(
    "photo_type_unsupported",
    `The body is declared as ${type === "" ? "nothing" : JSON.stringify(type)}, expected multipart/form-data, image/* or application/octet-stream. ${HOW}`,
  );
}

/** Bytes that a body may have, and what is said of more. */
interface ByteLimit {
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
async function whileFast<T>(
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
function declaredLength(request: Request): number {
  return Number(request.headers["content-length"] ?? 0);
}

function readRaw(
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

function readMultipart(
  request: Request,
  maxPhotoBytes: number,
  budget: ByteBudget,
  signal: AbortSignal,
  slow: AbortSignal,
): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const form = openForm(request);
    const collector = createByteCollector(declaredLength(request));
    const fields: [string, string][] = [];
    let hasPhoto = false;

    form.on("file", (name, stream) => {
      if (name !== "image") {
        stop(unexpectedFile(name));
        return;
      }
      hasPhoto = true;
      // The form tells the same error; unheard here, it would end the process.
      stream.on("error", () => {});
      stream.on("data", (chunk: Buffer) => {
        if (collector.length + chunk.length > maxPhotoBytes) stop(tooLarge(null, maxPhotoBytes));
        else if (budget.take(chunk.length)) collector.add(chunk);
        else stop(budget.refusal());
      });
    });
    form.on("field", (name, value, { valueTruncated }) => {
      if (name === "image") stop(textInsteadOfPhoto());
      else if (valueTruncated) stop(longField(name));
      // A part without a name has none here either, whatever the parser's types say.
      else if (!name) stop(new HttpError("body_invalid", "The form has a part without a name."));
      else fields.push([name, value]);
    });
    form.on("filesLimit", () =>
      stop(new HttpError("body_invalid", "The form has several files, expected one `image`.")),
    );
    form.on("fieldsLimit", () =>
      stop(new HttpError("body_invalid", `The form has more than ${MAX_FIELDS} text parts.`)),
    );
    form.on("error", (error) =>
      stop(new HttpError("body_invalid", `The multipart body is malformed: ${String(error)}`)),
    );
    form.on("close", () => {
      if (hasPhoto) resolve({ photo: collector.take(), fields });
      else stop(new GraticuleError("photo_missing", `The form has no part \`image\`. ${HOW}`));
    });
    const onAbort = () => stop(cancelled());
    function stop(error: Error): void {
      collector.drop();
      request.unpipe(form);
      reject(error);
    }
    slow.addEventListener("abort", () => stop(slow.reason as Error), { once: true });
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    else request.pipe(form);
  });
}

function openForm(request: Request): busboy.Busboy {
  try {
    return busboy({
      headers: request.headers,
      limits: { files: 1, fields: MAX_FIELDS, fieldSize: MAX_FIELD_BYTES },
    });
  } catch (error) {
    throw new HttpError("body_invalid", `The multipart body is malformed: ${String(error)}`);
  }
}

function unexpectedFile(name: string | undefined): HttpError {
  return new HttpError(
    "body_invalid",
    `The form has a file in the part ${JSON.stringify(name ?? "")}, expected it in \`image\`.`,
  );
}

function textInsteadOfPhoto(): GraticuleError {
  return new GraticuleError("photo_missing", `The part \`image\` is text, not a file. ${HOW}`);
}

function longField(name: string): GraticuleError {
  return new GraticuleError("parameter_invalid", "A parameter is too long.", {
    faults: [
      {
        pointer: `form/${name}`,
        detail: `${name}: longer than ${MAX_FIELD_BYTES / 1024} kB; simplify the area`,
      },
    ],
  });
}
