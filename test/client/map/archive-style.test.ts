import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { describe, expect, it } from "vitest";
import { type ArchiveChoice, archiveStyle } from "../../../client/map/archive-style.ts";
import { CELL_LAYERS } from "../../../client/map/style.ts";
import { PALETTES } from "../../../client/ui/palette.ts";

const ADDRESSES = {
  archive: "pmtiles://http://a/a.pmtiles",
  own: { basemap: "pmtiles://http://a/own.pmtiles", relief: "pmtiles://http://a/relief.pmtiles" },
};
const PROTOMAPS = [
  ...["boundaries", "buildings", "earth", "landcover", "landuse", "places", "pois", "roads"],
  "water",
];
const OPEN_MAP_TILES = [
  ...["water", "waterway", "landcover", "landuse", "park", "boundary", "transportation"],
  ...["building", "place", "poi", "transportation_name", "water_name"],
];

const choice = (changes: Partial<ArchiveChoice>): ArchiveChoice => ({
  kind: "archive",
  url: "basemap/files/a.pmtiles",
  hosts: [],
  tiles: "vector",
  layers: PROTOMAPS,
  attribution: null,
  coversWorld: true,
  ...changes,
});

describe("an archive of the operator's", () => {
  it.each([
    ["Protomaps", PROTOMAPS, true],
    ["OpenMapTiles", OPEN_MAP_TILES, true],
    ["names that nobody knows", ["a", "b"], false],
    ["no names", [], false],
  ])("in the layers of %s is a valid style in both themes", (_name, layers, coversWorld) => {
    for (const palette of Object.values(PALETTES)) {
      const style = archiveStyle(choice({ layers, coversWorld }), palette, ADDRESSES);
      expect(validateStyleMin(style)).toEqual([]);
      expect(style.glyphs).toBeUndefined();
      for (const layer of style.layers) {
        if ("source" in layer) expect(Object.keys(style.sources)).toContain(layer.source);
      }
    }
  });

  it("has its areas below the cells, its roads and names above", () => {
    const { layers } = archiveStyle(choice({}), PALETTES.light, ADDRESSES);
    const at = (id: string) => layers.findIndex((layer) => layer.id === id);
    const cells = CELL_LAYERS.map(at);
    expect(at("archive earth fill")).toBeGreaterThan(at("sea"));
    expect(at("archive water fill")).toBeLessThan(Math.min(...cells));
    expect(at("archive roads line")).toBeGreaterThan(Math.max(...cells));
    expect(at("archive places names")).toBeGreaterThan(at("archive roads line"));
    expect(layers.some(({ id }) => id.includes("pois"))).toBe(false);
  });

  it("takes the place of the built-in map only where it covers the world", () => {
    const namesOf = (coversWorld: boolean) =>
      archiveStyle(choice({ coversWorld }), PALETTES.light, ADDRESSES).layers.map(({ id }) => id);
    expect(namesOf(true)).not.toContain("land");
    expect(namesOf(true)).not.toContain("countries");
    expect(namesOf(true)).toContain("hint-within");
    expect(namesOf(false)).toEqual(expect.arrayContaining(["land", "coast", "countries"]));
  });

  it("is land where it draws water alone, and sea where it draws land", () => {
    const { map } = PALETTES.light;
    const background = (layers: string[]) =>
      archiveStyle(choice({ layers }), PALETTES.light, ADDRESSES).layers[0];
    expect(background(PROTOMAPS)).toMatchObject({ paint: { "background-color": map.sea } });
    expect(background(OPEN_MAP_TILES)).toMatchObject({ paint: { "background-color": map.land } });
  });

  it("may be of pictures, under the cells", () => {
    const raster = choice({ tiles: "raster", layers: [], attribution: "© P" });
    const style = archiveStyle(raster, PALETTES.dark, ADDRESSES);
    expect(validateStyleMin(style)).toEqual([]);
    expect(style.sources.archive).toMatchObject({ type: "raster", attribution: "© P" });
    expect(style.layers[1]).toMatchObject({ type: "raster", source: "archive" });
  });
});
