import { VectorTile } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import { PMTiles, type Source } from "pmtiles";
import { describe, expect, it } from "vitest";
import { readData } from "./read-data.ts";

const archive = new PMTiles(createSource(readData("basemap.pmtiles")));

describe("base map", () => {
  it("is a PMTiles archive of vector tiles of zoom 0 to 6 with its attribution", async () => {
    const header = await archive.getHeader();
    expect(header).toMatchObject({ specVersion: 3, tileType: 1, minZoom: 0, maxZoom: 6 });
    expect(header.clustered).toBe(true);
    const metadata = (await archive.getMetadata()) as {
      attribution: string;
      vector_layers: { id: string }[];
    };
    expect(metadata.attribution).toContain("GeoNames");
    expect(metadata.vector_layers.map((layer) => layer.id)).toEqual([
      "land",
      "graticule",
      "borders",
      "countries",
      "cities",
    ]);
  });

  it.each([
    [0, 0, 0, ["land", "graticule", "borders", "countries"]],
    [3, 4, 2, ["land", "graticule", "borders", "countries", "cities"]],
    [6, 33, 22, ["land", "graticule", "borders", "cities"]],
  ])("has the expected layers at %d/%d/%d", async (z, x, y, layers) => {
    const tile = await readTile(z, x, y);
    expect(Object.keys(tile!.layers)).toEqual(expect.arrayContaining(layers));
  });

  it("can be read at every place and zoom", async () => {
    let tiles = 0;
    for (let z = 0; z <= 6; z++)
      for (let x = 0; x < 2 ** z; x++)
        for (let y = 0; y < 2 ** z; y++) {
          const tile = await readTile(z, x, y);
          if (!tile) continue;
          tiles++;
          for (const layer of Object.values(tile.layers)) layer.feature(layer.length - 1);
        }
    expect(tiles).toBeGreaterThan(3000);
  });

  it("names Paris a capital, and countries by their everyday names", async () => {
    const cities = await readPoints("cities", 6, 32, 22);
    expect(cities).toContainEqual(expect.objectContaining({ name: "Paris", capital: 1 }));
    const countries = await readPoints("countries", 0, 0, 0);
    expect(countries.map((c) => c.name)).toEqual(
      expect.arrayContaining(["United States", "China", "Brazil", "Russia"]),
    );
    expect(countries.length).toBeLessThan(20);
    expect(Math.min(...countries.map((c) => Number(c.rank)))).toBe(0);
  });

  it("paints no land over the North Atlantic, where a ring across 180 degrees would", async () => {
    for (const [z, x, y] of [
      [6, 24, 22],
      [6, 0, 30],
      [6, 63, 30],
    ] as const) {
      const tile = await readTile(z, x, y);
      expect(tile?.layers.land, `${z}/${x}/${y}`).toBeUndefined();
    }
  });

  it("paints land over the Sahara, Siberia at 180 degrees and Antarctica", async () => {
    for (const [z, x, y] of [
      [6, 32, 27],
      [6, 63, 15],
      [6, 0, 15],
      [6, 10, 63],
    ] as const) {
      const tile = await readTile(z, x, y);
      expect(tile?.layers.land?.length, `${z}/${x}/${y}`).toBeGreaterThan(0);
    }
  });
});

async function readTile(z: number, x: number, y: number): Promise<VectorTile | undefined> {
  const found = await archive.getZxy(z, x, y);
  return found && new VectorTile(new PbfReader(new Uint8Array(found.data)));
}

async function readPoints(layer: string, z: number, x: number, y: number) {
  const points = (await readTile(z, x, y))!.layers[layer]!;
  return Array.from({ length: points.length }, (_, i) => points.feature(i).properties);
}

function createSource(bytes: Buffer): Source {
  return {
    getKey: () => "basemap",
    getBytes: async (offset, length) => ({
      data: Uint8Array.from(bytes.subarray(offset, offset + length)).buffer,
    }),
  };
}
