import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import * as z from "zod";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { printable } from "../../core/contracts/quote.ts";
import { checkValue } from "../../core/contracts/validation.ts";
import {
  INDEX_FORMAT,
  type IndexHeader,
  IndexHeaderSchema,
} from "../../core/retrieval/index-header.ts";
import { squaresOf, strideOf } from "../../core/retrieval/quantised.ts";
import { allocateRows, createSearch, type ReferenceSearch } from "../../core/retrieval/search.ts";
import { reasonOf } from "../files/folder-fault.ts";
import { writeWhole } from "../files/whole-file.ts";
import type { EncoderName } from "./encoder-name.ts";

// A file: magic, format and length of the header, the header as JSON, places (int32 latitude and longitude, hundred-thousandths
// of a degree), sums of squares (uint32), vectors (int8, rows of a multiple of 16 bytes), names (JSON) where there are any.
// Little-endian throughout, as every machine is that runs this.

const MAGIC = "GRATIDX\n";
/** Magic, format, bytes of the header. */
const PREFIX_BYTES = 16;
const MOST_HEADER_BYTES = 65_536;
const PLACE_BYTES = 8;
const SQUARES_BYTES = 4;

/** What an index file holds. */
export interface IndexContent {
  readonly header: Omit<IndexHeader, "format" | "count" | "namesBytes" | "sha256">;
  /** Latitude and longitude of each photo, hundred-thousandths of a degree. */
  readonly places: Int32Array;
  /** Rows of `strideOf(dimension)` bytes. */
  readonly vectors: Int8Array;
  /** File names, where they are to be told. */
  readonly names: readonly string[] | null;
}

/** An index that was read and found whole. */
export interface ReferenceIndex {
  readonly header: IndexHeader;
  readonly search: ReferenceSearch;
  /** File names of the photos; null in an index that does not tell them. */
  readonly names: readonly string[] | null;
}

/** Writes an index whole or not at all. Throws the file system's own error. */
export async function writeIndex(
  file: string,
  { header, places, vectors, names }: IndexContent,
): Promise<void> {
  const count = places.length / 2;
  const stride = strideOf(header.dimension);
  const squares = Uint32Array.from({ length: count }, (_, row) =>
    squaresOf(vectors.subarray(row * stride, (row + 1) * stride)),
  );
  const named = Buffer.from(names === null ? "" : JSON.stringify(names));
  const body = [places, squares, vectors, named].map(bytesOf);
  const hash = createHash("sha256");
  for (const part of body) hash.update(part);
  const text = Buffer.from(
    JSON.stringify({
      format: INDEX_FORMAT,
      ...header,
      count,
      namesBytes: named.length,
      sha256: hash.digest("hex"),
    } satisfies IndexHeader),
  );
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.write(MAGIC, "latin1");
  prefix.writeUInt32LE(INDEX_FORMAT, 8);
  prefix.writeUInt32LE(text.length, 12);
  await writeWhole(file, [prefix, text, ...body], { isSynced: true });
}

/**
 * Reads what an index says of itself, and checks that the file is as long as that wants it.
 *
 * @throws GraticuleError "index_invalid" for files that are none, are cut short, or of another format
 */
export async function readIndexHeader(file: string): Promise<IndexHeader> {
  return withFile(file, async (handle) => (await headerOf(file, handle)).header);
}

/**
 * Reads an index into memory and checks every byte of it.
 *
 * @param wanted whose vectors it must hold; null to look at it only
 * @throws GraticuleError "index_invalid" for files that are none, are damaged, or hold another encoder's vectors
 */
