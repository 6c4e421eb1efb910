/** Numbers in row-major order with their shape. */
export interface Matrix {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

export type Matrices = Readonly<Record<string, Matrix>>;
