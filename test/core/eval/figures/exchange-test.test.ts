import { describe, expect, it } from "vitest";
import { exchangeP, holm } from "../../../../core/eval/figures/exchange-test.ts";
import { createRandom } from "../../../random.ts";

const sumOf = (gains: readonly number[]) => (places: Int8Array) =>
  gains.reduce((sum, gain, c) => sum + gain * places[c]!, 0);

describe("the exchange of two runs", () => {
  it("is McNemar's exact test where photos are independent", () => {
    // Of ten photos that only one gets right, one and nine: twice the 11 / 1024 of a binomial distribution.
    const gains = [-1, ...Array.from({ length: 9 }, () => 1)];
    expect(Math.abs(exchangeP({ count: 10 }, 1, sumOf(gains)) - 22 / 1024)).toBeLessThan(0.01);
    expect(exchangeP({ count: 2 }, 1, sumOf([1, -1]))).toBe(1);
  });

  it("finds nothing where there is nothing to exchange", () => {
    expect(exchangeP({ count: 0 }, 1, () => 0)).toBe(1);
  });

  it("takes a cluster that differs throughout as one witness", () => {
    // Forty photos of one photographer: 2^-39 if they were independent.
    expect(exchangeP({ count: 1 }, 1, sumOf([40]))).toBe(1);
  });

  it("is right about chance as often as it says", () => {
    const random = createRandom(4);
    let found = 0;
    for (let round = 0; round < 200; round++) {
      const gains = Array.from({ length: 15 }, () => random.normal() * 3);
      if (exchangeP({ count: 15 }, round, sumOf(gains)) < 0.05) found++;
    }
    // Ten are expected; twenty would be three standard errors more.
    expect(found).toBeLessThan(20);
    expect(found).toBeGreaterThan(1);
  });
});

describe("Holm's adjustment", () => {
  it("is as in his example, never below p, never beyond 1, in the order given", () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((p, i) => {
      expect(adjusted[i]).toBeCloseTo(p, 12);
    });
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});
