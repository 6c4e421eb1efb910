import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { BasemapChoice } from "../../core/contracts/basemap.ts";
import type { Palette } from "../ui/palette.ts";
import { HINT_LAYER, labels } from "./labels.ts";
import { SOURCE } from "./sources.ts";
import { answerLayers, ground, mapStyle, type OwnAddresses } from "./style.ts";

/** Source of the operator's tiles. */
export const ARCHIVE = "archive";

/** Pixels of a raster tile's side, as most are cut. */
const RASTER_TILE_PX = 256;

export type ArchiveChoice = Extract<BasemapChoice, { kind: "archive" }>;

/** What a layer of vector tiles shows, by the names that the common schemas give it. */
type Role = "land" | "water" | "green" | "building" | "road" | "border" | "place" | "other";

/** Protomaps, OpenMapTiles and Shortbread, and the names that people give layers of their own. */
const ROLES: Readonly<Record<Exclude<Role, "other">, RegExp>> = {
  land: /^(earth|land|landmass)$/,
  water:
    /^(water|ocean|oceans|lakes|rivers|waterway|water_polygons|water_lines|physical_line|dam_.*)$/,
  green: /^(landuse|landcover|land_?use|land_?cover|park|natural|sites|globallandcover)$/,
  building: /^buildings?$/,
  road: /^(roads?|transportation|transit|streets?|street_polygons|bridges|aeroway|ferries|aerialways)$/,
  border: /^(boundary|boundaries|borders|admin)$/,
  place: /^(places?|place_labels|countries|cities|towns|boundary_labels)$/,
};

/** Layers that repeat in words what others draw: a quiet map leaves them out. */
const LEFT_OUT =
  /^(pois?|housenumber|addresses|mountain_peak|aerodrome_label|water_name|transportation_name|street_labels(_points)?|streets_polygons_labels|water_(lines|polygons)_labels|pier_.*|public_transport|graticule)$/;

/** An archive of tiles in the page's own colours. One of a part of the world lies on the map that ships. */
export function archiveStyle(
  choice: ArchiveChoice,
  palette: Palette,
  addresses: { readonly archive: string; readonly own: OwnAddresses },
): StyleSpecification {
  const { tiles, coversWorld, attribution } = choice;
  const own = mapStyle(palette, addresses.own);
  const drawing = tiles === "raster" ? rasterDrawing() : vectorDrawing(choice, palette);
  const ours = answerLayers(palette).filter(
    (layer) => !coversWorld || !("source" in layer) || layer.source !== SOURCE.basemap,
  );
  const ownNames = labels(palette).filter(
    ({ id }) => !coversWorld || Object.values(HINT_LAYER).includes(id),
  );
  return {
    ...own,
    sources: {
      ...own.sources,
      [ARCHIVE]: {
        type: tiles,
        url: addresses.archive,
        ...(tiles === "raster" && { tileSize: RASTER_TILE_PX }),
        ...(attribution !== null && { attribution }),
      },
    },
    layers: [
      ...(coversWorld ? [background(choice, palette)] : ground(palette)),
      ...drawing.below,
      ...ours,
      ...drawing.above,
      // What comes last is written first: where both name a place, the map that ships does.
      ...drawing.names,
      ...ownNames,
    ],
  };
}

/** Some schemas have land and leave out the sea, others the reverse. */
function background({ layers }: ArchiveChoice, { map }: Palette): LayerSpecification {
  const hasLand = layers.some((layer) => roleOf(layer) === "land");
  const colour = hasLand ? map.sea : map.land;
  return { id: "sea", type: "background", paint: { "background-color": colour } };
}

interface Drawing {
  /** Under the cells of an answer. */
  readonly below: readonly LayerSpecification[];
  /** Lines over them, by which one finds one's way. */
  readonly above: readonly LayerSpecification[];
  readonly names: readonly LayerSpecification[];
}

function rasterDrawing(): Drawing {
  return { below: [{ id: "archive", type: "raster", source: ARCHIVE }], above: [], names: [] };
}

