import type { LngLat } from "./lng-lat.ts";
import { type Side, sideKey, type Tiling, twinKeyOf } from "./tiling.ts";

/** A piece of the border of a part: what has the same number hangs together. */
export interface Piece {
  readonly part: number;
  readonly side: Side;
}

/** Closed walks along the border of one connected set, which they have on their left; not closed by a last position. */
export type Walks = LngLat[][];

/** A closed walk that is known already, and the part that it bounds. */
export interface Walk {
  readonly part: number;
  readonly positions: LngLat[];
}

/**
 * The walks around sets of parts that touch: sides that two of them have in common fall away, the others are followed
 * from corner to corner. Three cells meet at every corner of a tiling, so that at most one side begins there.
 *
 * @param parts how many there are, numbered from 0
 */
export function dissolve(
  { corners }: Tiling,
  parts: number,
  pieces: Iterable<Piece>,
  walks: readonly Walk[] = [],
): Walks[] {
  const sets = createSets(parts);
  const border = new Map<number, Piece>();
  for (const piece of pieces) {
    const twinKey = twinKeyOf(piece.side);
    const twin = border.get(twinKey);
    if (twin) {
      border.delete(twinKey);
      sets.join(twin.part, piece.part);
    } else border.set(sideKey(piece.side), piece);
  }

  const starts = new Map([...border.values()].map((piece) => [piece.side.from, piece]));
  const found = new Map<number, Walks>();
  const keep = (part: number, positions: LngLat[]) => {
    const set = sets.of(part);
    const walksOfSet = found.get(set);
    if (walksOfSet) walksOfSet.push(positions);
    else found.set(set, [positions]);
  };
  for (const { part, positions } of walks) keep(part, positions);
  for (const [corner, { part }] of starts) {
    const positions: LngLat[] = [];
    for (let at = corner; ; ) {
      const piece = starts.get(at);
      if (!piece) break;
      starts.delete(at);
      positions.push(corners.position(at), ...piece.side.bends);
      at = piece.side.to;
    }
    keep(part, positions);
  }
  // What has no border is all the Earth.
  return found.size === 0 && parts > 0 ? [[]] : [...found.values()];
}

/** Numbers that are joined into sets; each set goes by one of its members. */
function createSets(count: number) {
  const parents = Int32Array.from({ length: count }, (_, part) => part);
  function of(part: number): number {
    let root = part;
    while (parents[root] !== root) root = parents[root]!;
    parents[part] = root;
    return root;
  }
  return {
    of,
    join(a: number, b: number) {
      parents[of(a)] = of(b);
    },
  };
}
