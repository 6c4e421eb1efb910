import type { LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import type { Palette } from "../ui/palette.ts";
import { SOURCE } from "./sources.ts";
import { answerLayers, answerSources } from "./style.ts";

/**
 * Someone else's style with the answer in it: above all that it draws but its names, without what needs our own base
 * map. Layers and sources of theirs that have a name of ours get another.
 */
export function withAnswer(style: StyleSpecification, palette: Palette): StyleSpecification {
  const ours = answerLayers(palette).filter(
    (layer) => !("source" in layer) || layer.source !== SOURCE.basemap,
  );
  const { sources, layers, terrain } = withoutClashes(style, new Set(ours.map(({ id }) => id)));
  const names = layers.filter(isLabel);
  const rest = layers.filter((layer) => !isLabel(layer));
  return {
    ...style,
    ...(terrain && { terrain }),
    // The camera begins with a globe, and unrolls it.
    projection: { type: "globe" },
    sources: { ...sources, ...answerSources() },
    layers: [...rest, ...ours, ...names],
  };
}

/** Whether a layer writes names, which stay above the answer. Arrows and crests alone are part of what lies below. */
export function isLabel(layer: LayerSpecification): boolean {
  if (layer.type !== "symbol") return false;
  const { layout = {} } = layer;
  return layout["text-field"] !== undefined || layout["icon-image"] === undefined;
}

function withoutClashes(
  { sources, layers, terrain }: StyleSpecification,
  ourLayers: ReadonlySet<string>,
): Pick<StyleSpecification, "sources" | "layers" | "terrain"> {
  const ourSources = new Set<string>(Object.values(SOURCE));
  const nameOf = (id: string, ours: ReadonlySet<string>) => (ours.has(id) ? `their ${id}` : id);
  const renamed = Object.entries(sources).map(([id, source]): [string, SourceSpecification] => [
    nameOf(id, ourSources),
    source,
  ]);
  return {
    sources: Object.fromEntries(renamed),
    layers: layers.map((layer): LayerSpecification => {
      const id = nameOf(layer.id, ourLayers);
      return "source" in layer
        ? { ...layer, id, source: nameOf(layer.source, ourSources) }
        : { ...layer, id };
    }),
    ...(terrain && { terrain: { ...terrain, source: nameOf(terrain.source, ourSources) } }),
  };
}
