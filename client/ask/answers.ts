import type { Prediction } from "../../core/contracts/prediction.ts";
import { toQuery } from "./question.ts";
import { memoryShelf, type Shelf } from "./shelf.ts";
import type { Photo } from "./state.ts";

// Answers that are not on display, wherever they lie.

let behind: Shelf = memoryShelf();

/** The shelf in use. */
export const shelf: Shelf = {
  put: (id, query, prediction) => behind.put(id, query, prediction),
  get: (id, query) => behind.get(id, query),
  drop: (id) => behind.drop(id),
};

/** Puts a longer-lasting shelf in front of the one that there is. */
export function useShelf(make: (before: Shelf) => Shelf): void {
  behind = make(behind);
}

/** The answer to a photo's question, wherever it lies; null where there is none. */
export async function answerOf({ id, question, shown }: Photo): Promise<Prediction | null> {
  return shown ?? shelf.get(id, toQuery(question));
}
