import { describe, expect, it } from "vitest";
import { toClusters } from "../../../../core/eval/figures/clusters.ts";
import { bootstrap, type Interval, wilson } from "../../../../core/eval/figures/intervals.ts";
import { rateIntervals, ratesOf } from "../../../../core/eval/figures/rates.ts";
import { studentT } from "../../../../core/eval/figures/student-t.ts";
import { createRandom } from "../../../random.ts";

const width = ([low, high]: Interval) => high - low;

/** Photos of clusters that share a leaning, and which of them are hits at each level. */
function crowd(seed: number, sizes: readonly number[], likeness: number, levels: number[]) {
  const random = createRandom(seed);
  const keys: string[] = [];
  const scores: number[] = [];
  sizes.forEach((size, c) => {
    const leaning = random.normal();
    for (let i = 0; i < size; i++) {
      keys.push(String(c));
      scores.push(Math.sqrt(likeness) * leaning + Math.sqrt(1 - likeness) * random.normal());
    }
  });
  const rates = levels.map((level) => scores.map((score) => Number(score <= level)));
  return { clusters: toClusters(keys), rates };
}

describe("Student's t", () => {
  it("is as tabled", () => {
    // Abramowitz and Stegun, table 26.10.
    for (const [degrees, t] of [
      [1, 12.706],
      [2, 4.303],
      [5, 2.571],
      [12, 2.179],
      [30, 2.042],
      [120, 1.98],
    ] as const) {
      expect(studentT(degrees)).toBeCloseTo(t, 3);
    }
    expect(studentT(400)).toBeCloseTo(studentT(401), 4);
    expect(studentT(1e9)).toBeCloseTo(1.959964, 6);
  });
});

describe("rates of clustered photos", () => {
  it("have Wilson's interval alone where no two photos share a cluster", () => {
    const [rate] = ratesOf(toClusters([null, null, null, null]), [[1, 0, 0, 1]]);
    expect(rate).toEqual({ hits: 2, n: 4, rate: 0.5, wilson: wilson(2, 4), clustered: null });
  });

  it("count photos that are the same but once", () => {
    const random = createRandom(3);
    const single = Array.from({ length: 400 }, () => Number(random.uniform() < 0.3));
    const keys = single.flatMap((_, i) => [`${i}`, `${i}`, `${i}`]);
    const [tripled] = rateIntervals(toClusters(keys), [single.flatMap((hit) => [hit, hit, hit])]);
    const hits = single.reduce((a, b) => a + b);
    const plain = wilson(hits, 400);
    expect(tripled![0]).toBeCloseTo(plain[0], 3);
    expect(tripled![1]).toBeCloseTo(plain[1], 3);
  });

  it("are as wide as a bootstrap over clusters finds, away from the ends", () => {
    for (let seed = 0; seed < 5; seed++) {
      const sizes = Array.from({ length: 150 }, (_, c) => 1 + ((c * c) % 23));
      const { clusters, rates } = crowd(seed, sizes, 0.3, [-0.5, 0, 0.8]);
      const drawn = bootstrap(clusters, 1000, seed, (weights) => {
        const total = weights.reduce((a, b) => a + b);
        return rates.map(
          (hits) => hits.reduce((sum, hit, i) => sum + hit * weights[i]!, 0) / total,
        );
      });
      rateIntervals(clusters, rates).forEach((interval, k) => {
        expect(width(interval) / width(drawn[k]!)).toBeGreaterThan(0.85);
        expect(width(interval) / width(drawn[k]!)).toBeLessThan(1.25);
      });
    }
  });

  it("move on smoothly from no hit to the first hits, and from the last misses to none", () => {
    const levels = Array.from({ length: 60 }, (_, k) => -4.5 + k * 0.15);
    const sizes = Array.from({ length: 13 }, () => 23);
    const { clusters, rates } = crowd(8, sizes, 0.3, levels);
    const intervals = rateIntervals(clusters, rates);
    expect(rates[0]!.includes(1)).toBe(false);
    expect(rates.at(-1)!.includes(0)).toBe(false);
    expect(intervals[0]![0]).toBe(0);
    expect(intervals.at(-1)![1]).toBe(1);
    intervals.slice(1).forEach(([low, high], k) => {
      const [lowBefore, highBefore] = intervals[k]!;
      expect(low - lowBefore).toBeGreaterThan(-0.03);
      expect(high - highBefore).toBeGreaterThan(-0.03);
    });
  });

  it("count each cluster as a photo where no rate tells how alike its photos are", () => {
    const clusters = toClusters(["a", "a", "a", "b", "b", "b", "c", "c", "c"]);
    const [none, all] = rateIntervals(clusters, [new Uint8Array(9), new Uint8Array(9).fill(1)]);
    expect(none).toEqual(wilson(0, 3, studentT(2)));
    expect(all![0]).toBeCloseTo(1 - none![1], 12);
    expect(all![1]).toBe(1);
  });

  it("say nothing where all photos are of one cluster", () => {
    expect(rateIntervals(toClusters(["a", "a", "a"]), [[0, 1, 1]])).toEqual([[0, 1]]);
  });

  it("hold the true rate at least about as often as they say", () => {
    // 2 %, 10 %, a half and 97 %.
    const levels = [-2.0537, -1.2816, 0, 1.8808];
    const truths = [0.02, 0.1, 0.5, 0.97];
    for (const [count, likeness] of [
      [13, 0.4],
      [60, 0.2],
      [200, 0],
    ] as const) {
      const held = [0, 0, 0, 0];
      for (let seed = 0; seed < 300; seed++) {
        const sizes = Array.from({ length: count }, (_, c) => 3 + ((c * 7 + seed) % 20));
        const { clusters, rates } = crowd(seed + 1, sizes, likeness, levels);
        rateIntervals(clusters, rates).forEach(([low, high], k) => {
          if (low <= truths[k]! && truths[k]! <= high) held[k]! += 1;
        });
      }
      // Three standard errors of 300 draws below 95 %.
      for (const each of held) expect(each / 300).toBeGreaterThan(0.912);
    }
  });
});
