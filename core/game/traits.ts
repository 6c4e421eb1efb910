import * as z from "zod";
import { KOEPPEN } from "../contracts/hint-codes.ts";
import type { Geography } from "../earth/geography.ts";
import { nearestRow, rowHolding } from "../earth/land-rows.ts";
import type { Position } from "../earth/lng-lat.ts";
import { seaDistanceKm } from "../earth/sea-distance.ts";

/** What can be learnt to see in a photo: of the land cell, about 25 km wide, that holds a place. Null: not known. */
export const TraitsSchema = z
  .strictObject({
    drivingSide: z.enum(["left", "right"]).nullable(),
    climate: z
      .enum(KOEPPEN as [string, ...string[]])
      .nullable()
      .meta({ description: "Köppen-Geiger class", examples: ["Cfb"] }),
    elevationM: z.int().meta({ description: "Mean of the land, metres" }),
    seaKm: z.int().min(0).nullable().meta({ description: "From the nearest shore of the sea" }),
    peoplePerKm2: z.int().min(0),
  })
  .meta({ id: "Traits" });

export type Traits = z.infer<typeof TraitsSchema>;

/** Farther from all land a place has no traits, km: pins beside small islands have theirs. */
const SHORE_KM = 50;

/** The traits of a place; null where there is no land near it. */
export function traitsAt({ lat, lng }: Position, geography: Geography): Traits | null {
  const { cells, vectors, sea } = geography;
  const at = [lng, lat] as const;
  const held = rowHolding(cells, at);
  const row = held >= 0 ? held : nearestRow(vectors, at, SHORE_KM);
  if (row < 0) return null;
  const side = cells.drivingSide[row]!;
  return {
    drivingSide: side === 0 ? null : side === 1 ? "left" : "right",
    climate: KOEPPEN[cells.climate[row]! - 1] ?? null,
    elevationM: cells.elevationM[row]!,
    seaKm: sea && Math.round(seaDistanceKm(sea, at)),
    peoplePerKm2: Math.round(cells.population[row]! / cells.areaKm2[row]!),
  };
}
