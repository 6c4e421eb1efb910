import busboy from "busboy";
import type { Request } from "express";
import { cancelled, GraticuleError } from "../../core/contracts/errors.ts";
import { declaredLength } from "./body.ts";
import type { ByteBudget } from "./byte-budget.ts";
import { type ByteCollector, createByteCollector } from "./byte-collector.ts";
import { HttpError } from "./problems/http-error.ts";

// A form with files, read into memory.

/** Largest text part: a GeoJSON hint of a thousand positions takes 40 kB. */
const MAX_FIELD_BYTES = 256 * 1024;
const MAX_FIELDS = 40;

/** What a form may hold. */
export interface FormRules {
  /** Name of the parts that are photos. */
  readonly photos: string;
  readonly mostPhotos: number;
  /** What is said of more. */
  readonly tooManyPhotos: string;
  readonly mostPhotoBytes: number;
  tooLarge(): Error;
  /** Bytes of all parts that are files together; as many as the budget has where not said. */
  readonly mostBytes?: number;
  tooMuch?(): Error;
  /** What is said of a photo's part that is text. */
  textInsteadOfPhoto(): Error;
  /** Text parts that may come as files too, as `curl -F times=@times.csv` sends them. */
  readonly textFiles?: readonly string[];
}

export interface Form {
  readonly photos: readonly FormPhoto[];
  readonly fields: readonly (readonly [name: string, value: string])[];
}

export interface FormPhoto {
  /** The name of the file; empty where it has none. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads a form and stops at its limits, not after them. The bytes are taken from the budget; the caller gives them back. Throws
 * `body_invalid`, `parameter_invalid`, `busy`, `upload_share`, what the rules say or, once the signal aborts, `cancelled`.
 *
 * @param slow aborts, with the reason, where the body comes too slowly
 */
export function readForm(
  request: Request,
  rules: FormRules,
  budget: ByteBudget,
  signal: AbortSignal,
  slow: AbortSignal,
): Promise<Form> {
  return new Promise((resolve, reject) => {
    const textFiles = rules.textFiles ?? [];
    const form = openForm(request, rules.mostPhotos + textFiles.length);
    const photos: { readonly file: string; readonly collector: ByteCollector }[] = [];
    const texts: { readonly name: string; readonly collector: ByteCollector }[] = [];
    const fields: [string, string][] = [];
    let total = 0;

    form.on("file", (name, stream, { filename = "" }) => {
      const isText = textFiles.includes(name);
      if (!isText && name !== rules.photos) {
        stop(unexpectedFile(name, rules.photos));
        return;
      }
      if (!isText && photos.length === rules.mostPhotos) {
        stop(new HttpError("body_invalid", rules.tooManyPhotos));
        return;
      }
      // One photo alone is as long as the body; of many nobody knows.
      const collector = createByteCollector(rules.mostPhotos === 1 ? declaredLength(request) : 0);
      if (isText) texts.push({ name, collector });
      else photos.push({ file: filename, collector });
      const most = isText ? MAX_FIELD_BYTES : rules.mostPhotoBytes;
      // The form tells the same error; unheard here, it would end the process.
      stream.on("error", () => {});
      stream.on("data", (chunk: Buffer) => {
        total += chunk.length;
        if (collector.length + chunk.length > most) {
          stop(isText ? longField(name) : rules.tooLarge());
        } else if (rules.tooMuch && total > (rules.mostBytes ?? total)) stop(rules.tooMuch());
        else if (budget.take(chunk.length)) collector.add(chunk);
        else stop(budget.refusal());
      });
    });
    form.on("field", (name, value, { valueTruncated }) => {
      if (name === rules.photos) stop(rules.textInsteadOfPhoto());
      else if (valueTruncated) stop(longField(name));
      // A part without a name has none here either, whatever the parser's types say.
      else if (!name) stop(new HttpError("body_invalid", "The form has a part without a name."));
      else fields.push([name, value]);
    });
    form.on("filesLimit", () => stop(new HttpError("body_invalid", rules.tooManyPhotos)));
    form.on("fieldsLimit", () =>
      stop(new HttpError("body_invalid", `The form has more than ${MAX_FIELDS} text parts.`)),
    );
    form.on("error", (error) =>
      stop(new HttpError("body_invalid", `The multipart body is malformed: ${String(error)}`)),
    );
    form.on("close", () => {
      for (const { name, collector } of texts) {
        fields.push([name, new TextDecoder().decode(collector.take())]);
      }
      resolve({
        photos: photos.map(({ file, collector }) => ({ file, bytes: collector.take() })),
        fields,
      });
    });
    const onAbort = () => stop(cancelled());
    function stop(error: Error): void {
      for (const { collector } of [...photos, ...texts]) collector.drop();
      request.unpipe(form);
      reject(error);
    }
    slow.addEventListener("abort", () => stop(slow.reason as Error), { once: true });
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    else request.pipe(form);
  });
}

function openForm(request: Request, files: number): busboy.Busboy {
  try {
    return busboy({
      headers: request.headers,
      defParamCharset: "utf8",
      limits: { files, fields: MAX_FIELDS, fieldSize: MAX_FIELD_BYTES },
    });
  } catch (error) {
    throw new HttpError("body_invalid", `The multipart body is malformed: ${String(error)}`);
  }
}

function unexpectedFile(name: string | undefined, wanted: string): HttpError {
  return new HttpError(
    "body_invalid",
    `The form has a file in the part ${JSON.stringify(name ?? "")}, expected it in \`${wanted}\`.`,
  );
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
