import { orderOf } from "../scoring/quantiles.ts";

/** Folds of photos such that no cluster is in two: clusters by falling size to the smallest fold. */
export function foldsOf(
  clusters: { readonly of: Int32Array; readonly count: number },
  folds: number,
): Int32Array {
  const sizes = new Float64Array(clusters.count);
  for (const cluster of clusters.of) sizes[cluster]! += 1;
  const loads = new Float64Array(folds);
  const fold = new Int32Array(clusters.count);
  for (const cluster of [...orderOf(sizes)].reverse()) {
    const least = loads.indexOf(Math.min(...loads));
    fold[cluster] = least;
    loads[least]! += sizes[cluster]!;
  }
  return Int32Array.from(clusters.of, (cluster) => fold[cluster]!);
}
