import type { FilterSpecification, LayerSpecification, Map as MapLibreMap } from "maplibre-gl";
import { countriesOf, type HintSide, type Question } from "../ask/question.ts";
import type { Palette } from "../ui/palette.ts";
import { SOURCE } from "./sources.ts";

/** Layers that mark the labels of hinted countries. */
export const HINT_LAYER: Readonly<Record<HintSide, string>> = {
  within: "hint-within",
  exclude: "hint-exclude",
};

const COUNTRIES = "countries";
const FONT = ["Inter"];

/** Names of countries and cities, and those that a hint marks: the topmost layers. */
export function labels({ map }: Palette): LayerSpecification[] {
  return [
    hintLabel("within", "Only ", map.keep, map.halo),
    hintLabel("exclude", "Not ", map.exclude, map.halo),
    {
      id: "cities",
      type: "symbol",
      source: SOURCE.basemap,
      "source-layer": "cities",
      minzoom: 4,
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 4, 10.5, 9, 13],
        "text-max-width": 8,
        "text-padding": 6,
      },
      paint: haloed(map["label-soft"], map.halo),
    },
    {
      id: COUNTRIES,
      type: "symbol",
      source: SOURCE.basemap,
      "source-layer": "countries",
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 1, 10, 6, 15],
        "text-max-width": 7,
        "text-padding": 8,
        "text-letter-spacing": 0.02,
      },
      paint: haloed(map.label, map.halo),
    },
  ];
}

/** A hinted country's label: it stands for the country's shape, which the base map does not have. */
function hintLabel(side: HintSide, word: string, colour: string, halo: string): LayerSpecification {
  return {
    id: HINT_LAYER[side],
    type: "symbol",
    source: SOURCE.basemap,
    "source-layer": "countries",
    filter: countryFilter(null, side),
    layout: {
      "text-field": ["concat", word, ["get", "name"]],
      "text-font": FONT,
      "text-size": 14,
      "text-allow-overlap": true,
    },
    paint: { ...haloed(colour, halo), "text-halo-width": 2 },
  };
}

/** Which countries' labels a hint marks. */
export function countryFilter(question: Question | null, side: HintSide): FilterSpecification {
  return ["in", ["get", "iso"], ["literal", countriesOf(question, side)]];
}

/** Shows the names of countries from a zoom on. */
export function showNamesFrom(map: MapLibreMap, zoom: number): void {
  if (map.getLayer(COUNTRIES)) map.setLayerZoomRange(COUNTRIES, zoom, 24);
}

function haloed(colour: string, halo: string) {
  return { "text-color": colour, "text-halo-color": halo, "text-halo-width": 1.6 };
}
