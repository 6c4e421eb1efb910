import type { Site } from "../belief/refinement.ts";
import type { Model } from "./model.ts";

/** Vectors that are kept: at 512 numbers each 40 MB. */
const KEPT_SITES = 20_000;

/**
 * Named sites -> one unit vector each. Vectors are kept for a while: photos of one region split the same cells.
 */
export function createSiteVectors({
  locations,
}: Pick<Model, "locations">): (sites: readonly Site[]) => Promise<Float32Array[]> {
  const kept = new Map<string, Float32Array>();

  return async (sites) => {
    const known = sites.map(({ name }) => kept.get(name));
    const missing = sites.filter((_, i) => !known[i]);
    const made = missing.length > 0 ? await locations(missing.map(({ at }) => at)) : null;
    const dimension = made ? made.length / missing.length : 0;
    let next = 0;
    const vectors = known.map(
      (vector) => vector ?? made!.slice(next * dimension, ++next * dimension),
    );
    // From what is in hand, not from what is kept: while the model ran, others may have pushed it out. Taken out and put
    // back, a vector counts as used last: a Map keeps the order of insertion.
    sites.forEach(({ name }, i) => {
      kept.delete(name);
      kept.set(name, vectors[i]!);
      if (kept.size > KEPT_SITES) kept.delete(kept.keys().next().value!);
    });
    return vectors;
  };
}
