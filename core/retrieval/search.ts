import type { LngLat } from "../earth/lng-lat.ts";
import { openKernel } from "./dot-kernel.ts";
import { strideOf } from "./quantised.ts";

/** A photo of an index beside a photo that is asked about. */
export interface Neighbour {
  readonly row: number;
  readonly at: LngLat;
  /** Cosine of the photos' vectors, -1 to 1. */
  readonly similarity: number;
}

/** What is looked for. */
export interface Search {
  /** Photos wanted, 1 or more; fewer are found in an index of fewer. */
  readonly k: number;
  /** Photos as similar as this or more are left out: they are the same photo, or one like it. */
  readonly below?: number;
  /** The least similar, the least first, in place of the most similar. */
  readonly farthest?: boolean;
}

/** Photos with known places, searched whole. */
export interface ReferenceSearch {
  readonly count: number;
  readonly dimension: number;
  /**
   * The photos most similar to a vector, the most similar first; of equals the first in the index.
   *
   * @param vector finite and not zero, of any length
   * @param takeTurn awaited between parts of some milliseconds
   */
  find(vector: Float32Array, search: Search, takeTurn: () => Promise<void>): Promise<Neighbour[]>;
}

/** What a search is over. Fill `rows`, int8 [count, stride], before the first search. */
export interface Rows {
  readonly memory: WebAssembly.Memory;
  /** Where the first row begins. */
  readonly start: number;
  readonly stride: number;
  readonly bytes: Int8Array;
}

const PAGE_BYTES = 65_536;
/** Bytes of vectors between turns: some milliseconds. */
const PART_BYTES = 1 << 25;
/** The query in the kernel. Sums stay below 2^31 up to 4096 numbers, since no row is longer than 127 * 64. */
const QUERY_MOST = 2 ** 15 - 1;
/** Approximate cosines are kept with 24 bits. */
const ROUNDING = 1e-6;

/** Memory for rows, for the kernel to read them where they are. */
export function allocateRows(count: number, dimension: number): Rows {
  const stride = strideOf(dimension);
  const partRows = rowsInPart(stride);
  const start = Math.ceil((2 * stride + 4 * Math.min(count, partRows)) / 16) * 16;
  const pages = Math.ceil((start + count * stride) / PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  return { memory, start, stride, bytes: new Int8Array(memory.buffer, start, count * stride) };
}

/**
 * Exact search: the kernel's sums, whose error is known, choose the candidates, and these are compared in double precision.
 *
 * @param places latitude and longitude of each row, hundred-thousandths of a degree
 * @param squares sum of the squares of each row, above 0
 */
export function createSearch(
  rows: Rows,
  dimension: number,
  places: Int32Array,
  squares: Uint32Array,
): ReferenceSearch {
  const { memory, start, stride, bytes } = rows;
  const count = squares.length;
  const sums = openKernel(memory);
  const partRows = rowsInPart(stride);
  const asked = new Int16Array(memory.buffer, 0, stride);
  const said = new Int32Array(memory.buffer, 2 * stride, Math.min(count, partRows));

  function cosineAt(row: number, unit: Float64Array): number {
    let sum = 0;
    const from = row * stride;
    for (let i = 0; i < dimension; i++) sum += unit[i]! * bytes[from + i]!;
    return sum / Math.sqrt(squares[row]!);
  }

  return {
    count,
    dimension,
    async find(vector, { k, below = Number.POSITIVE_INFINITY, farthest = false }, takeTurn) {
      if (vector.length !== dimension) {
        throw new Error(`A vector of ${vector.length} numbers asks an index of ${dimension}.`);
      }
      const unit = toUnit(vector);
      const { whole, scale, error } = toWhole(unit, stride);
      const sign = farthest ? -1 : 1;
      const cosines = new Float32Array(count);
      const best = createBest(k);
      for (let first = 0; first < count; first += partRows) {
        await takeTurn();
        const rowsHere = Math.min(partRows, count - first);
        // Other searches ask between the turns, in the same memory.
        asked.set(whole);
        sums(start + first * stride, stride, rowsHere, 0, 2 * stride);
        for (let i = 0; i < rowsHere; i++) {
          const row = first + i;
          let cosine = (said[i]! * scale) / Math.sqrt(squares[row]!);
          if (cosine > below - error && cosineAt(row, unit) >= below) cosine = Number.NaN;
          cosines[row] = sign * cosine;
          best.offer(sign * cosine);
        }
      }
      await takeTurn();
      // Whoever is among the k best is at most two errors below the one that seems to be the last of them.
      const least = best.least() - 2 * error;
      const found: Neighbour[] = [];
      for (let row = 0; row < count; row++) {
        if (!(cosines[row]! >= least)) continue;
        const at = [places[2 * row + 1]! / 1e5, places[2 * row]! / 1e5] as const;
        found.push({ row, at, similarity: cosineAt(row, unit) });
      }
      found.sort((a, b) => sign * (b.similarity - a.similarity) || a.row - b.row);
      return found.slice(0, k);
    },
  };
}

function rowsInPart(stride: number): number {
  return Math.max(1, Math.floor(PART_BYTES / stride));
}

function toUnit(vector: Float32Array): Float64Array {
  const length = Math.hypot(...vector);
  return Float64Array.from(vector, (value) => value / length);
}

/** A unit vector in whole numbers, what brings its products back to scale, and how far a cosine can be off. */
function toWhole(unit: Float64Array, stride: number) {
  const largest = unit.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const factor = QUERY_MOST / Math.max(1, largest);
  const whole = new Int16Array(stride);
  let error = 0;
  unit.forEach((value, i) => {
    whole[i] = Math.round(value * factor);
    error += (value - whole[i]! / factor) ** 2;
  });
  return { whole, scale: 1 / factor, error: Math.sqrt(error) + ROUNDING };
}

/** The k largest of the numbers that are offered, as a heap with the least of them on top. */
function createBest(k: number) {
  const heap: number[] = [];
  function sink(): void {
    const value = heap[0]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child += 1;
      if (heap[child]! >= value) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = value;
  }
  return {
    offer(value: number): void {
      if (Number.isNaN(value)) return;
      if (heap.length < k) {
        heap.push(value);
        for (let at = heap.length - 1; at > 0; ) {
          const parent = (at - 1) >> 1;
          if (heap[parent]! <= heap[at]!) break;
          [heap[parent], heap[at]] = [heap[at]!, heap[parent]!];
          at = parent;
        }
      } else if (value > heap[0]!) {
        heap[0] = value;
        sink();
      }
    },
    /** The least of those kept; minus infinity while there is room for more. */
    least: () => (heap.length < k ? Number.NEGATIVE_INFINITY : heap[0]!),
  };
}