function vectorDrawing({ layers, coversWorld }: ArchiveChoice, palette: Palette): Drawing {
  const shown = layers.filter((layer) => !LEFT_OUT.test(layer));
  const of = (...roles: readonly Role[]) => shown.filter((layer) => roles.includes(roleOf(layer)));
  const { map } = palette;
  const fill = (layer: string, colour: string, opacity: number): LayerSpecification => ({
    ...partOf(layer, "fill"),
    type: "fill",
    filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "fill-color": colour, "fill-opacity": opacity },
  });
  const line = (layer: string, colour: string, width: Width): LayerSpecification => ({
    ...partOf(layer, "line"),
    type: "line",
    filter: ["==", ["geometry-type"], "LineString"],
    layout: { "line-join": "round", "line-cap": "round" },
    paint: { "line-color": colour, "line-width": width },
  });
  return {
    below: [
      ...of("land").map((layer) => fill(layer, map.land, 1)),
      ...of("green", "other").map((layer) => fill(layer, map.border, 0.18)),
      ...of("water").map((layer) => fill(layer, map.sea, 1)),
      ...of("water").map((layer) => line(layer, map.sea, growing(0.5, 3))),
      ...of("building").map((layer) => fill(layer, map.border, 0.5)),
    ],
    above: [
      ...of("other").map((layer) => line(layer, map.border, growing(0.5, 2))),
      ...of("road").map((layer) => line(layer, map.border, growing(0.3, 6, importance()))),
      ...of("border").map((layer) => line(layer, map.coast, growing(0.6, 2))),
      ...(of("land").map((layer) => ({
        ...line(layer, map.coast, growing(0.5, 1)),
        filter: ["==", ["geometry-type"], "Polygon"] as ExpressionSpecification,
      })) as LayerSpecification[]),
    ],
    names: of("place").map((layer) => placeNames(layer, coversWorld ? 0 : 7, palette)),
  };
}

function roleOf(layer: string): Role {
  const name = layer.toLowerCase();
  const found = Object.entries(ROLES).find(([, pattern]) => pattern.test(name));
  return found ? (found[0] as Role) : "other";
}

function partOf(layer: string, part: string) {
  return { id: `archive ${layer} ${part}`, source: ARCHIVE, "source-layer": layer };
}

/** Names in English where there are such, the more people the sooner. */
function placeNames(layer: string, minzoom: number, { map }: Palette): LayerSpecification {
  return {
    ...partOf(layer, "names"),
    type: "symbol",
    minzoom,
    filter: ["==", ["geometry-type"], "Point"],
    layout: {
      "text-field": ["coalesce", ["get", "name:en"], ["get", "name_en"], ["get", "name"]],
      "text-font": ["Inter"],
      "text-size": ["interpolate", ["linear"], ["zoom"], 2, 10.5, 12, 14],
      "text-max-width": 8,
      "text-padding": 6,
      "symbol-sort-key": [
        "coalesce",
        ["get", "rank"],
        ["get", "sort_key"],
        ["-", 0, ["to-number", ["coalesce", ["get", "population"], 0], 0]],
      ],
    },
    paint: { "text-color": map.label, "text-halo-color": map.halo, "text-halo-width": 1.6 },
  };
}

/** A width that grows from the world's view to a street's. */
function growing(far: number, near: number, times: ExpressionSpecification | 1 = 1): Width {
  return [
    "interpolate",
    ["exponential", 1.4],
    ["zoom"],
    4,
    ["*", far, times],
    16,
    ["*", near, times],
  ];
}

type Width = ExpressionSpecification;

/** How wide a road is beside others. */
function importance(): ExpressionSpecification {
  return [
    "match",
    ["coalesce", ["get", "kind"], ["get", "class"], ""],
    ["highway", "motorway", "trunk"],
    1.4,
    ["major_road", "primary", "secondary", "tertiary"],
    0.9,
    0.5,
  ];
}
