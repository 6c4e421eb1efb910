import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";

const LINE_END = 0x0a;
/** Read at a time: lines of predictions have 30 to 300 kB. */
const CHUNK_BYTES = 1 << 20;

/** A line of a file, without its end; `isCut` when the file ends before the line does. */
export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  readonly isCut: boolean;
  /** Offset of the byte after the line. */
  readonly end: number;
}

/**
 * The lines of a file of any size, gzipped if its name ends in `.gz`. Lines end at `\n` alone: JSON may hold other
 * separators.
 */
export async function* readLines(file: string): AsyncGenerator<Line> {
  const raw = createReadStream(file, { highWaterMark: CHUNK_BYTES });
  const stream = file.endsWith(".gz") ? raw.pipe(createGunzip({ chunkSize: CHUNK_BYTES })) : raw;
  // pipe() does not pass errors on: a file that cannot be read must not look empty.
  raw.on("error", (error) => stream.destroy(error));
  try {
    yield* linesOf(stream);
  } catch (cause) {
    const fault = GZIP_FAULTS[(cause as NodeJS.ErrnoException).code ?? ""];
    if (fault === undefined) throw cause;
    throw new Error(fault, { cause });
  }
}

/** What zlib's codes mean for the one who gave the file. */
const GZIP_FAULTS: Readonly<Record<string, string>> = {
  Z_BUF_ERROR: "its gzip data end too early: it is cut short. Copy it again.",
  Z_DATA_ERROR: "it is not gzipped, though its name ends in .gz, or it is damaged.",
};

async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let pending: Buffer[] = [];
  let number = 0;
  let offset = 0;
  for await (const chunk of stream) {
    let from = 0;
    for (let at = chunk.indexOf(LINE_END); at >= 0; at = chunk.indexOf(LINE_END, from)) {
      pending.push(chunk.subarray(from, at));
      from = at + 1;
      number += 1;
      yield { text: toText(pending), number, isCut: false, end: offset + from };
      pending = [];
    }
    if (from < chunk.length) pending.push(chunk.subarray(from));
    offset += chunk.length;
  }
  if (pending.length > 0) {
    yield { text: toText(pending), number: number + 1, isCut: true, end: offset };
  }
}

function toText(parts: readonly Buffer[]): string {
  const whole = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  return whole.toString("utf8").replace(/\r$/, "");
}
