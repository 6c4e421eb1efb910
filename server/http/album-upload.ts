import type { Request } from "express";
import { GraticuleError } from "../../core/contracts/errors.ts";
import type { FormContract } from "../../core/contracts/route.ts";
import { tooLarge } from "../photo/photo.ts";
import { declaredLength, refuseEncoded, whileFast } from "./body.ts";
import type { ByteBudget } from "./byte-budget.ts";
import { type Form, readForm } from "./form.ts";

/**
 * Reads a form with the photos of an album into memory and stops at its limits, not after them. The bytes are taken from the budget;
 * the caller gives them back. Throws `photo_missing`, `photo_too_large`, `parameter_invalid`, `body_invalid`, `upload_slow`, `busy`,
 * `upload_share` or, once the signal aborts, `cancelled`.
 */
export async function readAlbumUpload(
  request: Request,
  { files, mostFiles }: FormContract,
  maxPhotoBytes: number,
  budget: ByteBudget,
  signal: AbortSignal,
): Promise<Form> {
  refuseEncoded(request);
  const how = `Send each as a multipart part \`${files}\` (curl -F ${files}=@a.jpg -F ${files}=@b.jpg).`;
  const rules = {
    photos: files,
    mostPhotos: mostFiles,
    tooManyPhotos: `The form has more than ${mostFiles} photos: part the album by days or places.`,
    mostPhotoBytes: maxPhotoBytes,
    tooLarge: () => tooLarge(null, maxPhotoBytes),
    mostBytes: budget.most,
    tooMuch: () => tooMuch(budget.most),
    textInsteadOfPhoto: () =>
      new GraticuleError("photo_missing", `A part \`${files}\` is text, not a file. ${how}`),
    textFiles: ["times"],
  };
  if (declaredLength(request) > rules.mostBytes) throw rules.tooMuch();
  const form = await whileFast(request, (slow) => readForm(request, rules, budget, signal, slow));
  if (form.photos.length > 0) return form;
  throw new GraticuleError("photo_missing", `The form has no part \`${files}\`. ${how}`);
}

function tooMuch(most: number): GraticuleError {
  return new GraticuleError(
    "photo_too_large",
    `The photos of the album have more than ${Math.floor(most / 2 ** 20)} MB together. Ask for a prediction of each with look=on, and send the looks here.`,
  );
}
