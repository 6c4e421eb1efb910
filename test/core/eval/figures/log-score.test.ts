import { describe, expect, it } from "vitest";
import { EARTH_AREA_KM2 } from "../../../../core/earth/lng-lat.ts";
import { logScoreOf } from "../../../../core/eval/figures/log-score.ts";
import type { PhotoScore } from "../../../../core/eval/scoring/photo-score.ts";
import { createRandom } from "../../../random.ts";
import { scoreOf } from "./score.ts";

const SETTINGS = { seed: 1, resamples: 400 };

function photos(densities: readonly number[], clusterOf: (i: number) => string | null) {
  return densities.map(
    (density, i): PhotoScore => scoreOf(String(i), { density, cluster: clusterOf(i) }),
  );
}

describe("the log score", () => {
  it("is 0 bits for a uniform guess, and surely so", () => {
    const found = logScoreOf(
      photos(
        Array.from({ length: 20 }, () => 1 / EARTH_AREA_KM2),
        () => null,
      ),
      SETTINGS,
    )!;
    expect(found.meanBits).toBeCloseTo(0, 9);
    for (const end of found.bitsInterval!) expect(end).toBeCloseTo(0, 9);
  });

  it("has an interval that holds the true mean of 19 sets in 20, with clusters too", () => {
    const random = createRandom(5);
    for (const crowd of [1, 5]) {
      let held = 0;
      for (let trial = 0; trial < 200; trial++) {
        let leaning = 0;
        const densities = Array.from({ length: 100 }, (_, i) => {
          if (i % crowd === 0) leaning = random.uniform() - 0.5;
          return 2 ** (leaning + random.uniform() - 0.5) / EARTH_AREA_KM2;
        });
        const clusterOf = (i: number) => String(Math.floor(i / crowd));
        const [low, high] = logScoreOf(photos(densities, clusterOf), SETTINGS)!.bitsInterval!;
        if (low <= 0 && 0 <= high) held++;
      }
      expect(held / 200).toBeGreaterThan(0.88);
      expect(held / 200).toBeLessThan(0.99);
    }
  });

  it("has no interval without draws, and is none without densities", () => {
    const some = photos([1e-6, 1e-7], () => null);
    expect(logScoreOf(some, { seed: 1, resamples: 0 })!.bitsInterval).toBeNull();
    const none = some.map((photo) => ({ ...photo, density: null }));
    expect(logScoreOf(none, SETTINGS)).toBeNull();
  });
});
