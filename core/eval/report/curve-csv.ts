import { toCsv } from "../../formats/csv.ts";
import type { Summary } from "../figures/summary.ts";

/** Recall versus area of a run and its references, to be drawn elsewhere: a row per system and area, with the 95 % interval. */
export function curveCsv({ name, measures, baselines }: Summary): string {
  const systems = measures ? [{ name, measures }, ...baselines] : [];
  const rows = systems.flatMap((system) =>
    system.measures.rva.curve.map(({ areaKm2, recall, low, high }) => [
      system.name,
      areaKm2,
      recall,
      low,
      high,
    ]),
  );
  return toCsv([["system", "area_km2", "recall", "low", "high"], ...rows]);
}
