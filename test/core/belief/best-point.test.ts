import { beforeAll, describe, expect, it } from "vitest";
import { modePoint, scorePoint } from "../../../core/belief/best-point.ts";
import { geoScore } from "../../../core/belief/geo-score.ts";
import type { Posterior } from "../../../core/belief/posterior.ts";
import { rankByDensity } from "../../../core/belief/ranking.ts";
import type { Geography } from "../../../core/earth/geography.ts";
import { distanceKm, type LngLat } from "../../../core/earth/lng-lat.ts";
import { geography, PLACES, posteriorOf, scoresAround } from "../../geography.ts";
import { createRandom } from "../../random.ts";

let earth: Geography;
let flat: Float64Array;

beforeAll(async () => {
  earth = await geography();
  flat = new Float64Array(earth.cells.count).fill(1 / earth.cells.count);
});

/** Expected GeoScore of a guess by the formula, over every cell. */
function expectedScore({ probability, cells }: Posterior, guess: LngLat): number {
  let sum = 0;
  for (let row = 0; row < cells.count; row++) {
    if (probability[row]! < 1e-9) continue;
    sum += probability[row]! * geoScore(distanceKm(guess, [cells.lng[row]!, cells.lat[row]!]));
  }
  return sum;
}

describe("modePoint", () => {
  it("is where the density is highest", () => {
    const posterior = posteriorOf(earth.cells, scoresAround(earth, [PLACES.nairobi]), 40, flat);
    expect(distanceKm(modePoint(posterior, rankByDensity(posterior)), PLACES.nairobi)).toBeLessThan(
      30,
    );
  });
});

describe("scorePoint", () => {
  it("reports the expected score that the formula gives", () => {
    const posterior = posteriorOf(earth.cells, scoresAround(earth, [PLACES.paris]), 8, flat);
    const { at, expectedScore: reported } = scorePoint(posterior, rankByDensity(posterior), earth);
    expect(Math.abs(reported - expectedScore(posterior, at))).toBeLessThan(1);
  });

  it("beats or meets every guess of a brute-force search", { timeout: 60_000 }, () => {
    const random = createRandom(8);
    for (let trial = 0; trial < 4; trial++) {
      const centres = Array.from({ length: 1 + random.integer(4) }, () => {
        const row = random.integer(earth.cells.count);
        return [earth.cells.lng[row]!, earth.cells.lat[row]!] as const;
      });
      const scores = scoresAround(earth, centres, 200 + 1500 * random.uniform());
      const posterior = posteriorOf(earth.cells, scores, 4 + 10 * random.uniform(), flat);
      const found = scorePoint(posterior, rankByDensity(posterior), earth);
      let best = 0;
      for (let row = trial; row < earth.cells.count; row += 997) {
        const guess: LngLat = [earth.cells.lng[row]!, earth.cells.lat[row]!];
        best = Math.max(best, expectedScore(posterior, guess));
      }
      for (const centre of centres) best = Math.max(best, expectedScore(posterior, centre));
      expect(found.expectedScore).toBeGreaterThan(best * 0.995);
    }
  });

  it("stands between two equal halves that are near, and at one of them when they are far", () => {
    const near = posteriorOf(
      earth.cells,
      scoresAround(
        earth,
        [
          [2, 48],
          [12, 48],
        ],
        100,
      ),
      30,
      flat,
    );
    const { at } = scorePoint(near, rankByDensity(near), earth);
    expect(at[0]).toBeGreaterThan(1);
    expect(at[0]).toBeLessThan(13);
    const far = posteriorOf(
      earth.cells,
      scoresAround(earth, [PLACES.paris, PLACES.lima], 100),
      30,
      flat,
    );
    const guess = scorePoint(far, rankByDensity(far), earth).at;
    const nearest = Math.min(distanceKm(guess, PLACES.paris), distanceKm(guess, PLACES.lima));
    expect(nearest).toBeLessThan(150);
  });
});
