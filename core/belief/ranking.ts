import type { Posterior } from "./posterior.ts";

/**
 * Cells of a posterior, heaviest per km2 first: the order that holds any given mass in the least area (Neyman and
 * Pearson). Item `i` below `cells.count` is a land cell, item `cells.count + k` is fine cell `k`. Equal densities (to
 * float32) keep the order of their H3 index. Cells of negligible density are left out, all together less than a
 * millionth of the mass.
 */
export interface Ranking {
  readonly items: Uint32Array;
  /** Running sum of probability along `items`. */
  readonly cumulative: Float64Array;
}

/** A millionth of the mass spread evenly over all land, per km2. */
const NEGLIGIBLE_DENSITY = 1e-6 / 150e6;

/** Ranks the cells of a posterior: about 5 ms, so the ranking goes where its posterior does. */
export function rankByDensity({ cells, probability, fine }: Posterior): Ranking {
  const size = cells.count + fine.length;
  const densities = new Float32Array(size);
  const candidates = new Uint32Array(size);
  let count = 0;
  for (let row = 0; row < cells.count; row++) {
    const density = probability[row]! / cells.areaKm2[row]!;
    if (density <= NEGLIGIBLE_DENSITY) continue;
    densities[count] = density;
    candidates[count++] = row;
  }
  fine.forEach(({ probability: mass, areaKm2 }, k) => {
    if (mass / areaKm2 <= NEGLIGIBLE_DENSITY) return;
    densities[count] = mass / areaKm2;
    candidates[count++] = cells.count + k;
  });

  const items = sortDescending(densities.subarray(0, count), candidates.subarray(0, count));
  const cumulative = new Float64Array(count);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const item = items[i]!;
    sum += item < cells.count ? probability[item]! : fine[item - cells.count]!.probability;
    cumulative[i] = sum;
  }
  return { items, cumulative };
}

/** The densest land cells, densest first: at most `most` of them, without ranking the rest. */
export function densestRows({ cells, probability }: Posterior, most: number): number[] {
  const rows: number[] = [];
  const densities: number[] = [];
  for (let row = 0; row < cells.count; row++) {
    const density = probability[row]! / cells.areaKm2[row]!;
    if (rows.length === most && density <= densities[most - 1]!) continue;
    let at = Math.min(rows.length, most - 1);
    for (; at > 0 && densities[at - 1]! < density; at--) {
      densities[at] = densities[at - 1]!;
      rows[at] = rows[at - 1]!;
    }
    densities[at] = density;
    rows[at] = row;
  }
  return rows;
}

/** Probability of a ranked item. */
export function massOf({ cells, probability, fine }: Posterior, item: number): number {
  return item < cells.count ? probability[item]! : fine[item - cells.count]!.probability;
}

/** How many items of a ranking it takes to hold a mass. */
export function countForMass({ cumulative }: Ranking, mass: number): number {
  let low = 0;
  let high = cumulative.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cumulative[middle]! < mass) low = middle + 1;
    else high = middle;
  }
  return Math.min(low + 1, cumulative.length);
}

/**
 * Stable radix sort of non-negative keys: the bits of a non-negative float32 order like an integer. Three passes of
 * 11 bits sort 88,000 keys in about 1.5 ms, where a comparison sort takes 20.
 */
function sortDescending(keys: Float32Array, values: Uint32Array): Uint32Array {
  const bits = new Uint32Array(keys.buffer, keys.byteOffset, keys.length);
  let from: Columns = { keys: bits, values };
  let to: Columns = { keys: new Uint32Array(bits.length), values: new Uint32Array(bits.length) };
  for (const shift of [0, 11, 22]) {
    const starts = new Uint32Array(2049);
    for (let i = 0; i < bits.length; i++) starts[2048 - ((from.keys[i]! >>> shift) & 2047)]!++;
    for (let b = 1; b <= 2048; b++) starts[b]! += starts[b - 1]!;
    for (let i = 0; i < bits.length; i++) {
      const slot = starts[2047 - ((from.keys[i]! >>> shift) & 2047)]!++;
      to.keys[slot] = from.keys[i]!;
      to.values[slot] = from.values[i]!;
    }
    [from, to] = [to, from];
  }
  return from.values;
}

interface Columns {
  readonly keys: Uint32Array;
  readonly values: Uint32Array;
}
