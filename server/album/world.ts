import { type World, worldSteps } from "../../core/album/world.ts";
import type { LandCells } from "../../core/earth/land-cells.ts";
import { inTurns, type TakeTurn } from "../../core/locate/turns.ts";

/** Worlds by their priors, which a locator makes once each: a closed locator takes its worlds along. */
const worlds = new WeakMap<Float64Array, Promise<World>>();

/** The world of an album, made when it is first asked for under a prior: it takes half a second and 10 MB. */
export function worldUnder(
  cells: LandCells,
  prior: Float64Array,
  takeTurn: TakeTurn,
): Promise<World> {
  const world = worlds.get(prior) ?? inTurns(worldSteps(cells, prior), takeTurn);
  worlds.set(prior, world);
  return world;
}
