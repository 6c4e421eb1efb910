import { toUtf8 } from "./encoding.ts";

const LINE_END = 0x0a;

/** A line of a text, without its end. */
export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** Offsets of its first byte and of the byte after it (and after its end), in UTF-8. */
  readonly start: number;
  readonly end: number;
  /** Whether the text ends before the line does. */
  readonly isCut: boolean;
}

/**
 * The lines of a text in UTF-8 or UTF-16 of any size that comes in portions of bytes; memory holds one line and one portion at a
 * time. Lines end at `\n` alone, with or without `\r` before it: JSON may hold other separators.
 */
export async function* linesOf(portions: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  const decoder = new TextDecoder();
  let pending: Uint8Array[] = [];
  let number = 0;
  let start = 0;
  let offset = 0;
  const toLine = (end: number, isCut: boolean): Line => {
    const text = decoder.decode(joined(pending)).replace(/\r$/, "");
    const line = { text, number: ++number, start, end, isCut };
    pending = [];
    start = end;
    return line;
  };
  for await (const bytes of toUtf8(portions)) {
    let from = 0;
    for (let at = bytes.indexOf(LINE_END); at >= 0; at = bytes.indexOf(LINE_END, from)) {
      pending.push(bytes.subarray(from, at));
      from = at + 1;
      yield toLine(offset + from, false);
    }
    if (from < bytes.length) pending.push(bytes.subarray(from));
    offset += bytes.length;
  }
  if (pending.length > 0) yield toLine(offset, true);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
