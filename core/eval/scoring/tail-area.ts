import { type CellName, cellId } from "../../earth/cells.ts";
import { findCell, type LandCells } from "../../earth/land-cells.ts";
import type { Tail } from "../reading/support.ts";
import { TOP_CODE } from "../reading/tail.ts";

/**
 * Where the truth stands among the cells that are not listed; null if the tail holds it impossible.
 *
 * @param home the land cell of the truth
 */
export function searchAreaInTail(
  { codes, step }: Tail,
  otherMass: number,
  home: CellName,
  cells: LandCells,
): { areaKm2: number; tiedKm2: number; massBefore: number; density: number } | null {
  const { areaKm2, count } = cells;
  const row = findCell(cells, cellId(home));
  const own = row < 0 ? 0 : codes[row]!;
  if (own === 0) return null;
  const areas = new Float64Array(TOP_CODE + 1);
  for (let i = 0; i < count; i++) areas[codes[i]!]! += areaKm2[i]!;
  const shares = areas.map((area, code) =>
    code === 0 ? 0 : area * Math.exp((code - TOP_CODE) * step),
  );
  const scale = otherMass / shares.reduce((sum, share) => sum + share, 0);
  let area = areas[own]!;
  let massBefore = 0;
  for (let code = own + 1; code <= TOP_CODE; code++) {
    area += areas[code]!;
    massBefore += shares[code]! * scale;
  }
  // Half of the step's own mass: where in it the truth stands is not known.
  massBefore += (shares[own]! * scale) / 2;
  const tiedKm2 = areas[own]! - areaKm2[row]!;
  return { areaKm2: area, tiedKm2, massBefore, density: Math.exp((own - TOP_CODE) * step) * scale };
}
