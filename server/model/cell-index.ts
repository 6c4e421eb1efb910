import type { LandCells } from "../../core/earth/land-cells.ts";
import type { Bundle } from "./bundle.ts";
import type { LocationEncoder } from "./location-encoder.ts";
import { openVectors, type VectorNotes, type Vectors } from "./vector-file.ts";

/** Unit vectors of all land cells by a bundle's location encoder, row-major [cells, dimension]. */
export type CellIndex = Vectors;

/** The index of a bundle, from the cache folder if it is there and whole, else made and kept. */
export function openCellIndex(
  bundle: Bundle,
  encoder: Pick<LocationEncoder, "encode">,
  cells: LandCells,
  cacheFolder: string,
  notes: VectorNotes = {},
): Promise<CellIndex> {
  const source = {
    kind: "cells",
    what: "Encoding land cells",
    count: cells.count,
    at: (row: number) => [cells.lng[row]!, cells.lat[row]!] as const,
    columns: [cells.ids, cells.lng, cells.lat],
  } as const;
  return openVectors(bundle, encoder, source, cacheFolder, notes);
}
