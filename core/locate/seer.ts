import type { Site } from "../belief/refinement.ts";
import type { ImageSpec } from "../contracts/bundle.ts";
import { createBatches } from "./batches.ts";
import type { Model } from "./model.ts";
import { createSiteVectors } from "./site-vectors.ts";
import { dotRow } from "./vectors.ts";
import { encodeViews, type Views } from "./views.ts";

/** A photo as it is shown to a bundle. */
export interface Query {
  /** As the bundle's own image encoder wants it: one view, or ten. */
  readonly views: Views;
  /** The whole photo as another image encoder wants it, float32 [3, size, size]. */
  view(image: ImageSpec): Promise<Float32Array>;
}

/** A photo as a bundle sees it. */
export interface Seen {
  readonly query: Query;
  /** Of unit length, or the mean of the views' vectors. */
  readonly vector: Float32Array;
  /** With every land cell. */
  readonly cosines: Float32Array;
}

/** Looks at photos, and at places through their eyes. */
export interface Seer {
  /** Photos that wait together are seen together. Rejects with "cancelled" for a caller who leaves while waiting. */
  see(query: Query, signal?: AbortSignal): Promise<Seen>;
  /** Cosines of a photo's vector with places of any fineness, in their order. */
  at(vector: Float32Array, sites: readonly Site[]): Promise<Float32Array>;
}

/** Photos that are encoded and scored in one run. Beyond 4 the gain per photo is small, the first waits long, and ONNX
 * Runtime keeps 25 MB for each more. */
const MOST_IN_BATCH = 4;

export function createSeer(model: Model): Seer {
  const vectorsOf = createSiteVectors(model);
  return {
    see: createBatches(async (queries: readonly Query[]) => {
      const vectors = await encodeViews(
        model,
        queries.map(({ views }) => views),
      );
      const cosines = await model.score(vectors);
      return queries.map((query, i) => ({ query, vector: vectors[i]!, cosines: cosines[i]! }));
    }, MOST_IN_BATCH),
    async at(vector, sites) {
      return Float32Array.from(await vectorsOf(sites), (site) => dotRow(vector, site, 0));
    },
  };
}
