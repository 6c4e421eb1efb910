import { describe, expect, it } from "vitest";
import { countBands, errorFeatures, greatCircle } from "../../../client/evaluate/error-features.ts";
import { distanceKm, type LngLat } from "../../../core/earth/lng-lat.ts";
import { bandOf } from "../../../core/eval/report/error-map.ts";
import type { PhotoScore } from "../../../core/eval/scoring/photo-score.ts";

const score = (truth: LngLat | null, estimate: LngLat | null, km: number | null) =>
  ({ id: "a", truth, estimate, km }) as PhotoScore;

describe("errors on the map", () => {
  it("fall into bands, limits included", () => {
    expect([0, 25, 25.1, 200, 750, 2500, 2501, 20015].map(bandOf)).toEqual([
      0, 0, 1, 1, 2, 3, 4, 4,
    ]);
    expect(countBands([score([0, 0], [0, 0], 3), score(null, [0, 0], null)])).toEqual([
      1, 0, 0, 0, 0,
    ]);
  });

  it("draw only what is shown, and lines where wanted", () => {
    const scores = [
      score([0, 0], [1, 0], 111),
      score([5, 5], [5, 5], 0),
      score([9, 9], null, 20015),
    ];
    const sizes = (lines: boolean, shown: number[]) =>
      errorFeatures(scores, new Set(shown), lines).features.map(({ geometry }) =>
        "coordinates" in geometry ? geometry.coordinates.length : 0,
      );
    expect(sizes(true, [0, 1, 2, 3, 4])).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 0, 1]);
    expect(sizes(false, [1])).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  });

  it("go the shortest way, over the antimeridian without a leap", () => {
    const [from, to] = [
      [170, 60],
      [-170, 62],
    ] as const satisfies LngLat[];
    const km = distanceKm(from, to);
    const way = greatCircle(from, to, km);
    for (let i = 1; i < way.length; i++) {
      expect(Math.abs(way[i]![0] - way[i - 1]![0])).toBeLessThan(30);
    }
    expect(way.at(-1)![0]).toBeCloseTo(190, 6);
    const length = way.slice(1).reduce((sum, at, i) => sum + distanceKm(way[i]!, at), 0);
    expect(length).toBeCloseTo(km, 0);
    expect(greatCircle([0, 0], [0, 0], 0)).toHaveLength(2);
  });
});
