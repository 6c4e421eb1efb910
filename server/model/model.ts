import type { LandCells } from "../../core/earth/land-cells.ts";
import type { Model } from "../../core/locate/model.ts";
import { openTogether } from "../process/closing-stack.ts";
import type { Bundle } from "./bundle.ts";
import { openCellIndex } from "./cell-index.ts";
import { openImageEncoder } from "./image-encoder.ts";
import { openLocationEncoder } from "./location-encoder.ts";
import type { Provider } from "./provider.ts";
import { openScorer } from "./scorer.ts";
import { openSequence } from "./sequence.ts";
import type { VectorNotes } from "./vector-file.ts";

export interface ModelSettings extends VectorNotes {
  /** Where the cell index is kept between starts. */
  readonly cacheFolder: string;
  /** Threads of one model run. */
  readonly threads: number;
  /** What runs the encoders; the CPU unless told. */
  readonly provider?: Provider;
}

/** A bundle's networks in the model thread. Makes the cell index if there is none, and checks that the parts agree. */
export function openModel(
  bundle: Bundle,
  cells: LandCells,
  settings: ModelSettings,
): Promise<Model> {
  const { cacheFolder, threads, provider } = settings;
  return openTogether(async ({ use, close }) => {
    const [images, places] = await Promise.all([
      use(openImageEncoder(bundle, threads, provider)),
      use(openLocationEncoder(bundle, threads, provider)),
    ]);
    const sequence = bundle.manifest.sequence
      ? await use(openSequence(bundle, bundle.manifest.sequence, threads, provider))
      : null;
    const index = await openCellIndex(bundle, places, cells, cacheFolder, settings);
    const scorer = await use(openScorer(index, threads));
    return {
      encode: images.encode,
      score: scorer.score,
      locations: places.encode,
      together: sequence?.together ?? null,
      close,
    };
  });
}
