import type { Palette } from "../ui/palette.ts";
import type { Layer } from "./layer-set.ts";

const made = new Map<Palette, readonly Layer[]>();

/** How the way through an album looks: a line with arrows, numbered points on it, and apart from it what does not belong. */
export function wayLayers(palette: Palette): readonly Layer[] {
  const known = made.get(palette);
  if (known) return known;
  const layers = layersOf(palette);
  made.set(palette, layers);
  return layers;
}

function layersOf({ ui, map }: Palette): readonly Layer[] {
  const isOf = (role: string): ["==", ["get", string], string] => ["==", ["get", "role"], role];
  return [
    {
      id: "way-casing",
      type: "line",
      filter: isOf("line"),
      layout: { "line-join": "round", "line-cap": "round" },
      paint: { "line-color": map.halo, "line-width": 6 },
    },
    {
      id: "way-line",
      type: "line",
      filter: isOf("line"),
      layout: { "line-join": "round", "line-cap": "round" },
      paint: { "line-color": ui.accent, "line-width": 2.5 },
    },
    {
      id: "way-arrows",
      type: "symbol",
      filter: isOf("line"),
      layout: {
        "symbol-placement": "line",
        "symbol-spacing": 70,
        "text-field": ">",
        "text-size": 20,
        "text-keep-upright": false,
        "text-rotation-alignment": "map",
        "text-allow-overlap": true,
        "text-ignore-placement": true,
      },
      paint: { "text-color": ui.accent, "text-halo-color": map.halo, "text-halo-width": 2 },
    },
    {
      id: "way-strays",
      type: "circle",
      filter: isOf("stray"),
      paint: {
        "circle-radius": ["case", ["get", "isChosen"], 10, 7],
        "circle-color": map.halo,
        "circle-opacity": 0.7,
        "circle-stroke-color": map.exclude,
        "circle-stroke-width": 2,
      },
    },
    {
      id: "way-stops",
      type: "circle",
      filter: isOf("stop"),
      paint: {
        "circle-radius": [
          "case",
          ["any", ["get", "isChosen"], [">", ["length", ["get", "number"]], 2]],
          13,
          9,
        ],
        "circle-color": ui.accent,
        "circle-stroke-color": map.halo,
        "circle-stroke-width": ["case", ["get", "isChosen"], 4, 2],
      },
    },
    {
      id: "way-numbers",
      type: "symbol",
      filter: isOf("stop"),
      layout: {
        "text-field": ["get", "number"],
        "text-size": 11,
        // Of points that cover each other one has its number: the chosen one before others.
        "symbol-sort-key": ["case", ["get", "isChosen"], 0, 1],
      },
      paint: { "text-color": ui["accent-ink"] },
    },
  ];
}
