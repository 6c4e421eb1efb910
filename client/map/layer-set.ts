import type { FeatureCollection } from "geojson";
import type {
  CircleLayerSpecification,
  GeoJSONSource,
  LineLayerSpecification,
  Map as MapLibreMap,
} from "maplibre-gl";
import { isLabel } from "./foreign-style.ts";

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

/** The sets on a map, by their names. */
export interface LayerSets {
  /** Draws a set above the answer and below the names; null takes it away. */
  set(name: string, set: LayerSet | null): void;
}

export function createLayerSets(map: MapLibreMap): LayerSets {
  const sets = new Map<string, LayerSet>();

  function drop(name: string): void {
    for (const { id } of sets.get(name)?.layers ?? []) {
      if (map.getLayer(id)) map.removeLayer(id);
    }
    if (map.getSource(name)) map.removeSource(name);
    sets.delete(name);
  }

  function add(name: string, set: LayerSet): void {
    sets.set(name, set);
    map.addSource(name, { type: "geojson", data: set.data });
    const labels = map.getStyle().layers.find(isLabel)?.id;
    for (const layer of set.layers) map.addLayer({ ...layer, source: name }, labels);
  }

  return {
    set(name, set) {
      const before = sets.get(name);
      if (before && set?.layers === before.layers) {
        sets.set(name, set);
        map.getSource<GeoJSONSource>(name)?.setData(set.data);
        return;
      }
      drop(name);
      if (set) add(name, set);
    },
  };
}
