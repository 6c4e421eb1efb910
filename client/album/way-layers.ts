import type { Feature, FeatureCollection } from "geojson";
import type { Layer, LayerSet } from "../map/layer-set.ts";
import type { Palette } from "../ui/palette.ts";
import type { Stop } from "./state.ts";

const looks = new Map<Palette, readonly Layer[]>();

/** The way through an album on the map, the stop that is pointed at marked; null where there is none to draw. */
export function wayLayers(
  stops: readonly Stop[],
  current: number,
  palette: Palette,
): LayerSet | null {
  if (stops.length < 2) return null;
  return { data: featuresOf(stops, current), layers: layersOf(palette) };
}

/** The line takes the short way, also over 180 degrees. */
export function featuresOf(stops: readonly Stop[], current: number): FeatureCollection {
  const coordinates: [number, number][] = [];
  for (const { at } of stops) {
    const before = coordinates.at(-1)?.[0] ?? at.lng;
    coordinates.push([at.lng + 360 * Math.round((before - at.lng) / 360), at.lat]);
  }
  const points = coordinates.map(
    (at, i): Feature => ({
      type: "Feature",
      properties: { isCurrent: i === current },
      geometry: { type: "Point", coordinates: at },
    }),
  );
  const line: Feature = {
    type: "Feature",
    properties: {},
    geometry: { type: "LineString", coordinates },
  };
  return { type: "FeatureCollection", features: [line, ...points] };
}

/** One array for each palette: then only the data are exchanged while the slider moves. */
function layersOf(palette: Palette): readonly Layer[] {
  const known = looks.get(palette);
  if (known) return known;
  const { accent, surface } = palette.ui;
  const made: Layer[] = [
    {
      id: "album-way-casing",
      type: "line",
      layout: { "line-join": "round", "line-cap": "round" },
      paint: { "line-color": surface, "line-width": 5, "line-opacity": 0.9 },
    },
    {
      id: "album-way",
      type: "line",
      layout: { "line-join": "round", "line-cap": "round" },
      paint: { "line-color": accent, "line-width": 2.5 },
    },
    {
      id: "album-stops",
      type: "circle",
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-radius": ["case", ["get", "isCurrent"], 9, 4],
        "circle-color": ["case", ["get", "isCurrent"], accent, surface],
        "circle-stroke-color": ["case", ["get", "isCurrent"], surface, accent],
        "circle-stroke-width": 2.5,
      },
    },
  ];
  looks.set(palette, made);
  return made;
}
