import { beforeAll, describe, expect, it } from "vitest";
import { bestOf, bestPoint, densestPoint } from "../../../core/belief/best-point.ts";
import { geoScore, scoreShare } from "../../../core/belief/geo-score.ts";
import type { Posterior } from "../../../core/belief/posterior.ts";
import { rankByDensity } from "../../../core/belief/ranking.ts";
import type { Geography } from "../../../core/earth/geography.ts";
import { distanceKm, type LngLat, toUnitVector } from "../../../core/earth/lng-lat.ts";
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

describe("densestPoint", () => {
  it("is where the density is highest", () => {
    const posterior = posteriorOf(earth.cells, scoresAround(earth, [PLACES.nairobi]), 40, flat);
    expect(
      distanceKm(densestPoint(posterior, rankByDensity(posterior)), PLACES.nairobi),
    ).toBeLessThan(30);
  });
});

describe("bestPoint", () => {
  it("reports the expected score that the formula gives", () => {
    const posterior = posteriorOf(earth.cells, scoresAround(earth, [PLACES.paris]), 8, flat);
    const { at, expectedScore: reported } = bestPoint(posterior, rankByDensity(posterior), earth);
    expect(Math.abs(reported - expectedScore(posterior, at))).toBeLessThan(1);
  });

  it("comes near the best guess of a brute-force search", { timeout: 60_000 }, () => {
    const random = createRandom(8);
    for (let trial = 0; trial < 4; trial++) {
      const centres = Array.from({ length: 1 + random.integer(4) }, () => {
        const row = random.integer(earth.cells.count);
        return [earth.cells.lng[row]!, earth.cells.lat[row]!] as const;
      });
      const scores = scoresAround(earth, centres, 200 + 1500 * random.uniform());
      const posterior = posteriorOf(earth.cells, scores, 4 + 10 * random.uniform(), flat);
      const found = bestPoint(posterior, rankByDensity(posterior), earth);
      let best = 0;
      for (let row = trial; row < earth.cells.count; row += 997) {
        const guess: LngLat = [earth.cells.lng[row]!, earth.cells.lat[row]!];
        best = Math.max(best, expectedScore(posterior, guess));
      }
      for (const centre of centres) best = Math.max(best, expectedScore(posterior, centre));
      // It gives up some of the expected score to stay where it is when the photo changes a little.
      expect(found.expectedScore).toBeGreaterThan(best * 0.8);
    }
  });

  it("reports the median of the distance", () => {
    const posterior = posteriorOf(earth.cells, scoresAround(earth, [PLACES.paris], 400), 6, flat);
    const { at, expectedErrorKm } = bestPoint(posterior, rankByDensity(posterior), earth);
    let within = 0;
    posterior.probability.forEach((p, row) => {
      const km = distanceKm(at, [earth.cells.lng[row]!, earth.cells.lat[row]!]);
      if (km <= expectedErrorKm) within += p;
    });
    expect(within).toBeCloseTo(0.5, 1);
  });

  it("finds the fine mode of a belief that is gathered, and the place where the rest is spread", () => {
    const near = posteriorOf(earth.cells, scoresAround(earth, [PLACES.nairobi], 60), 40, flat);
    for (const share of [0.6, 0.9, 1]) {
      const probability = near.probability.map((p, row) => share * p + (1 - share) * flat[row]!);
      const mixed = { ...near, probability };
      const { at } = bestPoint(mixed, rankByDensity(mixed), earth);
      expect(distanceKm(at, PLACES.nairobi)).toBeLessThan(60);
    }
  });

  it("moves little when the belief does, where two far places are about as likely", () => {
    const [north, south] = [PLACES.paris, PLACES.lima].map(
      (place) => posteriorOf(earth.cells, scoresAround(earth, [place], 600), 8, flat).probability,
    );
    const at = (tilt: number) => {
      const probability = north!.map((p, row) => (0.55 + tilt) * p + (0.45 - tilt) * south![row]!);
      const posterior = { cells: earth.cells, probability, fine: [] };
      return bestPoint(posterior, rankByDensity(posterior), earth).at;
    };
    expect(distanceKm(at(-0.02), at(0.02))).toBeLessThan(100);
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
    const { at } = bestPoint(near, rankByDensity(near), earth);
    expect(at[0]).toBeGreaterThan(1);
    expect(at[0]).toBeLessThan(13);
    const far = posteriorOf(
      earth.cells,
      scoresAround(earth, [PLACES.paris, PLACES.lima], 100),
      30,
      flat,
    );
    const guess = bestPoint(far, rankByDensity(far), earth).at;
    const nearest = Math.min(distanceKm(guess, PLACES.paris), distanceKm(guess, PLACES.lima));
    expect(nearest).toBeLessThan(150);
  });
});

it("bestOf finds what trying every candidate finds", () => {
  const random = createRandom(21);
  const anywhere = () => {
    return toUnitVector([360 * random.uniform() - 180, 180 * random.uniform() - 90]);
  };
  for (let trial = 0; trial < 100; trial++) {
    const candidates = Array.from({ length: 2 + random.integer(80) }, anywhere);
    const count = candidates.length;
    const weights = candidates.map(() => random.uniform() ** (1 + 20 * random.uniform()));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const points = {
      count,
      vectors: Float64Array.from(candidates.flat()),
      masses: Float64Array.from(weights, (weight) => weight / total),
    };
    const shares = candidates.map(([x, y, z]) =>
      candidates.reduce((sum, [a, b, c], i) => {
        return sum + points.masses[i]! * scoreShare(x * a + y * b + z * c);
      }, 0),
    );
    const found = candidates.indexOf(bestOf(candidates, points) as (typeof candidates)[number]);
    expect(shares[found]).toBe(Math.max(...shares));
  }
});
