import type { PhotoScore } from "../scoring/photo-score.ts";

/** Photos by cluster: `of[i]` is photo i's cluster, 0 to count - 1. */
export interface Clusters {
  readonly of: Int32Array;
  readonly count: number;
}

/** Equal keys share a cluster; a photo without key is one of its own. */
export function toClusters(keys: readonly (string | null)[]): Clusters {
  const known = new Map<string, number>();
  let count = 0;
  const of = Int32Array.from(keys, (key) => {
    if (key === null) return count++;
    const cluster = known.get(key) ?? count++;
    known.set(key, cluster);
    return cluster;
  });
  return { of, count };
}

export function clustersOf(photos: readonly Pick<PhotoScore, "cluster">[]): Clusters {
  return toClusters(photos.map(({ cluster }) => cluster));
}
