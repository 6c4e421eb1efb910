import type {
  ExpressionSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from "maplibre-gl";
import type { Palette } from "../palette.ts";
import { BANDS, bandColour } from "./bands.ts";
import { NOTHING } from "./features.ts";
import { graticule } from "./graticule.ts";

/** Names that the map and its layers share. */
export const SOURCE = {
  basemap: "basemap",
  graticule: "graticule",
  cells: "cells",
  regions: "regions",
  outline: "outline",
  hints: "hints",
  draft: "draft",
} as const;

const FONT = ["Inter"];

/** The whole map as a function of the palette: sources that start empty, and layers from the sea up. */
export function mapStyle(palette: Palette, basemapUrl: string): StyleSpecification {
  return {
    version: 8,
    name: "Graticule",
    sources: {
      [SOURCE.basemap]: { type: "vector", url: basemapUrl },
      [SOURCE.graticule]: { type: "geojson", data: graticule() },
      ...answerSources(),
    },
    layers: [...ground(palette), ...answerLayers(palette), ...labels(palette)],
  };
}

/** Sources of what the answer draws; they start empty. */
export function answerSources(): Record<string, SourceSpecification> {
  // Cells are drawn as they are: simplified hexagons would leave gaps.
  const exact = { type: "geojson", data: NOTHING, tolerance: 0, buffer: 8, maxzoom: 6 } as const;
  return {
    [SOURCE.regions]: exact,
    [SOURCE.cells]: exact,
    [SOURCE.outline]: exact,
    [SOURCE.hints]: exact,
    [SOURCE.draft]: { type: "geojson", data: NOTHING },
  };
}

function ground({ map }: Palette): LayerSpecification[] {
  return [
    { id: "sea", type: "background", paint: { "background-color": map.sea } },
    {
      id: "graticule",
      type: "line",
      source: SOURCE.graticule,
      paint: { "line-color": map.graticule, "line-width": 0.8 },
    },
    {
      id: "land",
      type: "fill",
      source: SOURCE.basemap,
      "source-layer": "land",
      paint: { "fill-color": map.land, "fill-antialias": false },
    },
  ];
}

/** Hexagons and outlines. Opaque, so that the legend's colours are the map's; coasts and borders lie above. */
export function answerLayers(palette: Palette): LayerSpecification[] {
  const { map } = palette;
  return [
    {
      id: "regions",
      type: "fill",
      source: SOURCE.regions,
      layout: { "fill-sort-key": ["-", 0, ["get", "band"]] },
      paint: { "fill-color": bandColours(palette), "fill-antialias": false },
    },
    {
      id: "cells",
      type: "fill",
      source: SOURCE.cells,
      layout: { "fill-sort-key": ["-", 0, ["id"]] },
      paint: { "fill-color": bandColours(palette), "fill-antialias": false },
    },
    {
      id: "cell-edges",
      type: "line",
      source: SOURCE.cells,
      minzoom: 4,
      paint: {
        "line-color": map.halo,
        "line-opacity": ["interpolate", ["linear"], ["zoom"], 4, 0, 6, 0.35],
        "line-width": 0.7,
      },
    },
    {
      id: "coast",
      type: "line",
      source: SOURCE.basemap,
      "source-layer": "land",
      paint: { "line-color": map.coast, "line-width": width(0.5, 1) },
    },
    {
      id: "borders",
      type: "line",
      source: SOURCE.basemap,
      "source-layer": "borders",
      paint: { "line-color": map.border, "line-width": width(0.5, 1.2) },
    },
    {
      id: "hint-fill",
      type: "fill",
      source: SOURCE.hints,
      paint: { "fill-color": hintColour(palette), "fill-opacity": 0.08 },
    },
    {
      id: "hint-line",
      type: "line",
      source: SOURCE.hints,
      paint: { "line-color": hintColour(palette), "line-width": 2, "line-dasharray": [3, 2] },
    },
    {
      id: "outline-casing",
      type: "line",
      source: SOURCE.outline,
      layout: { "line-join": "round" },
      paint: {
        "line-color": map["region-casing"],
        "line-width": width(2.4, 4),
        "line-opacity": 0.8,
      },
    },
    {
      id: "outline",
      type: "line",
      source: SOURCE.outline,
      layout: { "line-join": "round" },
      paint: { "line-color": map.region, "line-width": width(1, 2) },
    },
    {
      id: "draft-line",
      type: "line",
      source: SOURCE.draft,
      paint: { "line-color": map.keep, "line-width": 2, "line-dasharray": [2, 1.5] },
    },
    {
      id: "draft-corners",
      type: "circle",
      source: SOURCE.draft,
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-radius": 5,
        "circle-color": map.halo,
        "circle-stroke-color": map.keep,
        "circle-stroke-width": 2,
      },
    },
  ];
}

function labels({ map }: Palette): LayerSpecification[] {
  return [
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
      id: "countries",
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

function bandColours(palette: Palette): ExpressionSpecification {
  const cases = BANDS.flatMap((band) => [band, bandColour(band, palette)]);
  const fallback = bandColour(100, palette);
  return ["match", ["get", "band"], ...cases, fallback] as unknown as ExpressionSpecification;
}

function hintColour({ map }: Palette): ExpressionSpecification {
  return ["match", ["get", "side"], "exclude", map.exclude, map.keep];
}

function haloed(colour: string, halo: string) {
  return { "text-color": colour, "text-halo-color": halo, "text-halo-width": 1.2 };
}

/** A width that grows with the zoom from the world view to a city. */
function width(far: number, near: number): ExpressionSpecification {
  return ["interpolate", ["linear"], ["zoom"], 1, far, 7, near];
}
