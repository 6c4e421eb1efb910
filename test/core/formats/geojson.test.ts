import { check } from "@placemarkio/check-geojson";
import { describe, expect, it } from "vitest";
import { cellAreaKm2 } from "../../../core/earth/cells.ts";
import { geoJsonText, predictionToGeoJson } from "../../../core/formats/geojson.ts";
import { createPrediction } from "./prediction.ts";

const geojson = predictionToGeoJson(createPrediction());

describe("predictionToGeoJson", () => {
  it("is valid GeoJSON, poles and antimeridian included", () => {
    expect(check(JSON.stringify(geojson))).toMatchObject({ type: "FeatureCollection" });
    const numbers = JSON.stringify(geojson.features.map(({ geometry }) => geometry)).match(
      /-?\d+(\.\d+)?/g,
    )!;
    expect(Math.max(...numbers.map((number) => Math.abs(Number(number))))).toBeLessThanOrEqual(180);
  });

  it("is the same as text", () => {
    expect(JSON.parse([...geoJsonText(createPrediction())].join(""))).toEqual(geojson);
  });

  it("has the points, the regions and every cell", () => {
    const kinds = geojson.features.map(({ properties }) => properties.kind);
    expect(kinds).toEqual(["best", "densest", "region", "cell", "cell", "cell", "cell", "cell"]);
    expect(new Set(geojson.features.map(({ id }) => id)).size).toBe(8);
  });

  it("puts longitude first", () => {
    expect(geojson.features[0]!.geometry).toEqual({ type: "Point", coordinates: [-77.25, -12.5] });
  });

  it("sums the mass along the cells and tells each area", () => {
    const cells = geojson.features
      .map(({ properties }) => properties)
      .filter(({ kind }) => kind === "cell");
    expect(cells.map((cell) => "cumulative" in cell && cell.cumulative)).toEqual([
      0.1, 0.2, 0.3, 0.4, 0.5,
    ]);
    expect(cells[0]).toMatchObject({
      probability: 0.1,
      areaKm2: expect.closeTo(cellAreaKm2(createPrediction().cells[0]!.h3), 2),
    });
  });

  it("keeps the rest of the document beside the features", () => {
    expect(geojson).toMatchObject({ model: { name: "tiny" }, otherMass: 0.5, abstained: null });
    expect(geojson).not.toHaveProperty("cells");
  });
});
