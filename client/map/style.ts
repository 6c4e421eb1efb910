import type {
  ExpressionSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from "maplibre-gl";
import type { Palette } from "../ui/palette.ts";
import { BANDS, bandColour } from "./bands.ts";
import { CHANGE_BANDS } from "./change-bands.ts";
import { NOTHING } from "./features.ts";
import { graticule } from "./graticule.ts";
import { labels } from "./labels.ts";
import { SOURCE } from "./sources.ts";

/** Whose line or circle a feature of the game's source is, by its property `role`. */
export type GameRole = "you" | "model" | "bet";

/** Layers of the cells, one per band from the rest up: a layer of one colour needs no shader of its own. */
export const CELL_LAYERS = BANDS.toReversed().map((band) => `cells-${band}`);

/** Layers of the regions beyond the listed cells. */
export const REGION_LAYERS = BANDS.toReversed().map((band) => `regions-${band}`);

/** Layers of the regions that the listed cells make up. */
export const UNDERLAY_LAYERS = BANDS.toReversed().map((band) => `underlay-${band}`);

/** From here on the base map's own, denser graticule is drawn. */
const FINE_GRATICULE_ZOOM = 3;

/** Where the parts of the map that ships lie: PMTiles files, as the map's protocol for them wants it. */
export interface OwnAddresses {
  readonly basemap: string;
  readonly relief: string;
}

/** Hills, which are shown once all else is drawn. */
export const RELIEF_LAYER = "relief";

/** Deepest zoom of the relief's tiles. */
const RELIEF_ZOOM = 1;

/** Where the relief, which is coarse, begins to fade, and where it is gone. */
const RELIEF_FADES = [3, 5.5] as const;

/** The whole map as a function of the palette: sources that start empty, and layers from the sea up. */
export function mapStyle(palette: Palette, addresses: OwnAddresses): StyleSpecification {
  return {
    version: 8,
    name: "Graticule",
    projection: { type: "globe" },
    sources: {
      [SOURCE.basemap]: { type: "vector", url: addresses.basemap },
      [SOURCE.relief]: {
        type: "raster",
        tiles: [`${addresses.relief}/{z}/{x}/{y}`],
        tileSize: 512,
        maxzoom: RELIEF_ZOOM,
      },
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
    [SOURCE.underlay]: exact,
    [SOURCE.cells]: exact,
    [SOURCE.changes]: exact,
    [SOURCE.outline]: exact,
    [SOURCE.hints]: exact,
    [SOURCE.draft]: { type: "geojson", data: NOTHING },
    [SOURCE.game]: { type: "geojson", data: NOTHING, tolerance: 0.1 },
  };
}

/** Sea, land and graticule of the map that ships. */
export function ground({ map, relief }: Palette): LayerSpecification[] {
  return [
    { id: "sea", type: "background", paint: { "background-color": map.sea } },
    {
      id: "land",
      type: "fill",
      source: SOURCE.basemap,
      "source-layer": "land",
      paint: { "fill-color": map.land, "fill-antialias": false },
    },
    {
      id: RELIEF_LAYER,
      type: "raster",
      source: SOURCE.relief,
      maxzoom: RELIEF_FADES[1],
      layout: { visibility: "none" },
      paint: {
        "raster-opacity": [
          "interpolate",
          ["linear"],
          ["zoom"],
          RELIEF_FADES[0],
          relief,
          RELIEF_FADES[1],
          0,
        ],
      },
    },
    {
      id: "graticule",
      type: "line",
      source: SOURCE.graticule,
      maxzoom: FINE_GRATICULE_ZOOM,
      paint: { "line-color": map.graticule, "line-width": 0.8 },
    },
    {
      id: "graticule-fine",
      type: "line",
      source: SOURCE.basemap,
      "source-layer": "graticule",
      minzoom: FINE_GRATICULE_ZOOM,
      paint: { "line-color": map.graticule, "line-width": 0.8 },
    },
  ];
}

/**
 * Hexagons and outlines. Opaque, so that the legend's colours are the map's; coasts and borders lie above.
 *
 * A shader is compiled when the first layer of its kind is drawn, and holds up the page meanwhile. Layers of a constant
 * colour share the land's and the coast's, so that an answer appears without a pause; colours that depend on the data
 * would need others.
 */
export function answerLayers(palette: Palette): LayerSpecification[] {
  const { map } = palette;
  return [
    ...bandLayers("regions", SOURCE.regions, palette),
    ...bandLayers("underlay", SOURCE.underlay, palette),
    ...bandLayers("cells", SOURCE.cells, palette),
    ...changeLayers(palette),
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
        "line-width": 4,
        "line-opacity": ["interpolate", ["linear"], ["zoom"], 2, 0, 4, 0.8],
      },
    },
    {
      id: "outline",
      type: "line",
      source: SOURCE.outline,
      layout: { "line-join": "round" },
      paint: { "line-color": map.region, "line-width": width(0.6, 2.2) },
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
    ...gameLayers(palette),
  ];
}

/** Lines and circles of a game. */
function gameLayers({ ui, map }: Palette): LayerSpecification[] {
  const colours: Record<GameRole, string> = {
    you: map["pin-best"],
    model: map["pin-model"],
    bet: ui.accent,
  };
  return [
    {
      id: "game-fill",
      type: "fill",
      source: SOURCE.game,
      filter: ["==", ["get", "role"], "bet"],
      paint: { "fill-color": colours.bet, "fill-opacity": 0.16, "fill-antialias": false },
    },
    {
      id: "game-casing",
      type: "line",
      source: SOURCE.game,
      layout: { "line-join": "round", "line-cap": "round" },
      paint: { "line-color": map.halo, "line-width": 5 },
    },
    ...Object.entries(colours).map(
      ([role, colour]): LayerSpecification => ({
        id: `game-line-${role}`,
        type: "line",
        source: SOURCE.game,
        filter: ["==", ["get", "role"], role],
        layout: { "line-join": "round", "line-cap": "round" },
        paint: { "line-color": colour, "line-width": 2.5 },
      }),
    ),
  ];
}

/** One layer per band, the widest first, to be painted over. */
function bandLayers(name: string, source: string, palette: Palette): LayerSpecification[] {
  return BANDS.toReversed().map((band) => ({
    id: `${name}-${band}`,
    type: "fill",
    source,
    filter: ["==", ["get", "band"], band],
    paint: { "fill-color": bandColour(band, palette), "fill-antialias": false },
  }));
}

function changeLayers({ changes }: Palette): LayerSpecification[] {
  return CHANGE_BANDS.map(({ name }) => ({
    id: name,
    type: "fill",
    source: SOURCE.changes,
    filter: ["==", ["get", "band"], name],
    paint: { "fill-color": changes[name], "fill-antialias": false },
  }));
}

function hintColour({ map }: Palette): ExpressionSpecification {
  return ["match", ["get", "side"], "exclude", map.exclude, map.keep];
}

/** A width that grows with the zoom from the world view to a city. */
function width(far: number, near: number): ExpressionSpecification {
  return ["interpolate", ["linear"], ["zoom"], 1, far, 7, near];
}
