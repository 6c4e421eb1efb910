import type { Part } from "./part.ts";

/**
 * A view with parts of it covered by its own mean colour, which tells an encoder no more than the rest does. A view of
 * one colour stays as it is.
 *
 * @param view float32 [3, size, size], normalised
 * @param parts as shares of the view; what lies outside of it is passed over
 */
export function coverParts(view: Float32Array, size: number, parts: readonly Part[]): Float32Array {
  const covered = view.slice();
  const area = size * size;
  for (let channel = 0; channel < 3; channel++) {
    const from = channel * area;
    const colour = meanOf(view.subarray(from, from + area));
    for (const part of parts) {
      const left = edge(part.left, size);
      const right = edge(part.left + part.width, size);
      const bottom = edge(part.top + part.height, size);
      for (let y = edge(part.top, size); y < bottom; y++) {
        covered.fill(colour, from + y * size + left, from + y * size + right);
      }
    }
  }
  return covered;
}

function edge(share: number, size: number): number {
  return Math.min(size, Math.max(0, Math.round(share * size)));
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
