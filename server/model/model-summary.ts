import type { ModelSummary } from "../../core/contracts/api.ts";
import type { BundleManifest } from "../../core/contracts/bundle.ts";

/** What is said of a bundle. `selected` and `ready` are those of the one that answers. */
export function summaryOf(
  manifest: BundleManifest,
  state: Pick<ModelSummary, "selected" | "ready" | "cells" | "resolution">,
): ModelSummary {
  const { name, version, licence, summary, trainedOn, dimension, calibration, files } = manifest;
  return {
    name,
    version,
    licence,
    summary,
    trainedOn,
    selected: state.selected,
    ready: state.ready,
    dimension,
    cells: state.cells,
    resolution: state.resolution,
    bytes: Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0),
    calibration: calibration
      ? { set: calibration.set, photos: calibration.photos, coverage: calibration.coverage }
      : null,
  };
}
