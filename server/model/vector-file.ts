import { createHash } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LngLat } from "../../core/earth/lng-lat.ts";
import { writeWhole } from "../files/whole-file.ts";
import type { Bundle } from "./bundle.ts";
import { checkFinite } from "./image-encoder.ts";
import type { LocationEncoder } from "./location-encoder.ts";

/** Points whose vectors are wanted. */
export interface VectorSource {
  /** Ending of the file's name. */
  readonly kind: "cells" | "gallery";
  /** For progress: "Encoding land cells". */
  readonly what: string;
  readonly count: number;
  at(i: number): LngLat;
  /** Whatever the vectors follow from, beside the encoder: the points, and what says which is which. */
  readonly columns: readonly ArrayBufferView[];
}

/** Unit vectors of points, row-major [points, dimension]. */
export interface Vectors {
  readonly vectors: Float32Array;
  readonly dimension: number;
}

export interface VectorNotes {
  onProgress?: ((done: number, total: number, what: string) => void) | undefined;
  log?: ((message: string) => void) | undefined;
}

/** "GIDX" as little-endian bytes. */
const MAGIC = 0x58444947;
const VERSION = 1;
/** magic, version, rows, dimension: u32 each; SHA-256 of what the vectors were made from; padding. */
const HEADER_BYTES = 64;
const KEY_AT = 16;
const KEY_BYTES = 32;
/** Points per run of the location encoder: large enough for its matrix products, small enough to report progress. */
const CHUNK = 2048;

/**
 * The vectors of points, from the cache folder if they are there and whole, else made and kept. A cache that cannot be
 * used is said so and never stands in the way: the vectors are then made again, or just not kept.
 */
export async function openVectors(
  bundle: Bundle,
  encoder: Pick<LocationEncoder, "encode">,
  source: VectorSource,
  cacheFolder: string,
  notes: VectorNotes = {},
): Promise<Vectors> {
  const { dimension } = bundle.manifest;
  const key = keyOf(bundle, source);
  const file = fileOf(bundle, source, key, cacheFolder);
  const kept = await readFile(file).catch(() => null);
  if (kept) {
    const fault = faultOf(kept, kept.length, key, source.count, dimension);
    if (!fault) return { vectors: vectorsOf(kept), dimension };
    notes.log?.(`The cell index ${file} ${fault}; it is made again.`);
  }
  const bytes = await make(bundle, encoder, source, key, notes);
  await keep(file, bytes, cacheFolder, notes);
  return { vectors: vectorsOf(bytes), dimension };
}

/** Vectors of which a few are wanted at a time: they stay in their file. */
export interface VectorRows {
  /** Row-major [to - from, dimension]. */
  read(from: number, to: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/** The same as `openVectors`, without holding them in memory unless they cannot be kept on disk. */
export async function openVectorRows(
  bundle: Bundle,
  encoder: Pick<LocationEncoder, "encode">,
  source: VectorSource,
  cacheFolder: string,
  notes: VectorNotes = {},
): Promise<VectorRows> {
  const key = keyOf(bundle, source);
  const file = fileOf(bundle, source, key, cacheFolder);
  const { dimension } = bundle.manifest;
  if (!(await isWhole(file, key, source.count, dimension))) {
    const { vectors } = await openVectors(bundle, encoder, source, cacheFolder, notes);
    if (!(await isWhole(file, key, source.count, dimension))) {
      return {
        read: async (from, to) => vectors.subarray(from * dimension, to * dimension),
        async close() {},
      };
    }
  }
  const handle = await open(file);
  return {
    async read(from, to) {
      const vectors = new Float32Array((to - from) * dimension);
      const bytes = new Uint8Array(vectors.buffer);
      const start = HEADER_BYTES + from * dimension * 4;
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      if (bytesRead < bytes.length) throw new Error(`${file} has been cut short.`);
      return vectors;
    },
    close: () => handle.close(),
  };
}

async function isWhole(
  file: string,
  key: Buffer,
  rows: number,
  dimension: number,
): Promise<boolean> {
  const handle = await open(file).catch(() => null);
  if (!handle) return false;
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    await handle.read(header, 0, HEADER_BYTES, 0);
    return faultOf(header, (await handle.stat()).size, key, rows, dimension) === null;
  } finally {
    await handle.close();
  }
}

async function make(
  { manifest: { name, dimension } }: Bundle,
  encoder: Pick<LocationEncoder, "encode">,
  { what, count, at }: VectorSource,
  key: Buffer,
  { onProgress }: VectorNotes,
): Promise<Buffer> {
  const bytes = newFile(key, count, dimension);
  const vectors = vectorsOf(bytes);
  for (let start = 0; start < count; start += CHUNK) {
    const end = Math.min(count, start + CHUNK);
    const points = Array.from({ length: end - start }, (_, i) => at(start + i));
    vectors.set(await encoder.encode(points), start * dimension);
    onProgress?.(end, count, what);
  }
  checkFinite(name, "location encoder", vectors);
  return bytes;
}

function fileOf(
  { manifest: { name } }: Bundle,
  { kind }: VectorSource,
  key: Buffer,
  cacheFolder: string,
): string {
  return join(cacheFolder, `${name}-${key.toString("hex").slice(0, 12)}.${kind}`);
}

/** Changes whenever the vectors would: with the encoder's weights and with the points that are encoded. */
function keyOf({ manifest }: Bundle, { columns }: VectorSource): Buffer {
  const hash = createHash("sha256");
  hash.update(manifest.files[manifest.location.file]!.sha256);
  for (const column of columns) {
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest();
}

function newFile(key: Buffer, rows: number, dimension: number): Buffer {
  const bytes = Buffer.from(new ArrayBuffer(HEADER_BYTES + rows * dimension * 4));
  [MAGIC, VERSION, rows, dimension].forEach((value, i) => {
    bytes.writeUInt32LE(value, i * 4);
  });
  key.copy(bytes, KEY_AT);
  return bytes;
}

/** @param header the file's first bytes @param size bytes of the whole file */
function faultOf(
  header: Buffer,
  size: number,
  key: Buffer,
  rows: number,
  dimension: number,
): string | null {
  const wanted = HEADER_BYTES + rows * dimension * 4;
  if (size < HEADER_BYTES || header.readUInt32LE(0) !== MAGIC) return "is not a cell index";
  const version = header.readUInt32LE(4);
  if (version !== VERSION) return `has version ${version}, this program reads ${VERSION}`;
  if (!header.subarray(KEY_AT, KEY_AT + KEY_BYTES).equals(key)) return "is of another bundle";
  if (size !== wanted) return `has ${size} bytes of ${wanted}`;
  return null;
}

/** Views the numbers in place; Node reads large files into buffers of their own, aligned. */
function vectorsOf(bytes: Buffer): Float32Array {
  const start = bytes.byteOffset + HEADER_BYTES;
  const length = (bytes.length - HEADER_BYTES) / 4;
  return start % 4 === 0
    ? new Float32Array(bytes.buffer, start, length)
    : new Float32Array(Uint8Array.prototype.slice.call(bytes, HEADER_BYTES).buffer);
}

async function keep(
  file: string,
  bytes: Buffer,
  folder: string,
  { log }: VectorNotes,
): Promise<void> {
  try {
    await writeWhole(file, bytes);
  } catch (error) {
    log?.(
      `The cell index cannot be kept in ${folder} (${(error as Error).message}); it is made again at every start. Set GRATICULE_CACHE to a folder that can be written.`,
    );
  }
}
