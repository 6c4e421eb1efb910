import type { Geography } from "../../core/earth/geography.ts";
import { openBundle } from "../model/bundle.ts";
import { openCellIndex } from "../model/cell-index.ts";
import { readGalleryPoints } from "../model/gallery.ts";
import { openGalleryIndex } from "../model/gallery-index.ts";
import { openImageEncoder } from "../model/image-encoder.ts";
import { openLocationEncoder } from "../model/location-encoder.ts";
import { readPriorWeights } from "../model/prior-weights.ts";
import type { Provider } from "../model/provider.ts";
import type { VectorNotes } from "../model/vector-file.ts";

export interface PrepareSettings extends VectorNotes {
  readonly geography: Geography;
  readonly cacheFolder: string;
  readonly threads: number;
  readonly provider: Provider;
}

/**
 * Tries every part of a bundle and makes its indexes, so that it answers at once when it is chosen.
 *
 * @throws GraticuleError "bundle_invalid" when its parts do not fit together
 */
export async function prepareBundle(folder: string, settings: PrepareSettings): Promise<void> {
  const { cacheFolder, threads, provider } = settings;
  const { cells } = settings.geography;
  const bundle = await openBundle(folder);
  const points = await readGalleryPoints(bundle, cells);
  await readPriorWeights(bundle, cells, points);
  const images = await openImageEncoder(bundle, threads, provider);
  await images.close();
  const locations = await openLocationEncoder(bundle, threads, provider);
  try {
    await openCellIndex(bundle, locations, cells, cacheFolder, settings);
    if (!points) return;
    const gallery = await openGalleryIndex(
      bundle,
      points,
      locations,
      cacheFolder,
      threads,
      settings,
    );
    await gallery.close();
  } finally {
    await locations.close();
  }
}
