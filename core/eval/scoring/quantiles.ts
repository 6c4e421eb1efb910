/** Value at a share of a sorted list, interpolated; NaN of an empty one. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const [a, b] = [sorted[low] ?? Number.NaN, sorted[Math.min(low + 1, sorted.length - 1)]!];
  return a === b ? a : a + (at - low) * (b - a);
}

/** Positions that sort the values ascending. */
export function orderOf(values: ArrayLike<number>): Int32Array {
  return Int32Array.from({ length: values.length }, (_, i) => i).sort(
    (a, b) => values[a]! - values[b]! || a - b,
  );
}

/** Weighted median along a sorted order: the value where half of the weight is reached, the mean of two at a tie. */
export function weightedMedian(
  values: ArrayLike<number>,
  order: Int32Array,
  weights: Float64Array,
): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i]!;
  if (total === 0) return Number.NaN;
  let sum = 0;
  let lower = Number.NaN;
  for (const i of order) {
    if (weights[i] === 0) continue;
    if (!Number.isNaN(lower)) return (lower + values[i]!) / 2;
    sum += weights[i]!;
    if (sum > total / 2) return values[i]!;
    if (sum === total / 2) lower = values[i]!;
  }
  return lower;
}
