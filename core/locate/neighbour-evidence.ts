import type { LandCells } from "../earth/land-cells.ts";
import { DENSITY, logDensityOf, unitVectorsOf } from "../retrieval/density.ts";
import { type References, SAME_FROM } from "../retrieval/references.ts";
import { EVIDENCE, type Evidence } from "./evidence.ts";
import { inTurns, type TakeTurn } from "./turns.ts";

/** Photo vectors to what their neighbours in an index say, per land cell; null where there is none. */
export type AskNeighbours = (vector: Float32Array) => Promise<Float64Array | null>;

/** The photo itself, and what is nearly the same, is not asked: an index may hold the photos of an evaluation. */
export function createAskNeighbours(
  { search }: References,
  cells: Pick<LandCells, "lng" | "lat">,
  takeTurn: TakeTurn,
): AskNeighbours {
  const units = unitVectorsOf(cells);
  return async (vector) => {
    const found = await search.find(vector, { k: DENSITY.neighbours, below: SAME_FROM }, takeTurn);
    return found.length === 0 ? null : inTurns(logDensityOf(found, units), takeTurn);
  };
}

/** What the photos of an index say that look most like a photo. */
export function neighbourEvidence(ask: AskNeighbours, weight: number): Evidence {
  return { name: EVIDENCE.neighbours, weight, say: ({ vector }) => ask(vector) };
}
