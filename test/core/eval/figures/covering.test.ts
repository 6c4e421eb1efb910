import { describe, expect, it } from "vitest";
import { coverFigures } from "../../../../core/eval/figures/covering.ts";
import { createRandom } from "../../../random.ts";

const photo = (
  whole: number,
  strongest: number,
  random: number,
  cluster: string | null = null,
) => ({
  whole,
  strongest,
  random,
  cluster,
});

describe("coverFigures", () => {
  it("takes means over the photos, and counts those in which the strongest take more", () => {
    const photos = [photo(0.5, 0.25, 0.5), photo(0.75, 0.5, 0.25), photo(0.25, 0.25, 0.25)];
    const { interval, ...figures } = coverFigures(photos, 1)!;
    expect(figures).toEqual({
      photos: 3,
      whole: 0.5,
      strongest: 1 / 3,
      random: 1 / 3,
      difference: 0,
      wins: 1 / 3,
    });
    expect(interval[0]).toBeLessThan(0);
    expect(interval[1]).toBeGreaterThan(0);
  });

  it("has no interval where all photos say the same, and no figures without photos", () => {
    const { difference, interval, wins } = coverFigures(Array(9).fill(photo(0.6, 0.1, 0.5)), 1)!;
    expect(difference).toBeCloseTo(0.4, 12);
    expect(interval[0]).toBeCloseTo(0.4, 12);
    expect(interval[1]).toBeCloseTo(0.4, 12);
    expect(wins).toBe(1);
    expect(coverFigures([], 1)).toBeNull();
  });

  it("is sure of less where photos belong together, and says the same of a seed", () => {
    const random = createRandom(3);
    const width = ([low, high]: readonly [number, number]) => high - low;
    const gains = Array.from(
      { length: 40 },
      (_, i) => (i % 10 < 5 ? 0.3 : 0) + random.uniform() / 50,
    );
    const photos = (clusterOf: (i: number) => string | null) =>
      gains.map((gain, i) => photo(0.9, 0.5 - gain, 0.5, clusterOf(i)));
    const alone = coverFigures(
      photos(() => null),
      7,
    )!;
    const together = coverFigures(
      photos((i) => `owner ${Math.floor(i / 5)}`),
      7,
    )!;
    expect(together.difference).toBe(alone.difference);
    expect(width(together.interval)).toBeGreaterThan(1.5 * width(alone.interval));
    expect(
      coverFigures(
        photos(() => null),
        7,
      ),
    ).toEqual(alone);
    for (const { difference, interval } of [alone, together]) {
      expect(difference).toBeGreaterThan(interval[0]);
      expect(difference).toBeLessThan(interval[1]);
    }
  });
});
