import { decodeText } from "../../core/formats/encoding.ts";
import { type Line, linesOf } from "../../core/formats/lines.ts";

/** The lines of a file of any size, unpacked if its name ends in `.gz`: offsets are those of the unpacked text. */
export function readLines(file: File): AsyncGenerator<Line> {
  return linesOf(portionsOf(unpacked(file)));
}

/** Not every browser lets a stream be looped over. */
async function* portionsOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
}

export function isGzipped({ name }: Pick<File, "name">): boolean {
  return /\.gz$/i.test(name);
}

/** The whole text of a file, unpacked if need be. */
export async function readText(file: File): Promise<string> {
  return decodeText(new Uint8Array(await new Response(unpacked(file)).arrayBuffer()));
}

function unpacked(file: File): ReadableStream<Uint8Array<ArrayBuffer>> {
  const raw = file.stream();
  return isGzipped(file) ? raw.pipeThrough(new DecompressionStream("gzip")) : raw;
}
