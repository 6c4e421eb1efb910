import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import type { StyleSpecification } from "maplibre-gl";
import { describe, expect, it } from "vitest";
import { PLAIN_QUESTION, withHint } from "../../../client/ask/question.ts";
import { withAnswer } from "../../../client/map/foreign-style.ts";
import { countryFilter } from "../../../client/map/labels.ts";
import { changedParts, pinsOf, type View } from "../../../client/map/scene.ts";
import { SOURCE } from "../../../client/map/sources.ts";
import { CELL_LAYERS, mapStyle, RELIEF_LAYER } from "../../../client/map/style.ts";
import { PALETTES } from "../../../client/ui/palette.ts";
import { makePrediction } from "../fixtures/prediction.ts";

const FOLDER = "pmtiles://http://localhost/geodata/";
const ADDRESSES = { basemap: `${FOLDER}basemap.pmtiles`, relief: `${FOLDER}relief.pmtiles` };

describe.each(Object.entries(PALETTES))("map style %s", (_name, palette) => {
  const style = mapStyle(palette, ADDRESSES);

  it("is valid", () => {
    expect(validateStyleMin(style)).toEqual([]);
  });

  it("draws cells and a game's lines with the shaders that the base map has loaded", () => {
    for (const layer of style.layers) {
      if (!("source" in layer) || ![SOURCE.cells, SOURCE.game].some((id) => id === layer.source)) {
        continue;
      }
      const reads = JSON.stringify(layer.paint);
      expect(reads, layer.id).not.toMatch(/"get"|feature-state|dasharray|pattern|gradient/);
    }
  });

  it("shows hills when told to, on land and under all else", () => {
    const at = (id: string) => style.layers.findIndex((layer) => layer.id === id);
    expect(style.layers[at(RELIEF_LAYER)]?.layout).toEqual({ visibility: "none" });
    expect(at(RELIEF_LAYER)).toBe(at("land") + 1);
  });

  it("asks for nothing from elsewhere", () => {
    expect(style.glyphs).toBeUndefined();
    expect(style.sprite).toBeUndefined();
    expect(JSON.stringify(style).replaceAll(FOLDER, "")).not.toMatch(/https?:/);
  });

  it("draws the answer below the first label and above the land", () => {
    const ids = style.layers.map(({ id }) => id);
    const firstLabel = style.layers.findIndex(({ type }) => type === "symbol");
    for (const id of ["regions-50", ...CELL_LAYERS, "outline", "hint-line", "draft-line"]) {
      expect(ids.indexOf(id)).toBeGreaterThan(ids.indexOf("land"));
      expect(ids.indexOf(id)).toBeLessThan(firstLabel);
    }
  });

  it("has layers for sources that exist only", () => {
    for (const layer of style.layers) {
      if ("source" in layer) expect(Object.keys(style.sources)).toContain(layer.source);
    }
    expect(Object.keys(style.sources).sort()).toEqual(Object.values(SOURCE).sort());
  });
});

describe("an online style", () => {
  const online: StyleSpecification = {
    version: 8,
    glyphs: "https://tiles.example/{fontstack}/{range}.pbf",
    sources: { theirs: { type: "vector", url: "https://tiles.example/tiles.json" } },
    layers: [
      { id: "water", type: "fill", source: "theirs", "source-layer": "water" },
      { id: "names", type: "symbol", source: "theirs", "source-layer": "names" },
    ],
  };

  it("takes the answer in below its labels", () => {
    const style = withAnswer(online, PALETTES.light);
    expect(validateStyleMin(style)).toEqual([]);
    const ids = style.layers.map(({ id }) => id);
    expect(ids[0]).toBe("water");
    expect(ids.at(-1)).toBe("names");
    expect(ids).toEqual(expect.arrayContaining(CELL_LAYERS));
    expect(ids).not.toContain("coast");
  });

  it("takes it on top where there are no labels", () => {
    const style = withAnswer({ ...online, layers: online.layers.slice(0, 1) }, PALETTES.dark);
    expect(style.layers[0]?.id).toBe("water");
    expect(style.layers.map(({ id }) => id)).toEqual(expect.arrayContaining(CELL_LAYERS));
  });
});

describe("country filter", () => {
  it("stays valid with and without hints", () => {
    for (const question of [
      null,
      PLAIN_QUESTION,
      withHint(PLAIN_QUESTION, "within", { kind: "country", id: "FR" }),
    ]) {
      const style = mapStyle(PALETTES.light, ADDRESSES);
      const layers = style.layers.map((layer) =>
        layer.id === "hint-within"
          ? { ...layer, filter: countryFilter(question, "within") }
          : layer,
      );
      expect(validateStyleMin({ ...style, layers: layers as typeof style.layers })).toEqual([]);
    }
  });
});

describe("scene", () => {
  const view: View = {
    prediction: makePrediction(),
    question: PLAIN_QUESTION,
    mass: 0.8,
    draft: [],
  };

  it("draws everything at first", () => {
    expect(Object.keys(changedParts(view, null)).sort()).toEqual(
      ["draft", "hints", "outline", "regions", "underlay"].sort(),
    );
  });

  it("draws again only what changed", () => {
    expect(changedParts(view, view)).toEqual({});
    expect(Object.keys(changedParts({ ...view, mass: 0.9 }, view))).toEqual(["outline"]);
    expect(Object.keys(changedParts({ ...view, draft: [[1, 2]] }, view))).toEqual(["draft"]);
    const area = { type: "Polygon", coordinates: [] } as const;
    const question = withHint(PLAIN_QUESTION, "exclude", {
      kind: "area",
      area: { ...area, coordinates: [] },
    });
    const { hints } = changedParts({ ...view, question }, view);
    expect(hints?.features.map(({ properties }) => properties?.side)).toEqual(["exclude"]);
  });

  it("clears the map when there is no photo", () => {
    const parts = changedParts({ ...view, prediction: null, question: null }, view);
    for (const part of Object.values(parts)) expect(part.features).toEqual([]);
  });

  it("marks the best point, and another where the file has a position", () => {
    const prediction = makePrediction();
    expect(pinsOf(prediction).map(({ kind }) => kind)).toEqual(["best"]);
    const exif = { lat: 1, lng: 2, takenAt: null };
    const withExif = { ...prediction, image: { ...prediction.image, exif } };
    expect(pinsOf(withExif)[0]).toMatchObject({ kind: "exif", at: { lat: 1, lng: 2 } });
    const noGps = { lat: null, lng: null, takenAt: "2024-05-03T14:12:09" };
    expect(pinsOf({ ...prediction, image: { ...prediction.image, exif: noGps } })).toHaveLength(1);
  });

  it("turns the labels of neighbouring points away from each other, over 180 degrees too", () => {
    const prediction = makePrediction();
    const sides = (exif: number, best: number) =>
      pinsOf({
        ...prediction,
        best: { ...prediction.best, lat: 0, lng: best },
        image: { ...prediction.image, exif: { lat: 0, lng: exif, takenAt: null } },
      }).map(({ side }) => side);
    expect(sides(0, 1)).toEqual(["west", "east"]);
    expect(sides(1, 0)).toEqual(["east", "west"]);
    expect(sides(179.5, -179.5)).toEqual(["west", "east"]);
  });
});
