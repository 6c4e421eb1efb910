import { toCsv } from "../../formats/csv.ts";
import type { Summary } from "../figures/summary.ts";

/** Share of photos within any distance, a row per system and distance, with the 95 % interval. */
export function distanceCsv(summary: Summary): string {
  const rows = systemsOf(summary).flatMap(({ name, measures }) =>
    measures.distances.map(({ km, share, low, high }) => [name, km, share, low, high]),
  );
  return toCsv([["system", "km", "share", "low", "high"], ...rows]);
}

/** Recall versus area of a run and its references, to be drawn elsewhere: a row per system and area, with the 95 % interval. */
export function curveCsv(summary: Summary): string {
  const rows = systemsOf(summary).flatMap(({ name, measures }) =>
    measures.rva.curve.map(({ areaKm2, recall, low, high }) => [name, areaKm2, recall, low, high]),
  );
  return toCsv([["system", "area_km2", "recall", "low", "high"], ...rows]);
}

function systemsOf({ name, measures, baselines }: Summary) {
  return measures ? [{ name, measures }, ...baselines] : [];
}
