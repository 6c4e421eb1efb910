/** Scales each row of a row-major matrix to length 1, in place. Rows of zeros or of non-finite numbers become NaN. */
export function normaliseRows(data: Float32Array, dimension: number): Float32Array {
  for (let start = 0; start < data.length; start += dimension) {
    let sum = 0;
    for (let i = start; i < start + dimension; i++) sum += data[i]! * data[i]!;
    const scale = 1 / Math.sqrt(sum);
    const factor = Number.isFinite(scale) ? scale : NaN;
    for (let i = start; i < start + dimension; i++) data[i]! *= factor;
  }
  return data;
}

/** Dot product of a vector with one row of a matrix. */
export function dotRow(vector: Float32Array, matrix: Float32Array, row: number): number {
  const start = row * vector.length;
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i]! * matrix[start + i]!;
  return sum;
}
