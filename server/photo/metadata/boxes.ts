import { latin1 } from "./blocks.ts";

// The containers of HEIF and AVIF are boxes within boxes (ISO/IEC 14496-12, 4.2).

/** A box by its name, with where its content lies. */
export interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** More boxes side by side are in no honest photo. */
const MOST_BOXES = 10_000;

/** The boxes side by side in a part of the bytes; ends at the first that does not fit. */
export function* boxesOf(bytes: Uint8Array, from: number, to: number): Generator<Box> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = from;
  for (let count = 0; count < MOST_BOXES && at + 8 <= to; count++) {
    let head = 8;
    let length = view.getUint32(at);
    if (length === 1 && at + 16 <= to) {
      head = 16;
      length = Number(view.getBigUint64(at + 8));
    } else if (length === 0) length = to - at;
    const end = at + length;
    if (length < head || end > to) return;
    yield { type: latin1(bytes, at + 4, at + 8), start: at + head, end };
    at = end;
  }
}

/** Reads numbers of any width one after the other, within a part of the bytes. Throws RangeError behind its end. */
export function createCursor(bytes: Uint8Array, from: number, to: number) {
  let at = from;
  return {
    /** @param width 0, 1, 2, 4 or 8 bytes */
    number(width: number): number {
      if (at + width > to) throw new RangeError("behind the end of a box");
      let value = 0;
      for (let i = 0; i < width; i++) value = value * 256 + bytes[at + i]!;
      at += width;
      return value;
    },
    /** Latin-1 up to a zero byte, which is passed too. */
    text(): string {
      const end = bytes.indexOf(0, at);
      if (end < 0 || end >= to) throw new RangeError("behind the end of a box");
      const text = latin1(bytes, at, end);
      at = end + 1;
      return text;
    },
    get isAtEnd(): boolean {
      return at >= to;
    },
  };
}
