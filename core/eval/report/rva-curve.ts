import { RVA_FORMAT, RVA_VERSION, type RvaFile } from "../../formats/rva-curve.ts";
import type { Summary } from "../figures/summary.ts";

/** A run's recall versus area as a file for other tools; null when no photo of the set has a position. */
export function rvaFileOf({ name, dataset, settings, measures }: Summary): RvaFile | null {
  if (!measures) return null;
  const { curve } = measures.rva;
  const { raster, ranking, ties } = settings;
  return {
    format: RVA_FORMAT,
    version: RVA_VERSION,
    system: name.slice(0, 200),
    set: dataset.name.slice(0, 200),
    photos: dataset.withPosition,
    ...(dataset.fingerprint !== "" && { fingerprint: dataset.fingerprint }),
    protocol: {
      cells: raster === null ? "as the system states them" : `H3 cells of resolution ${raster}`,
      ranking,
      ties: ties === "middle" ? "middle" : "all",
    },
    areas: curve.map(({ areaKm2 }) => areaKm2),
    recall: curve.map(({ recall }) => recall),
    low: curve.map(({ low }) => low),
    high: curve.map(({ high }) => high),
  };
}