export async function openIndex(file: string, wanted: EncoderName | null): Promise<ReferenceIndex> {
  return withFile(file, async (handle) => {
    const { header, end } = await headerOf(file, handle);
    if (wanted && header.bundle.encoder !== wanted.encoder) {
      const { name, version } = header.bundle;
      throw invalid(
        file,
        `holds vectors of ${name} ${version}, and ${wanted.name} ${wanted.version} answers, whose image encoder is another; choose the bundle it was made with, or build it again`,
      );
    }
    const { count, dimension, namesBytes } = header;
    const places = new Int32Array(2 * count);
    const squares = new Uint32Array(count);
    const rows = allocateRows(count, dimension);
    const named = new Uint8Array(namesBytes);
    const hash = createHash("sha256");
    let at = end;
    for (const part of [places, squares, rows.bytes, named].map(bytesOf)) {
      await readInto(file, handle, part, at);
      hash.update(part);
      at += part.length;
    }
    if (hash.digest("hex") !== header.sha256) {
      throw invalid(file, "is damaged: its checksum is another; copy or build it again");
    }
    const isSound =
      squares.every((sum) => sum > 0) &&
      places.every((value, i) => Math.abs(value) <= (i % 2 === 0 ? 90 : 180) * 1e5);
    if (!isSound) throw invalid(file, "has places off Earth or vectors of zero; build it again");
    return {
      header,
      search: createSearch(rows, dimension, places, squares),
      names: namesOf(file, named, count),
    };
  });
}

const NamesSchema = z.array(z.string());

function namesOf(file: string, bytes: Uint8Array, count: number): readonly string[] | null {
  if (bytes.length === 0) return null;
  try {
    const names = NamesSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
    if (names.length === count) return names;
  } catch {
    // Said below, as for a list of another length.
  }
  throw invalid(file, "has names of photos that cannot be read; build it again");
}

async function headerOf(file: string, handle: FileHandle) {
  const { size } = await handle.stat();
  const prefix = Buffer.alloc(PREFIX_BYTES);
  const { bytesRead } = await handle.read(prefix, 0, PREFIX_BYTES, 0);
  if (bytesRead < PREFIX_BYTES || prefix.toString("latin1", 0, 8) !== MAGIC) {
    throw invalid(file, "is no reference index; `graticule index build` makes one");
  }
  const format = prefix.readUInt32LE(8);
  if (format !== INDEX_FORMAT) {
    throw invalid(file, `has format ${format}, this program reads ${INDEX_FORMAT}; build it again`);
  }
  const length = prefix.readUInt32LE(12);
  if (length > MOST_HEADER_BYTES) throw invalid(file, "is damaged: its header is too long");
  const text = Buffer.alloc(length);
  await readInto(file, handle, text, PREFIX_BYTES);
  let value: unknown;
  try {
    value = JSON.parse(text.toString());
  } catch {
    throw invalid(file, "is damaged: its header cannot be read; copy or build it again");
  }
  const checked = checkValue(IndexHeaderSchema, value, "header");
  if (!checked.ok) {
    const faults = checked.faults.map(({ pointer, detail }) => `${pointer}: ${detail}`);
    throw invalid(file, `has a header that is not understood: ${faults.join("; ")}`);
  }
  const { count, dimension, namesBytes } = checked.data;
  const end = PREFIX_BYTES + length;
  const whole = end + count * (PLACE_BYTES + SQUARES_BYTES + strideOf(dimension)) + namesBytes;
  if (size !== whole) {
    const fault = size < whole ? "is cut short" : "is longer than it says";
    throw invalid(file, `${fault}: ${size} bytes of ${whole}; copy or build it again`);
  }
  return { header: checked.data, end };
}

/** Read at a time: the system takes no more than 2 GB. */
const CHUNK_BYTES = 1 << 26;

async function readInto(
  file: string,
  handle: FileHandle,
  target: Uint8Array,
  from: number,
): Promise<void> {
  for (let at = 0; at < target.length; ) {
    const wanted = Math.min(CHUNK_BYTES, target.length - at);
    const { bytesRead } = await handle.read(target, at, wanted, from + at);
    if (bytesRead === 0) throw invalid(file, "is cut short; copy or build it again");
    at += bytesRead;
  }
}

async function withFile<T>(file: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file).catch((cause: unknown) => {
    const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    const fault = isMissing ? "is not there" : `cannot be read: ${reasonOf(cause)}`;
    throw invalid(file, `${fault}; \`graticule index list\` names those that are`);
  });
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function invalid(file: string, problem: string): GraticuleError {
  return new GraticuleError("index_invalid", `The reference index ${printable(file)} ${problem}.`);
}
