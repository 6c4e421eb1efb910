import { describe, expect, it } from "vitest";
import { type ArmScore, armFigures } from "../../../../core/eval/albums/figures.ts";

const score = (album: string, km: number, isHeld: boolean | null = true): ArmScore => ({
  arm: "alone",
  album,
  km,
  geoScore: 5000 - km,
  isHeld,
});

describe("figures of albums", () => {
  it("are means and shares over the photos, of the arms that there are", () => {
    const figures = armFigures([score("a", 0.5), score("a", 20, false), score("b", 1000)], {
      seed: 1,
      resamples: 50,
    });
    expect(figures).toHaveLength(1);
    const [{ geoScore, medianKm, within, held, photos }] = figures as [(typeof figures)[0]];
    expect(photos).toBe(3);
    expect(geoScore).toBeCloseTo(5000 - 1020.5 / 3, 9);
    expect(medianKm).toBe(20);
    expect(within.map((share) => Math.round(3 * share))).toEqual([1, 2, 2, 2, 3]);
    expect(held).toBeCloseTo(2 / 3, 9);
  });

  it("draws whole albums: one album has an interval of no width, two differ", () => {
    const options = { seed: 1, resamples: 200 };
    const [one] = armFigures([score("a", 0), score("a", 4000)], options);
    expect(one!.interval[0]).toBe(one!.interval[1]);
    const [two] = armFigures([score("a", 0), score("b", 4000)], options);
    expect(two!.interval).toEqual([1000, 5000]);
  });

  it("has no share of regions where an arm has none", () => {
    const [figures] = armFigures([score("a", 1, null)], { seed: 1, resamples: 10 });
    expect(figures!.held).toBeNull();
  });
});
