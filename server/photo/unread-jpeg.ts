import { type FileKind, SAVE_PLAINLY } from "./file-kinds.ts";

/** By the marker of a frame (ITU-T T.81, table B.1). */
const FRAMES: Readonly<Record<number, string>> = {
  195: "a lossless JPEG",
  197: "a hierarchical JPEG",
  198: "a hierarchical JPEG",
  199: "a hierarchical, lossless JPEG",
  201: "a JPEG with arithmetic coding",
  202: "a JPEG with arithmetic coding",
  203: "a lossless JPEG with arithmetic coding",
  205: "a hierarchical JPEG with arithmetic coding",
  206: "a hierarchical JPEG with arithmetic coding",
  207: "a hierarchical, lossless JPEG with arithmetic coding",
  247: "JPEG-LS",
};
/** Those that are read in some of their forms, so that one may just be cut short. */
const PARTLY_READ: readonly number[] = [0xc3, 0xc9, 0xca];
/** Those that are read at 8 bits. */
const READ_FRAMES: readonly number[] = [0xc0, 0xc1, 0xc2];
/** Grey, colours, and four inks. */
const READ_CHANNELS: readonly number[] = [1, 3, 4];
/** Pixels a side of the largest that is read. */
const LONGEST_SIDE = 65_500;

/** The form of a JPEG that its decoder refuses, by the header of its frame; null when it has none. */
export function jpegForm(bytes: Uint8Array): FileKind | null {
  let at = 2;
  while (at + 5 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const form = FRAMES[marker];
    if (form !== undefined) {
      const isCut = PARTLY_READ.includes(marker) && !hasEnd(bytes.subarray(at));
      return isCut ? null : { name: form, advice: SAVE_PLAINLY };
    }
    const length = bytes[at + 2]! * 256 + bytes[at + 3]!;
    if (READ_FRAMES.includes(marker)) return frameForm(bytes.subarray(at + 4, at + 2 + length));
    if (length < 2) return null;
    at += 2 + length;
  }
  return null;
}

function hasEnd(rest: Uint8Array): boolean {
  return Buffer.from(rest.buffer, rest.byteOffset, rest.byteLength).includes(
    "\xff\xd9",
    0,
    "latin1",
  );
}

/** @param frame precision, height, width, and three bytes for each channel (B.2.2) */
function frameForm(frame: Uint8Array): FileKind | null {
  if (frame.length < 6) return null;
  const [bits, channels] = [frame[0]!, frame[5]!];
  const height = frame[1]! * 256 + frame[2]!;
  const side = Math.max(height, frame[3]! * 256 + frame[4]!);
  if (side > LONGEST_SIDE) {
    return {
      name: `a JPEG of ${side} pixels a side (the most is ${LONGEST_SIDE})`,
      advice: "Send a smaller copy.",
    };
  }
  const what = bits !== 8 ? `of ${bits} bits a channel` : channelsForm(frame, channels, height);
  return what === null ? null : { name: `a JPEG ${what}`, advice: SAVE_PLAINLY };
}

function channelsForm(frame: Uint8Array, channels: number, height: number): string | null {
  if (height === 0) return "whose height stands behind its pixels (DNL)";
  if (!READ_CHANNELS.includes(channels)) return `of ${channels} channels`;
  return isFractional(frame, channels) ? "with an odd ratio of brightness to colour" : null;
}

/** Whether a channel has a resolution that is no whole fraction of the finest (A.1.1). */
function isFractional(frame: Uint8Array, channels: number): boolean {
  const factors = Array.from({ length: channels }, (_, i) => frame[7 + 3 * i] ?? 0x11);
  return [(factor: number) => factor >> 4, (factor: number) => factor & 15].some((side) => {
    const most = Math.max(...factors.map(side));
    return factors.some((factor) => side(factor) > 0 && most % side(factor) !== 0);
  });
}
