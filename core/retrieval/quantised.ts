/** Bytes of a row are a multiple of this: the kernel reads so many at a time. */
const ROW_BYTES = 16;

/** Bytes that a vector takes among others, for the kernel: the rest of the row is zeros. */
export function strideOf(dimension: number): number {
  return Math.ceil(dimension / ROW_BYTES) * ROW_BYTES;
}

const MOST = 127;

/** A vector in a byte a number: the direction alone, to within what `cosine` says. */
export interface Quantised {
  /** As long as the vector. */
  readonly values: Int8Array;
  /** Cosine with the vector it was made from. */
  readonly cosine: number;
}

/** A vector, not zero and finite, to whole numbers from -127 to 127, the largest of which is as large as can be. */
export function quantise(vector: Float32Array): Quantised {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const values = Int8Array.from(vector, (value) => Math.round((value / largest) * MOST));
  let [dot, own, made] = [0, 0, 0];
  for (let i = 0; i < vector.length; i++) {
    dot += vector[i]! * values[i]!;
    own += vector[i]! * vector[i]!;
    made += values[i]! * values[i]!;
  }
  return { values, cosine: dot / Math.sqrt(own * made) };
}

/** Sum of the squares of a row: an integer, so that lengths are exact wherever they are read. */
export function squaresOf(values: Int8Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
