import type { Changes } from "../contracts/prediction.ts";
import { cellAncestor, cellName } from "../earth/cells.ts";
import type { LandCells } from "../earth/land-cells.ts";

/** Digits that a map of changes can show. */
const DIGITS = 4;

/** Names of the coarse cells over the land, and which of them each land cell lies in. */
interface Coarse {
  readonly names: readonly string[];
  readonly of: Int32Array;
}

const known = new WeakMap<LandCells, Map<number, Coarse>>();

/**
 * What a photo changed: probability before and after it, summed over coarser cells. Of all land, so that it is also told
 * where the photo speaks against a place.
 *
 * @param resolution H3, coarser than the land cells
 */
export function changesOf(
  cells: LandCells,
  before: Float64Array,
  after: Float64Array,
  resolution: number,
): Changes {
  const { names, of } = coarseCells(cells, resolution);
  const [sumsBefore, sumsAfter] = [new Float64Array(names.length), new Float64Array(names.length)];
  for (let row = 0; row < cells.count; row++) {
    sumsBefore[of[row]!]! += before[row]!;
    sumsAfter[of[row]!]! += after[row]!;
  }
  const rounded = (sums: Float64Array) =>
    Array.from(sums, (sum) => Math.min(1, Number(sum.toPrecision(DIGITS))));
  return {
    resolution,
    h3: [...names],
    before: rounded(sumsBefore),
    after: rounded(sumsAfter),
  };
}

/** Made once for each resolution: the land does not change. */
function coarseCells(cells: LandCells, resolution: number): Coarse {
  const made = known.get(cells) ?? new Map<number, Coarse>();
  known.set(cells, made);
  const found = made.get(resolution);
  if (found) return found;
  const numbers = new Map<string, number>();
  const of = new Int32Array(cells.count);
  for (let row = 0; row < cells.count; row++) {
    const name = cellAncestor(cellName(cells.ids[row]!), resolution);
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    of[row] = number;
  }
  const coarse = { names: [...numbers.keys()], of };
  made.set(resolution, coarse);
  return coarse;
}
