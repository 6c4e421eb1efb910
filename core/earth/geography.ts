import type { LandCells } from "./land-cells.ts";
import type { LandMask } from "./land-mask.ts";
import { toUnitVector } from "./lng-lat.ts";
import { createOutlineSteps, type FinerCells, type Outline, type OutlineSteps } from "./outline.ts";
import type { PlaceNames } from "./place-names.ts";
import type { SeaDistance } from "./sea-distance.ts";
import { atOnce } from "./steps.ts";

/** What is known about the Earth, with what is derived from it once at start. */
export interface Geography {
  readonly cells: LandCells;
  readonly names: PlaceNames;
  readonly mask: LandMask;
  /** Null where no hints are asked about. */
  readonly sea: SeaDistance | null;
  /** Unit vectors of the land cells' points, x y z per row. */
  readonly vectors: Float64Array;
  /** Land cells by their ancestor at resolution 2 (about 180 km): row -> group. */
  readonly group: Uint16Array;
  readonly groupCount: number;
  /** Outline of a set of land cells, 1 per member row, and of finer ones. */
  outline(members: Uint8Array, finer?: FinerCells): Outline;
  /** The same with pauses. */
  readonly outlineSteps: OutlineSteps;
}

export function createGeography(
  cells: LandCells,
  names: PlaceNames,
  mask: LandMask,
  sea: SeaDistance | null,
): Geography {
  const vectors = new Float64Array(cells.count * 3);
  for (let row = 0; row < cells.count; row++) {
    vectors.set(toUnitVector([cells.lng[row]!, cells.lat[row]!]), row * 3);
  }
  const outlineSteps = createOutlineSteps(cells);
  const outline: Geography["outline"] = (members, finer) => atOnce(outlineSteps(members, finer));
  return { cells, names, mask, sea, vectors, ...groupsOf(cells), outline, outlineSteps };
}

/** Bits of an H3 index below its digit for resolution 2: three for each finer resolution. */
const BELOW_RESOLUTION_2 = 39n;

/** H3 indexes of one resolution ascend ancestor by ancestor, so a group is a run of rows. */
function groupsOf(cells: LandCells): Pick<Geography, "group" | "groupCount"> {
  const group = new Uint16Array(cells.count);
  let current = -1;
  let ancestor = -1n;
  for (let row = 0; row < cells.count; row++) {
    const next = cells.ids[row]! >> BELOW_RESOLUTION_2;
    if (next !== ancestor) {
      ancestor = next;
      current++;
    }
    group[row] = current;
  }
  return { group, groupCount: current + 1 };
}
