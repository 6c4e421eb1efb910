import { fileTypeFromBuffer } from "file-type";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { PHOTO_TYPES, type PhotoType } from "../../core/contracts/photo-types.ts";

const ACCEPTED = "JPEG, PNG, WebP, HEIC/HEIF, AVIF, TIFF or GIF";

/** Names under which the sniffer reports a type that we know by another name. */
const ALIASES: Readonly<Record<string, PhotoType>> = {
  "image/apng": "image/png",
  "image/heic-sequence": "image/heic",
  "image/heif-sequence": "image/heif",
};

/**
 * The media type, by the first bytes: names and headers lie.
 * Throws `photo_type_unsupported`, naming what came and what is accepted.
 */
export async function sniffType(bytes: Uint8Array): Promise<PhotoType> {
  const found = await sniff(bytes);
  const type = found && (ALIASES[found] ?? PHOTO_TYPES.find((known) => known === found));
  if (type) return type;
  const came = found ?? describeText(bytes) ?? "of an unknown type";
  throw new GraticuleError(
    "photo_type_unsupported",
    `The file is ${came}, expected a photo: ${ACCEPTED}. Its name and declared type do not count, only its content.`,
  );
}

async function sniff(bytes: Uint8Array): Promise<string | undefined> {
  try {
    const found = await fileTypeFromBuffer(bytes);
    if (found) return found.mime;
  } catch {
    // The sniffer reads past the end of some files that are cut short.
  }
  // It looks for a directory that a TIFF has at its end: one that is cut short is still a TIFF.
  const start = Buffer.from(bytes.subarray(0, 4)).toString("latin1");
  return start === "II*\0" || start === "MM\0*" ? "image/tiff" : undefined;
}

function describeText(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 1024)).toString("utf8").trimStart().toLowerCase();
  if (start.includes("<svg")) return "image/svg+xml";
  if (start.startsWith("<")) return "HTML or XML text";
  if (/^[\t\n\r -~]+$/.test(start)) return "text";
  return undefined;
}
