/** How the letters of a text are written in bytes, as far as bytes tell it. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be";

/** Bytes that are looked at: enough to see a pattern, little enough to cost nothing. */
const LOOKED_AT = 1024;

/**
 * How a text is written: by its byte order mark, else by where its zero bytes are, of which UTF-8 has none and every second
 * byte of UTF-16 is one where letters are Latin.
 */
export function encodingOf(bytes: Uint8Array): Encoding {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const zeros = [0, 0];
  const looked = Math.min(bytes.length, LOOKED_AT) & ~1;
  for (let i = 0; i < looked; i++) if (bytes[i] === 0) zeros[i & 1]! += 1;
  const [even, odd] = zeros as [number, number];
  // Latin letters, digits and commas make up at least a third of any table of ids and positions.
  if (odd > looked / 6 && odd > 4 * even) return "utf-16le";
  if (even > looked / 6 && even > 4 * odd) return "utf-16be";
  return "utf-8";
}

/**
 * A text of whichever encoding, without its byte order mark. What is no UTF-8 is read as Windows-1252, in which Excel writes
 * CSV in western Europe and America.
 */
export function decodeText(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  if (encoding !== "utf-8") return new TextDecoder(encoding).decode(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** A text in UTF-16 as UTF-8, portion by portion; any other passes as it is. */
export async function* toUtf8(portions: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let decoder: TextDecoder | null = null;
  let isFirst = true;
  for await (const bytes of portions) {
    if (isFirst) {
      const encoding = encodingOf(bytes);
      decoder = encoding === "utf-8" ? null : new TextDecoder(encoding);
      isFirst = false;
    }
    yield decoder ? encoder.encode(decoder.decode(bytes, { stream: true })) : bytes;
  }
}
