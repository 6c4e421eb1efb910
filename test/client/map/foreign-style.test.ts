import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import type { StyleSpecification } from "maplibre-gl";
import { describe, expect, it } from "vitest";
import { withAnswer } from "../../../client/map/foreign-style.ts";
import { CELL_LAYERS } from "../../../client/map/style.ts";
import { PALETTES } from "../../../client/ui/palette.ts";

describe("the answer in somebody else's style", () => {
  it("lies above every fill and line, and below every name, in whatever order they come", () => {
    const style = withAnswer(
      {
        version: 8,
        sources: { theirs: { type: "vector", tiles: ["https://a.example/{z}/{x}/{y}.pbf"] } },
        layers: [
          { id: "sea", type: "background" },
          { ...of("river-names"), type: "symbol", layout: { "text-field": ["get", "name"] } },
          { ...of("arrows"), type: "symbol", layout: { "icon-image": "arrow" } },
          { ...of("buildings"), type: "fill" },
          { ...of("towns"), type: "symbol", layout: { "text-field": ["get", "name"] } },
        ],
      },
      PALETTES.light,
    );
    expect(validateStyleMin(style)).toEqual([]);
    const ids = style.layers.map(({ id }) => id);
    const at = (id: string) => ids.indexOf(id);
    for (const cells of CELL_LAYERS) {
      for (const below of ["sea", "arrows", "buildings"]) {
        expect(at(below)).toBeLessThan(at(cells));
      }
      for (const above of ["river-names", "towns"]) {
        expect(at(above)).toBeGreaterThan(at(cells));
      }
    }
  });

  it("shares no name with it", () => {
    const theirs: StyleSpecification = {
      version: 8,
      sources: {
        game: { type: "vector", tiles: ["https://a.example/{z}/{x}/{y}.pbf"] },
        heights: { type: "raster-dem", tiles: ["https://a.example/{z}/{x}/{y}.png"] },
        hints: { type: "raster-dem", tiles: ["https://a.example/{z}/{x}/{y}.png"] },
      },
      terrain: { source: "hints" },
      layers: [{ id: "cells-50", type: "fill", source: "game", "source-layer": "a" }],
    };
    const style = withAnswer(theirs, PALETTES.dark);
    expect(validateStyleMin(style)).toEqual([]);
    const ids = style.layers.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(style.layers[0]).toMatchObject({ id: "their cells-50", source: "their game" });
    expect(style.sources.game).toMatchObject({ type: "geojson" });
    expect(style.sources.heights).toMatchObject({ type: "raster-dem" });
    expect(style.terrain).toEqual({ source: "their hints" });
  });
});

function of(id: string) {
  return { id, source: "theirs", "source-layer": id };
}
