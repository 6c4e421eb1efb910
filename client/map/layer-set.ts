import type { FeatureCollection } from "geojson";
import type { CircleLayerSpecification, LineLayerSpecification } from "maplibre-gl";

/** Something that a view draws on the map beside an answer: its data, and how they look. */
export interface LayerSet {
  readonly data: FeatureCollection;
  /** The same array means the same look: then only the data are exchanged. */
  readonly layers: readonly Layer[];
}

/** A layer of a set; the map adds the source. */
export type Layer =
  | Omit<CircleLayerSpecification, "source">
  | Omit<LineLayerSpecification, "source">;
