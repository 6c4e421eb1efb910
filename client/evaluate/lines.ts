const LINE_END = 0x0a;

/** A line of a file, without its end. */
export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** Offsets of its first byte and of the byte after it, in the unpacked text. */
  readonly start: number;
  readonly end: number;
  /** Whether the file ends before the line does. */
  readonly isCut: boolean;
}

/** The lines of a file of any size, unpacked if its name ends in `.gz`; memory holds one portion at a time. */
export async function* readLines(file: File): AsyncGenerator<Line> {
  const decoder = new TextDecoder();
  let pending: Uint8Array[] = [];
  let number = 0;
  let start = 0;
  let offset = 0;
  const toLine = (end: number, isCut: boolean): Line => {
    const text = decoder.decode(joined(pending)).replace(/\r$/, "");
    pending = [];
    number += 1;
    return { text, number, start, end, isCut };
  };
  const reader = unpacked(file).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const bytes = part.value;
    let from = 0;
    for (let at = bytes.indexOf(LINE_END); at >= 0; at = bytes.indexOf(LINE_END, from)) {
      pending.push(bytes.subarray(from, at));
      from = at + 1;
      yield toLine(offset + at, false);
      start = offset + from;
    }
    if (from < bytes.length) pending.push(bytes.subarray(from));
    offset += bytes.length;
  }
  if (pending.length > 0) yield toLine(offset, true);
}

export function isGzipped({ name }: Pick<File, "name">): boolean {
  return /\.gz$/i.test(name);
}

/** The whole text of a file, unpacked if need be. */
export function readText(file: File): Promise<string> {
  return new Response(unpacked(file)).text();
}

function unpacked(file: File): ReadableStream<Uint8Array<ArrayBuffer>> {
  const raw = file.stream();
  return isGzipped(file) ? raw.pipeThrough(new DecompressionStream("gzip")) : raw;
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
