import type { FeatureCollection } from "geojson";
import type {
  CircleLayerSpecification,
  GeoJSONSource,
  LayerSpecification,
  LineLayerSpecification,
  Map as MapLibreMap,
  SymbolLayerSpecification,
} from "maplibre-gl";
import { isLabel } from "./foreign-style.ts";

/** Something that a view draws on the map beside an answer: its data, and how they look. */
export interface LayerSet {
  readonly data: FeatureCollection;
  /** The same array means the same look: then only the data are exchanged. */
  readonly layers: readonly Layer[];
}

/** A layer of a set; the map adds the source, and the font of its own names: where it writes none, symbols are left out. */
export type Layer =
  | Omit<CircleLayerSpecification, "source">
  | Omit<LineLayerSpecification, "source">
  | Omit<SymbolLayerSpecification, "source">;

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
    const names = map.getStyle().layers.filter(isLabel);
    const font = fontOf(names);
    for (const layer of set.layers) {
      if (layer.type !== "symbol") map.addLayer({ ...layer, source: name }, names[0]?.id);
      else if (font) {
        const layout = { ...layer.layout, "text-font": font };
        map.addLayer({ ...layer, source: name, layout }, names[0]?.id);
      }
    }
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

/** The font that a style's names are written in, where it is told outright. */
function fontOf(names: readonly LayerSpecification[]): string[] | null {
  for (const { layout = {} } of names.filter((layer) => layer.type === "symbol")) {
    const font: unknown = layout["text-font"];
    if (Array.isArray(font) && font.every((name) => typeof name === "string")) return font;
  }
  return null;
}
