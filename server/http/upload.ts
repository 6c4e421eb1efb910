import type { Request } from "express";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { tooLarge } from "../photo/photo.ts";
import { declaredLength, mediaTypeOf, readRaw, refuseEncoded, whileFast } from "./body.ts";
import type { ByteBudget } from "./byte-budget.ts";
import { type FormRules, readForm } from "./form.ts";

/** What a request brought: the photo, and the parameters that came as multipart text. */
export interface Upload {
  readonly photo: Uint8Array;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

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
  refuseEncoded(request);
  const type = mediaTypeOf(request);
  const isMultipart = type === "multipart/form-data";
  const declared = declaredLength(request);
  if (declared > maxPhotoBytes + (isMultipart ? MULTIPART_OVERHEAD_BYTES : 0)) {
    throw tooLarge(declared, maxPhotoBytes);
  }
  if (isMultipart) {
    const { photos, fields } = await whileFast(request, (slow) =>
      readForm(request, rulesOf(maxPhotoBytes), budget, signal, slow),
    );
    const [photo] = photos;
    if (photo) return { photo: photo.bytes, fields };
    throw new GraticuleError("photo_missing", `The form has no part \`image\`. ${HOW}`);
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

function rulesOf(maxPhotoBytes: number): FormRules {
  return {
    photos: "image",
    mostPhotos: 1,
    tooManyPhotos: "The form has several files, expected one `image`.",
    mostPhotoBytes: maxPhotoBytes,
    tooLarge: () => tooLarge(null, maxPhotoBytes),
    textInsteadOfPhoto: () =>
      new GraticuleError("photo_missing", `The part \`image\` is text, not a file. ${HOW}`),
  };
}
