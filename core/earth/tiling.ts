import { type CellName, cellAncestor, cellChildren, cellResolution, cellSides } from "./cells.ts";
import { type Corners, createCorners, roundedCorner } from "./corners.ts";
import type { LngLat } from "./lng-lat.ts";

// Children do not fill their parent's hexagon: their common border zigzags along its sides. But every corner of a cell
// is a corner of one of its children, on the sphere as in the plane, and so on down. A side between a cell and one that
// is split can therefore run along the children beyond it, from corner to corner, and all cells tile without gap or
// overlap. In the plane the zigzag is its own image when turned about the middle of the side, so that areas stay.

/** A piece of border from corner to corner, with what it bounds on its left. */
export interface Side {
  readonly from: number;
  readonly to: number;
  /** Where it bends on its way. */
  readonly bends: readonly LngLat[];
}

/** Cells of mixed resolution that fit together. */
export interface Tiling {
  readonly corners: Corners;
  /** The cells that are split into finer ones. */
  readonly split: ReadonlySet<CellName>;
  /** The border of a cell, counterclockwise, along finer cells where there are any beyond it. */
  around(name: CellName): Side[];
  /** A side of a cell, along finer cells where there are any beyond it. */
  along(side: Side): Side[];
}

/**
 * The tiling in which some cells fit together. No cell may lie under another.
 *
 * @param coarsest H3 resolution of the coarsest cells around
 */
export function createTiling(names: Iterable<CellName>, coarsest: number): Tiling {
  const split = splitAbove(names, coarsest);
  const corners = createCorners();
  const drawn = new Map<CellName, readonly Side[]>();
  const borders = new Map<CellName, ReadonlyMap<number, Side>>();

  /** The sides as H3 draws them. */
  function sidesOf(name: CellName): readonly Side[] {
    const known = drawn.get(name);
    if (known) return known;
    const around = cellSides(name);
    const numbers = around.map(({ from }) => corners.number(from));
    const sides = around.map(({ bends }, i) => {
      const to = numbers[i + 1] ?? numbers[0]!;
      return { from: numbers[i]!, bends: bends.map(roundedCorner), to };
    });
    drawn.set(name, sides);
    return sides;
  }

  /** The common border of a cell's children, each side by the corner where it begins. */
  function borderOfChildren(name: CellName): ReadonlyMap<number, Side> {
    const known = borders.get(name);
    if (known) return known;
    const sides = cellChildren(name).flatMap(sidesOf);
    const keys = new Set(sides.map(sideKey));
    const outer = sides.filter((side) => !keys.has(twinKeyOf(side)));
    const border = new Map(outer.map((side) => [side.from, side]));
    borders.set(name, border);
    return border;
  }

  const owners = new Map<number, CellName>();
  for (const name of split) for (const side of sidesOf(name)) owners.set(sideKey(side), name);

  function along(side: Side): Side[] {
    const beyond = owners.get(twinKeyOf(side));
    if (beyond === undefined) return [side];
    const border = borderOfChildren(beyond);
    const pieces: Side[] = [];
    for (let at = side.to; at !== side.from; at = pieces.at(-1)!.to) {
      const piece = border.get(at);
      if (!piece) throw new Error(`A corner of ${beyond} is none of its children's.`);
      pieces.push(piece);
    }
    return pieces.reverse().flatMap((piece) => along(turned(piece)));
  }

  return { corners, split, along, around: (name) => sidesOf(name).flatMap(along) };
}

/** The cells, from a resolution on, that lie above others. */
function splitAbove(names: Iterable<CellName>, coarsest: number): Set<CellName> {
  const split = new Set<CellName>();
  for (const name of names) {
    for (let level = cellResolution(name) - 1; level >= coarsest; level--) {
      const above = cellAncestor(name, level);
      if (split.has(above)) break;
      split.add(above);
    }
  }
  return split;
}

/** The same piece with what lies beyond it on its left. */
export function turned({ from, to, bends }: Side): Side {
  return { from: to, to: from, bends: bends.toReversed() };
}

/** A side by its ends: a number that no other side has. */
export function sideKey({ from, to }: Pick<Side, "from" | "to">): number {
  return from * 2 ** 26 + to;
}

/** The key that the same side has where it is walked the other way. */
export function twinKeyOf({ from, to }: Pick<Side, "from" | "to">): number {
  return sideKey({ from: to, to: from });
}
