import { type Expert, type FitPhotos, valueAt } from "./product.ts";

/**
 * The normaliser is summed over every 7th cell: rows follow H3's hierarchy, so that is about one child of each cell of
 * resolution 3, and a seventh of the work.
 */
const STRIDE = 7;
const MOST_STEPS = 40;
/** Pulls weights a little towards where they start, so that experts who say the same share the weight. */
const RIDGE = 1e-3;

/**
 * Weights of the experts, none below 0, that maximise the mean log probability of the true cells: a concave problem,
 * solved by projected Newton steps.
 *
 * @param photos positions in `truth` to fit on
 * @param start first guess: 1 for the bundle's own parts, 0 for what may join
 * @param free which weights may move; the others keep their start
 */
export function fitWeights(
  data: FitPhotos,
  photos: readonly number[],
  start: readonly number[],
  free: readonly boolean[],
): readonly number[] {
  const steps = fittingOf(data, photos, start, free);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, a step at a time: a step takes a second where photos are hundreds, and others may want to be heard. */
export function* fittingOf(
  data: FitPhotos,
  photos: readonly number[],
  start: readonly number[],
  free: readonly boolean[],
): Generator<void, readonly number[]> {
  if (!free.includes(true)) return start;
  const count = start.length;
  let weights = [...start];
  let current = objective(data, photos, weights, start);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { gradient, curvature } = current;
    const active = weights.flatMap((weight, m) =>
      free[m] && (weight > 0 || gradient[m]! > 0) ? [m] : [],
    );
    if (active.length === 0) break;
    const move = solve(
      active.map((a) => active.map((b) => curvature[a * count + b]!)),
      active.map((a) => gradient[a]!),
    );
    const moved = (length: number) => {
      const next = [...weights];
      active.forEach((m, i) => {
        next[m] = Math.max(0, weights[m]! + length * move[i]!);
      });
      return next;
    };
    let improved = false;
    for (let length = 1; length > 1e-4 && !improved; length /= 2) {
      const next = moved(length);
      const there = objective(data, photos, next, start);
      if (there.value <= current.value) continue;
      improved = there.value - current.value > 1e-7;
      weights = next;
      current = there;
      break;
    }
    if (!improved) break;
    yield;
  }
  return weights.map((weight) => Math.round(weight * 1e4) / 1e4);
}

/** Value, gradient and negative second derivative of the mean log probability less the ridge. */
function objective(
  data: FitPhotos,
  photos: readonly number[],
  weights: readonly number[],
  start: readonly number[],
) {
  const { experts, cells, truth } = data;
  const count = experts.length;
  const rows = Math.ceil(cells.count / STRIDE);
  const features = experts.map(() => new Float64Array(rows));
  const logits = new Float64Array(rows);
  const gradient = new Float64Array(count);
  const curvature = new Float64Array(count * count);
  let value = 0;
  for (const photo of photos) {
    let top = Number.NEGATIVE_INFINITY;
    for (let m = 0; m < count; m++) fill(features[m]!, experts[m]!, photo);
    for (let k = 0; k < rows; k++) {
      let logit = 0;
      for (let m = 0; m < count; m++) logit += weights[m]! * features[m]![k]!;
      logits[k] = logit;
      if (logit > top) top = logit;
    }
    let sum = 0;
    for (let k = 0; k < rows; k++) sum += logits[k] = Math.exp(logits[k]! - top);
    const means = new Float64Array(count);
    const products = new Float64Array(count * count);
    for (let k = 0; k < rows; k++) {
      const p = logits[k]! / sum;
      if (p < 1e-12) continue;
      for (let a = 0; a < count; a++) {
        const weighted = p * features[a]![k]!;
        means[a]! += weighted;
        for (let b = 0; b <= a; b++) products[a * count + b]! += weighted * features[b]![k]!;
      }
    }
    const row = truth[photo]!;
    let own = 0;
    for (let a = 0; a < count; a++) {
      const feature = valueAt(experts[a]!, photo, row);
      own += weights[a]! * feature;
      gradient[a]! += feature - means[a]!;
      for (let b = 0; b <= a; b++) {
        const spread = products[a * count + b]! - means[a]! * means[b]!;
        curvature[a * count + b]! += spread;
        if (b !== a) curvature[b * count + a]! += spread;
      }
    }
    value += own - top - Math.log(sum * STRIDE);
  }
  const n = photos.length;
  value /= n;
  for (let i = 0; i < curvature.length; i++) curvature[i]! /= n;
  for (let a = 0; a < count; a++) {
    const away = weights[a]! - start[a]!;
    value -= (RIDGE / 2) * away * away;
    gradient[a] = gradient[a]! / n - RIDGE * away;
    curvature[a * count + a]! += RIDGE;
  }
  return { value, gradient, curvature };
}

function fill(target: Float64Array, expert: Expert, photo: number): void {
  for (let k = 0; k < target.length; k++) target[k] = valueAt(expert, photo, k * STRIDE);
}

/** Solves a small symmetric positive system by Gaussian elimination with pivots. */
function solve(matrix: number[][], right: number[]): number[] {
  const n = right.length;
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++) {
      if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let i = column + 1; i < n; i++) {
      const factor = rows[i]![column]! / rows[column]![column]!;
      for (let j = column; j <= n; j++) rows[i]![j]! -= factor * rows[column]![j]!;
    }
  }
  const solution = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let sum = rows[i]![n]!;
    for (let j = i + 1; j < n; j++) sum -= rows[i]![j]! * solution[j]!;
    solution[i] = sum / rows[i]![i]!;
  }
  return solution;
}
