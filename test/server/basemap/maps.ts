import { fromGeojsonVt } from "@maplibre/vt-pbf";
import type { FeatureCollection } from "geojson";
import GeoJSONVT from "geojson-vt";
import sharp from "sharp";
import { type Tile, writePMTiles } from "../../../geodata/build/pmtiles-writer.ts";

// Small maps as an operator may have them.

const MAX_ZOOM = 2;
/** Place of the type of tiles in a PMTiles header, and what stands for PNG there. */
const TILE_TYPE = { at: 99, png: 2 };

/** A PMTiles file of vector tiles in Protomaps' schema: land, a road around the world, a place. */
export function vectorArchive(): Uint8Array {
  const layers = {
    earth: indexed(square(-170, -60, 170, 75)),
    water: indexed(square(20, 10, 60, 40)),
    roads: indexed({
      type: "FeatureCollection",
      features: [
        {
          type: "Feature",
          properties: { kind: "highway" },
          geometry: {
            type: "LineString",
            coordinates: [
              [-160, 0],
              [160, 30],
            ],
          },
        },
      ],
    }),
    places: indexed({
      type: "FeatureCollection",
      features: [
        {
          type: "Feature",
          properties: { name: "Testburg", "name:en": "Testborough" },
          geometry: { type: "Point", coordinates: [14, 24] },
        },
      ],
    }),
  };
  const tiles = everyTile((z, x, y) => {
    const found = Object.entries(layers).flatMap(([name, layer]) => {
      const tile = layer.getTile(z, x, y);
      return tile ? [[name, tile] as const] : [];
    });
    return fromGeojsonVt(Object.fromEntries(found), { version: 2, extent: 4096 });
  });
  return writePMTiles(tiles, {
    attribution: "© <b>Test</b> mappers",
    vector_layers: Object.keys(layers).map((id) => ({ id, fields: {} })),
  });
}

/** A PMTiles file of PNG tiles, all of one colour. */
export async function rasterArchive(): Promise<Uint8Array> {
  const png = await pngTile();
  const archive = writePMTiles(
    everyTile(() => png),
    { attribution: "© Test pictures" },
  );
  archive[TILE_TYPE.at] = TILE_TYPE.png;
  return archive;
}

export function pngTile(): Promise<Buffer> {
  return sharp({ create: { width: 256, height: 256, channels: 3, background: "#2f7d4f" } })
    .png()
    .toBuffer();
}

function everyTile(bytesOf: (z: number, x: number, y: number) => Uint8Array): Tile[] {
  return Array.from({ length: MAX_ZOOM + 1 }, (_, z) =>
    Array.from({ length: 4 ** z }, (_, i): Tile => {
      const [x, y] = [i % 2 ** z, Math.floor(i / 2 ** z)];
      return { z, x, y, bytes: bytesOf(z, x, y) };
    }),
  ).flat();
}

function indexed(data: FeatureCollection): GeoJSONVT {
  return new GeoJSONVT(data, { maxZoom: MAX_ZOOM + 4, indexMaxZoom: 0 });
}

function square(west: number, south: number, east: number, north: number): FeatureCollection {
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return {
    type: "FeatureCollection",
    features: [
      { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } },
    ],
  };
}

/** A style of everything that a style may name: addresses relative to it, or on a host. */
export function styleOf(at: string) {
  return {
    version: 8,
    glyphs: `${at}fonts/{fontstack}/{range}.pbf`,
    sprite: `${at}sprites/light`,
    sources: {
      streets: { type: "vector", url: `pmtiles://${at}streets.pmtiles`, attribution: "© Streets" },
      hills: { type: "raster", tiles: [`${at}hills/{z}/{x}/{y}{ratio}.png`], tileSize: 256 },
      parks: { type: "geojson", data: `${at}parks.geojson` },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": "#88aacc" } },
      { id: "hills", type: "raster", source: "hills" },
      { id: "land", type: "fill", source: "streets", "source-layer": "earth" },
      {
        id: "names",
        type: "symbol",
        source: "streets",
        "source-layer": "places",
        layout: { "text-field": ["get", "name"] },
      },
      { id: "roads", type: "line", source: "streets", "source-layer": "roads" },
    ],
  };
}
