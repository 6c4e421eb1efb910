import { describe, expect, it } from "vitest";
import { regionFeatures, regionOutline, underlayFeatures } from "../../../client/map/features.ts";
import { ANYWHERE, FIJI, makePrediction, outlinedAt } from "../fixtures/prediction.ts";

describe("region features", () => {
  it("fill only what the listed cells do not reach, widest first", () => {
    const narrow = makePrediction();
    expect(regionFeatures(narrow.regions, narrow.cells).features).toEqual([]);
    const wide = makePrediction(ANYWHERE);
    const listed = wide.cells.reduce((sum, { probability }) => sum + probability, 0);
    expect(listed).toBeLessThan(0.8);
    const bands = regionFeatures(wide.regions, wide.cells).features.map((f) => f.properties?.band);
    expect(bands).toEqual([95, 90, 80].concat(listed < 0.5 ? [50] : []));
  });
});

describe("what lies under the cells", () => {
  it("is every region that they make up, widest first", () => {
    for (const prediction of [makePrediction(), makePrediction(ANYWHERE)]) {
      const { regions, cells } = prediction;
      const under = underlayFeatures(regions, cells).features;
      const over = regionFeatures(regions, cells).features;
      const bands = [...over, ...under].map((f) => f.properties?.band);
      expect(bands).toEqual(regions.map(({ mass }) => Math.round(mass * 100)).toReversed());
    }
    const narrow = makePrediction();
    expect(underlayFeatures(narrow.regions, narrow.cells).features.length).toBeGreaterThan(1);
  });
});

describe("region outline", () => {
  it("leaves out the cut along the antimeridian", () => {
    const region = outlinedAt(makePrediction(FIJI), 0.8);
    const rings = region.geometry.coordinates.flat();
    const onCut = rings.flat().filter(([lng]) => Math.abs(lng!) === 180);
    expect(onCut.length).toBeGreaterThan(0);
    for (const line of regionOutline(region).geometry.coordinates) {
      for (let i = 1; i < line.length; i++) {
        const isAlongCut = Math.abs(line[i]![0]!) === 180 && line[i]![0] === line[i - 1]![0];
        expect(isAlongCut).toBe(false);
      }
    }
  });

  it("keeps every other edge", () => {
    const region = outlinedAt(makePrediction(), 0.5);
    const edges = region.geometry.coordinates.flat().reduce((n, ring) => n + ring.length - 1, 0);
    const lines = regionOutline(region).geometry.coordinates;
    expect(lines.reduce((n, line) => n + line.length - 1, 0)).toBe(edges);
  });
});
