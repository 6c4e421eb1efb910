import { type FileKind, SAVE_PLAINLY } from "./file-kinds.ts";
import { heifPicture } from "./metadata/heif.ts";

/** Kinds of the items that hold pixels (ISO/IEC 23008-12 and its companions), but HEVC and AV1. */
const CODINGS: Readonly<Record<string, string>> = {
  unci: "an uncompressed HEIF",
  jpeg: "a HEIF with JPEG inside",
  j2k1: "a HEIF with JPEG 2000 inside",
  avc1: "a HEIF with H.264 inside",
  lhv1: "a HEIF with layered HEVC inside",
  evc1: "a HEIF with EVC inside",
  vvc1: "a HEIF with H.266 inside",
};

/** The form of a HEIF or AVIF that no decoder here takes; null when it has none. */
export function heifForm(bytes: Uint8Array): FileKind | null {
  const { coding, hasSequence, isWhole } = heifPicture(bytes);
  if (coding === null) {
    return hasSequence
      ? { name: "a sequence of pictures in HEIF, with no still one", advice: TAKE_A_PICTURE }
      : null;
  }
  if (coding === "hvc1") return isWhole ? hevcForm(bytes) : null;
  if (coding === "av01") return null;
  return { name: CODINGS[coding] ?? unknown(coding), advice: SAVE_PLAINLY };
}

const TAKE_A_PICTURE = "Send a single picture of it, saved as JPEG or PNG.";

function unknown(coding: string): string {
  return /^[\w ]{4}$/.test(coding) ? `a HEIF with "${coding}" inside` : "a HEIF of an unknown kind";
}

/** Profiles of HEVC by their number (ITU-T H.265, annex A.3): those that phones write, and 0 where none is told. */
const USUAL_PROFILES: readonly number[] = [0, 1, 2, 3];
const PROFILES: Readonly<Record<number, string>> = {
  4: "range extensions",
  5: "high throughput",
  6: "multiview",
  7: "scalable",
  8: "3D",
  9: "screen content",
  10: "scalable range extensions",
  11: "high throughput screen content",
};
const CHROMA: readonly string[] = ["4:0:0", "4:2:0", "4:2:2", "4:4:4"];

/**
 * Most of these are read. One that is refused though its boxes are whole has something that the decoder does not know, and
 * would be refused again.
 */
function hevcForm(bytes: Uint8Array): FileKind | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = file.indexOf("hvcC") + 4;
  // The record of the decoder (ISO/IEC 14496-15, 8.3.3.1.2).
  if (at < 4 || at + 20 > file.length) return null;
  const number = file[at + 1]! & 31;
  if (USUAL_PROFILES.includes(number)) return null;
  const profile = PROFILES[number] ?? `number ${number}`;
  const [chroma, bits] = [CHROMA[file[at + 16]! & 3], 8 + (file[at + 17]! & 7)];
  return {
    name: `a HEIC of an unusual profile of HEVC (${profile}, ${chroma}, ${bits} bits)`,
    advice: `${SAVE_PLAINLY} If that fails too, the file is damaged.`,
  };
}
