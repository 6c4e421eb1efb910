import { cellAncestor, cellAreaKm2, cellCentre, cellName } from "../earth/cells.ts";
import type { FineCell, Posterior } from "./posterior.ts";

/**
 * The posterior over coarser cells, for operators who cap how finely answers are shown. Land cells are summed into
 * their ancestors; an ancestor's point is its centre, so nothing finer shows through.
 */
export function coarsen({ cells, probability }: Posterior, resolution: number): Posterior {
  const sums = new Map<string, { mass: number; row: number; heaviest: number }>();
  for (let row = 0; row < cells.count; row++) {
    const mass = probability[row]!;
    if (mass === 0) continue;
    const name = cellAncestor(cellName(cells.ids[row]!), resolution);
    const sum = sums.get(name);
    if (!sum) sums.set(name, { mass, row, heaviest: mass });
    else {
      sum.mass += mass;
      if (mass > sum.heaviest) [sum.row, sum.heaviest] = [row, mass];
    }
  }
  const fine = [...sums].map(([name, { mass, row }]): FineCell => {
    const areaKm2 = cellAreaKm2(name);
    return { name, resolution, row, areaKm2, at: cellCentre(name), probability: mass };
  });
  return { cells, probability: new Float64Array(cells.count), fine };
}
