import { fromGeojsonVt } from "@maplibre/vt-pbf";
import type { Feature, FeatureCollection, MultiLineString, Polygon, Position } from "geojson";
import GeoJSONVT from "geojson-vt";
import { mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import type { Label } from "./labels.ts";
import { readLandPolygons, readPackageJson } from "./land-polygons.ts";
import { type Tile, writePMTiles } from "./pmtiles-writer.ts";
import { unwrapLine, unwrapPolygon } from "./rings.ts";

/** Deepest zoom of the archive; maps draw deeper ones from it enlarged. */
export const MAX_ZOOM = 6;

/** Degrees between the lines of the graticule at zoom 0 to 6. */
const GRATICULE_STEP = [30, 30, 30, 10, 10, 5, 5] as const;

/** Degrees between the vertices of a line of the graticule, so that it bends on a globe. */
const GRATICULE_VERTEX_STEP = 2.5;

/** Mercator's edge, where meridians end. */
const MERCATOR_LAT = 85;

const OPTIONS = {
  // geojson-vt does not simplify at its own deepest zoom, so that one must never be used.
  maxZoom: MAX_ZOOM + 4,
  indexMaxZoom: 0,
  extent: 4096,
  buffer: 64,
} as const;

/** A layer, cut into tiles on demand. */
type Layer = (z: number) => GeoJSONVT;

/** The base map as PMTiles bytes: layers land, borders, graticule, countries and cities, zoom 0 to 6. */
export function makeBasemap(
  labels: { countries: readonly Label[]; cities: readonly Label[] },
  attribution: string,
): Uint8Array {
  const [land, borders] = [
    cut(collect(landPolygons())),
    cut(collect([countryBorders()]), { tolerance: 4 }),
  ];
  const graticules = GRATICULE_STEP.map((step) => cut(collect([graticule(step)])));
  const points = (list: readonly Label[]): Layer => {
    const byZoom = Array.from({ length: MAX_ZOOM + 1 }, (_, z) =>
      cut(collect(list.filter((l) => l.minZoom <= z).map((l) => l.feature))),
    );
    return (z) => byZoom[z]!;
  };
  const layers: Record<string, Layer> = {
    land: () => land,
    graticule: (z) => graticules[z]!,
    borders: () => borders,
    countries: points(labels.countries),
    cities: points(labels.cities),
  };

  const tiles: Tile[] = [];
  for (let z = 0; z <= MAX_ZOOM; z++)
    for (let x = 0; x < 2 ** z; x++)
      for (let y = 0; y < 2 ** z; y++) {
        const bytes = encodeTile(layers, z, x, y);
        if (bytes) tiles.push({ z, x, y, bytes });
      }
  return writePMTiles(tiles, {
    name: "Graticule base map",
    attribution,
    vector_layers: [
      { id: "land", fields: {} },
      { id: "graticule", fields: {} },
      { id: "borders", fields: {} },
      { id: "countries", fields: { iso: "String", name: "String", rank: "Number" } },
      { id: "cities", fields: { name: "String", rank: "Number", capital: "Number" } },
    ].map((layer) => ({ ...layer, minzoom: 0, maxzoom: MAX_ZOOM })),
  });
}

function encodeTile(
  layers: Record<string, Layer>,
  z: number,
  x: number,
  y: number,
): Uint8Array | undefined {
  const found = Object.entries(layers).flatMap(([name, layer]) => {
    const tile = layer(z).getTile(z, x, y);
    return tile && tile.features.length > 0 ? [[name, tile] as const] : [];
  });
  if (found.length === 0) return undefined;
  type Encodable = Parameters<typeof fromGeojsonVt>[0];
  return fromGeojsonVt(Object.fromEntries(found) as unknown as Encodable, {
    version: 2,
    extent: OPTIONS.extent,
  });
}

function landPolygons(): Feature<Polygon>[] {
  return readLandPolygons("10m").map((polygon) => ({
    type: "Feature",
    properties: {},
    geometry: { type: "Polygon", coordinates: unwrapPolygon(polygon).map(closeRossSea) },
  }));
}

/**
 * The bay of the Ross Sea reaches past the edge of Mercator, where a globe draws it on as a gash to the pole: it is made
 * to end just before the edge.
 */
function closeRossSea(ring: Position[]): Position[] {
  return ring.map(([lng, lat]) => [lng!, lat! > -90 ? Math.max(lat!, -MERCATOR_LAT) : lat!]);
}

/** The lines between two countries, each once; shores are left to the land. */
function countryBorders(): Feature<MultiLineString> {
  const topology = readPackageJson<Topology<{ countries: GeometryCollection }>>(
    "world-atlas/countries-10m.json",
  );
  const lines = mesh(topology, topology.objects.countries, (a, b) => a !== b).coordinates;
  return toLines(lines.map(unwrapLine));
}

/** Meridians and parallels every `step` degrees. */
function graticule(step: number): Feature<MultiLineString> {
  const range = (from: number, to: number, by: number) =>
    Array.from({ length: Math.round((to - from) / by) + 1 }, (_, i) => from + i * by);
  const meridians = range(-180, 180 - step, step).map((lng) =>
    range(-MERCATOR_LAT, MERCATOR_LAT, GRATICULE_VERTEX_STEP).map((lat) => [lng, lat]),
  );
  const last = Math.floor(MERCATOR_LAT / step) * step;
  const parallels = range(-last, last, step).map((lat) =>
    range(-180, 180, GRATICULE_VERTEX_STEP).map((lng) => [lng, lat]),
  );
  return toLines([...meridians, ...parallels]);
}

function toLines(coordinates: number[][][]): Feature<MultiLineString> {
  return {
    type: "Feature",
    properties: {},
    geometry: { type: "MultiLineString", coordinates },
  };
}

function collect(features: readonly Feature[]): FeatureCollection {
  return { type: "FeatureCollection", features: [...features] };
}

function cut(data: FeatureCollection, options: { tolerance?: number } = {}): GeoJSONVT {
  return new GeoJSONVT(data, { ...OPTIONS, ...options });
}
