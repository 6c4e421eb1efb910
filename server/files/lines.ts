import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { type Line, linesOf } from "../../core/formats/lines.ts";

/** Read at a time: lines of predictions have 30 to 300 kB. */
const CHUNK_BYTES = 1 << 20;

/**
 * The lines of a file of any size, unpacked if its name ends in `.gz`: offsets are those of the unpacked text.
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
