import type { Prediction } from "../../core/contracts/prediction.ts";
import { packDocument, unpackDocument } from "./packed.ts";
import type { PhotoId } from "./state.ts";

/** Where answers lie that are not on display: five hundred of them, opened, would take most of a browser's memory. */
export interface Shelf {
  put(id: PhotoId, query: string, prediction: Prediction): Promise<void>;
  /** The answer to that question about that photo, or null where there is none (any more). */
  get(id: PhotoId, query: string): Promise<Prediction | null>;
  /** Lets go of all answers about a photo. */
  drop(id: PhotoId): void;
}

/** A shelf that lasts as long as the page, packed. */
export function memoryShelf(): Shelf {
  // Promises, so that an answer can be asked for while it is being packed.
  const answers = new Map<PhotoId, Map<string, Promise<Blob>>>();
  return {
    async put(id, query, prediction) {
      const packed = packDocument(prediction);
      const known = answers.get(id) ?? new Map<string, Promise<Blob>>();
      answers.set(id, known.set(query, packed));
      await packed;
    },
    async get(id, query) {
      const packed = await answers.get(id)?.get(query);
      return packed ? ((await unpackDocument(packed)) as Prediction) : null;
    },
    drop: (id) => {
      answers.delete(id);
    },
  };
}
