import type { PredictionOptions } from "./options.ts";
import { type GivenText, PARAMETERS, type Parameter, readOptions } from "./parameters.ts";

/** What is asked of the answers; what was asked before the photos were seen stands in their looks. */
const OF_ANSWERS: readonly string[] = ["top_k", "regions", "max_cells", "densest", "changes"];

/** Parameters that an album shares with a prediction. */
export const ALBUM_PARAMETERS: readonly Parameter[] = PARAMETERS.filter(({ name }) =>
  OF_ANSWERS.includes(name),
).map((parameter) =>
  parameter.name === "max_cells"
    ? // The cells of one answer are 100 kB: who wants those of 500 says so.
      { ...parameter, schema: { ...parameter.schema, default: 0 } }
    : parameter,
);

/** Texts to options. Throws `parameter_invalid` with every fault. */
export function readAlbumOptions(given: readonly GivenText[]): PredictionOptions {
  const options = readOptions(given, undefined, ALBUM_PARAMETERS, []);
  const asksForCells = given.some(({ name }) => name === "max_cells");
  return asksForCells ? options : { ...options, maxCells: 0 };
}
