import type { LandCells } from "../earth/land-cells.ts";
import type { LngLat } from "../earth/lng-lat.ts";
import { atOnce, type Steps } from "../earth/steps.ts";
import { type Tessellation, tessellationSteps } from "./tessellation.ts";

/** Where an album may be: cells, what is believed of them before any photo is seen, and some ways to part them. */
export interface World {
  readonly count: number;
  /** Probability of each cell; sums to 1, each positive. */
  readonly prior: Float64Array;
  readonly tessellations: readonly Tessellation[];
}

/** Turned so often that few neighbours are parted by all of them. */
const TURNS = 3;

/** Takes half a second for the land cells: made once for a prior and kept. */
export function worldOf(cells: Pick<LandCells, "lng" | "lat">, prior: Float64Array): World {
  return atOnce(worldSteps(cells, prior));
}

/** The same, with pauses. */
export function* worldSteps(
  cells: Pick<LandCells, "lng" | "lat">,
  prior: Float64Array,
): Steps<World> {
  const points = Array.from(cells.lng, (lng, row): LngLat => [lng, cells.lat[row]!]);
  const tessellations: Tessellation[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    tessellations.push(yield* tessellationSteps(points, prior, turn));
    yield;
  }
  return { count: prior.length, prior, tessellations };
}
