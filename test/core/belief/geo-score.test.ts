import { describe, expect, it } from "vitest";
import { geoScore, scoreShare } from "../../../core/belief/geo-score.ts";
import { distanceKm, type LngLat, toUnitVector } from "../../../core/earth/lng-lat.ts";
import { createRandom } from "../../random.ts";

describe("geoScore", () => {
  it.each([
    [0, 5000],
    [1, 4996.65],
    [25, 4916.96],
    [200, 4373.01],
    [750, 3025.25],
    [1492.7, 1839.4],
    [2500, 936.71],
  ])("%d km -> %d", (km, score) => {
    expect(geoScore(km)).toBeCloseTo(score, 2);
  });
});

describe("scoreShare", () => {
  const dot = (a: LngLat, b: LngLat) => {
    const [v, w] = [toUnitVector(a), toUnitVector(b)];
    return v[0] * w[0] + v[1] * w[1] + v[2] * w[2];
  };

  it("is within 2e-5 of the formula at every distance", () => {
    const random = createRandom(3);
    for (let i = 0; i < 5000; i++) {
      const a = random.lngLat();
      const b = i % 2 === 0 ? random.lngLat() : ([a[0], a[1] + random.normal()] as LngLat);
      const exact = geoScore(distanceKm(a, b)) / 5000;
      expect(Math.abs(scoreShare(dot(a, b)) - exact)).toBeLessThan(2e-5);
    }
  });

  it("is whole at the same place and defined at the antipode", () => {
    expect(scoreShare(1)).toBe(1);
    expect(scoreShare(1 + 1e-15)).toBe(1);
    expect(scoreShare(-1 - 1e-15)).toBeCloseTo(geoScore(20015.1) / 5000, 9);
  });
});
