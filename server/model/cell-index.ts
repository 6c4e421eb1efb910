import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LandCells } from "../../core/land-cells.ts";
import type { LngLat } from "../../core/lng-lat.ts";
import type { Bundle } from "./bundle.ts";
import { checkFinite } from "./image-encoder.ts";
import type { LocationEncoder } from "./location-encoder.ts";

/** Unit vectors of all land cells by a bundle's location encoder, row-major [cells, dimension]. */
export interface CellIndex {
  readonly vectors: Float32Array;
  readonly dimension: number;
}

export interface CellIndexNotes {
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
 * The index of a bundle, from the cache folder if it is there and whole, else made and kept. A cache that cannot be
 * used is said so and never stands in the way: the index is then made again, or just not kept.
 */
export async function openCellIndex(
  bundle: Bundle,
  encoder: LocationEncoder,
  cells: LandCells,
  cacheFolder: string,
  { onProgress, log }: CellIndexNotes = {},
): Promise<CellIndex> {
  const { name, dimension } = bundle.manifest;
  const key = keyOf(bundle, cells);
  const file = join(cacheFolder, `${name}-${key.toString("hex").slice(0, 12)}.cells`);
  const kept = await readFile(file).catch(() => null);
  if (kept) {
    const fault = faultOf(kept, key, cells.count, dimension);
    if (!fault) return { vectors: vectorsOf(kept), dimension };
    log?.(`The cell index ${file} ${fault}; it is made again.`);
  }
  const bytes = newFile(key, cells.count, dimension);
  const vectors = vectorsOf(bytes);
  for (let start = 0; start < cells.count; start += CHUNK) {
    const end = Math.min(cells.count, start + CHUNK);
    const points = Array.from(
      { length: end - start },
      (_, i): LngLat => [cells.lng[start + i]!, cells.lat[start + i]!],
    );
    vectors.set(await encoder.encode(points), start * dimension);
    onProgress?.(end, cells.count, "Encoding land cells");
  }
  checkFinite(name, "location encoder", vectors);
  await keep(file, bytes, cacheFolder).catch((error: unknown) => {
    log?.(
      `The cell index cannot be kept in ${cacheFolder} (${(error as Error).message}); it is made again at every start. Set GRATICULE_CACHE to a folder that can be written.`,
    );
  });
  return { vectors, dimension };
}

/** Changes whenever the vectors would: with the encoder's weights and with the points that are encoded. */
function keyOf({ manifest }: Bundle, cells: LandCells): Buffer {
  const hash = createHash("sha256");
  hash.update(manifest.files[manifest.location.file]!.sha256);
  for (const column of [cells.ids, cells.lng, cells.lat]) {
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

function faultOf(bytes: Buffer, key: Buffer, rows: number, dimension: number): string | null {
  const wanted = HEADER_BYTES + rows * dimension * 4;
  if (bytes.length < HEADER_BYTES || bytes.readUInt32LE(0) !== MAGIC) return "is not a cell index";
  const version = bytes.readUInt32LE(4);
  if (version !== VERSION) return `has version ${version}, this program reads ${VERSION}`;
  if (!bytes.subarray(KEY_AT, KEY_AT + KEY_BYTES).equals(key)) return "is of another bundle";
  if (bytes.length !== wanted) return `has ${bytes.length} bytes of ${wanted}`;
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

/** Written beside and renamed, so that a start that is cut short leaves no half file. */
async function keep(file: string, bytes: Buffer, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  try {
    await writeFile(partial, bytes);
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}
