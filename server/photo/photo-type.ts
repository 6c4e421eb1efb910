import { fileTypeFromBuffer } from "file-type";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { PHOTO_TYPES, type PhotoType } from "../../core/contracts/photo-types.ts";
import { describeFile, type FileKind } from "./file-kinds.ts";
import { unreadForm } from "./unread-forms.ts";
import { isCameraRaw } from "./unread-tiff.ts";

const ACCEPTED = "JPEG, PNG, WebP, HEIC/HEIF, AVIF, TIFF or GIF";

/** Names under which the sniffer reports a type that we know by another name. */
const ALIASES: Readonly<Record<string, PhotoType>> = {
  "image/apng": "image/png",
  "image/heic-sequence": "image/heic",
  "image/heif-sequence": "image/heif",
};

/**
 * The media type, by the first bytes: names and headers lie.
 * Throws `photo_type_unsupported`, naming what came, what is accepted and what to do.
 */
export async function sniffType(bytes: Uint8Array): Promise<PhotoType> {
  const found = await sniff(bytes);
  const type = found && (ALIASES[found] ?? PHOTO_TYPES.find((known) => known === found));
  if (type === "image/tiff" && isCameraRaw(bytes)) {
    throw notAPhoto(describeFile(bytes, "image/x-adobe-dng"));
  }
  if (type) return type;
  throw notAPhoto(describeFile(bytes, found));
}

function notAPhoto({ name, advice }: FileKind): GraticuleError {
  return new GraticuleError(
    "photo_type_unsupported",
    `The file is ${name}, expected a photo: ${ACCEPTED}. ${advice} A file's name and declared type do not count, only its content.`,
  );
}

/**
 * The error for a photo that begins like one of its type and cannot be decoded: its form, when that is one which is not
 * read (`photo_type_unsupported`), else that it is damaged (`photo_unreadable`).
 */
export function unreadable(bytes: Uint8Array, type: PhotoType, cause: unknown): GraticuleError {
  const form = unreadForm(bytes, type, cause);
  if (form) return notRead(form, cause);
  return new GraticuleError(
    "photo_unreadable",
    `The file begins like ${type} but is damaged or cut short. Send the original file again.`,
    { cause },
  );
}

/** The error for a form of an accepted type that is not read. */
export function notRead({ name, advice }: FileKind, cause?: unknown): GraticuleError {
  return new GraticuleError(
    "photo_type_unsupported",
    `The file is ${name}, which cannot be read. ${advice}`,
    { cause },
  );
}

async function sniff(bytes: Uint8Array): Promise<string | undefined> {
  const start = Buffer.from(bytes.subarray(0, 64)).toString("latin1");
  // Pictures in boxes whose first brand the sniffer takes for a video's.
  if (brandsOf(start).some((brand) => PICTURE_BRANDS.includes(brand))) {
    const known = await sniffKnown(bytes);
    return known?.startsWith("image/") ? known : "image/heif";
  }
  const found = await sniffKnown(bytes);
  // It looks for a directory that a TIFF has at its end: one that is cut short is still a TIFF.
  return found ?? (/^(II\*\0|MM\0\*|II\+\0|MM\0\+)/.test(start) ? "image/tiff" : undefined);
}

/** The brands of files that have a still picture; videos may bear any other (ISO/IEC 23008-12, 10; AV1 in HEIF, 6). */
const PICTURE_BRANDS: readonly string[] = ["mif1", "mif2", "miaf", "unif", "avif", "heic", "heix"];

/** Those that a file in boxes goes by, its own first (ISO/IEC 14496-12, 4.3). */
function brandsOf(start: string): string[] {
  if (start.slice(4, 8) !== "ftyp") return [];
  const length = Buffer.from(start.slice(0, 4), "latin1").readUInt32BE();
  const brands = start.slice(8, Math.max(length, 12)).match(/.{4}/gs) ?? [];
  return brands.filter((_, i) => i !== 1);
}

async function sniffKnown(bytes: Uint8Array): Promise<string | undefined> {
  try {
    return (await fileTypeFromBuffer(bytes))?.mime;
  } catch {
    // The sniffer reads past the end of some files that are cut short.
    return undefined;
  }
}
