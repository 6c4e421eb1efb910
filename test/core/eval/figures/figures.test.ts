import { describe, expect, it } from "vitest";
import { geoScore } from "../../../../core/belief/geo-score.ts";
import { EARTH_AREA_KM2 } from "../../../../core/earth/lng-lat.ts";
import { calibrationOf } from "../../../../core/eval/figures/calibration.ts";
import { toClusters } from "../../../../core/eval/figures/clusters.ts";
import { compareRuns } from "../../../../core/eval/figures/comparison.ts";
import { bootstrap, wilson } from "../../../../core/eval/figures/intervals.ts";
import { aucOf, BUDGETS_KM2, CURVE_KM2, measure } from "../../../../core/eval/figures/measures.ts";
import { selectiveOf } from "../../../../core/eval/figures/selective.ts";
import { orderOf, percentile, weightedMedian } from "../../../../core/eval/scoring/quantiles.ts";
import { createRandom } from "../../../random.ts";
import { scoreOf } from "./score.ts";

describe("intervals", () => {
  it("gives Wilson's half-widths for 2,997 photos", () => {
    // 1.1 points at 10 %, 1.6 at 28 %, 1.7 at 37 %, 1.8 at 51 %, 1.7 at 67 %.
    for (const [rate, half] of [
      [0.1, 1.1],
      [0.28, 1.6],
      [0.37, 1.7],
      [0.51, 1.8],
      [0.67, 1.7],
    ] as const) {
      const [low, high] = wilson(Math.round(rate * 2997), 2997);
      expect(((high - low) / 2) * 100).toBeCloseTo(half, 1);
    }
    // Newcombe 1998, table I: 15 of 148.
    expect(wilson(15, 148)[0]).toBeCloseTo(0.0624, 4);
    expect(wilson(15, 148)[1]).toBeCloseTo(0.1605, 4);
    expect(wilson(0, 20)[0]).toBe(0);
    expect(wilson(20, 20)[1]).toBe(1);
  });

  it("covers a mean about as often as it says, and repeats itself", () => {
    const random = createRandom(5);
    let covered = 0;
    for (let round = 0; round < 200; round++) {
      const values = Array.from({ length: 60 }, () => random.normal());
      const clusters = toClusters(values.map(() => null));
      const mean = (w: Float64Array) => [
        values.reduce((sum, v, i) => sum + v * w[i]!, 0) / w.reduce((a, b) => a + b),
      ];
      const [first] = bootstrap(clusters, 200, round, mean);
      expect(bootstrap(clusters, 200, round, mean)[0]).toEqual(first);
      if (first![0] <= 0 && first![1] >= 0) covered += 1;
    }
    expect(covered / 200).toBeGreaterThan(0.88);
    expect(covered / 200).toBeLessThan(0.99);
  });

  it("widens when photos of one photographer agree", () => {
    const values = Array.from({ length: 200 }, (_, i) => Number(i % 40 < 20));
    const keys = values.map((_, i) => `owner ${Math.floor(i / 20)}`);
    const mean = (w: Float64Array) => [
      values.reduce((sum, v, i) => sum + v * w[i]!, 0) / w.reduce((a, b) => a + b),
    ];
    const [single] = bootstrap(toClusters(values.map(() => null)), 500, 1, mean);
    const [clustered] = bootstrap(toClusters(keys), 500, 1, mean);
    const width = ([low, high]: readonly [number, number]) => high - low;
    expect(width(clustered!)).toBeGreaterThan(3 * width(single!));
  });

  it("finds weighted medians as repetition would", () => {
    const random = createRandom(2);
    for (let round = 0; round < 200; round++) {
      const values = Array.from({ length: 1 + random.integer(9) }, () => random.integer(5));
      const weights = Float64Array.from(values, () => random.integer(4));
      const repeated = values.flatMap((v, i) => Array.from({ length: weights[i]! }, () => v));
      if (repeated.length === 0) continue;
      repeated.sort((a, b) => a - b);
      expect(weightedMedian(values, orderOf(values), weights)).toBe(percentile(repeated, 0.5));
    }
  });
});

const alone = (n: number) => ({
  clusters: toClusters(Array.from({ length: n }, () => null)),
  resamples: 100,
  seed: 1,
});

describe("measures", () => {
  it("counts what lies just on a threshold or a budget", () => {
    const km = [1, 1.0001, 25, 200, 750, 2500, 2500.1];
    const areaKm2 = [10, 10.001, 1e3, 1e5, 1e6, 1e8, EARTH_AREA_KM2];
    const { accuracy, rva } = measure({ km, areaKm2, geoScore: km.map(geoScore) }, alone(7));
    expect(accuracy.map(({ hits }) => hits)).toEqual([1, 3, 4, 5, 6]);
    expect(rva.budgets.map(({ areaKm2 }) => areaKm2)).toEqual([...BUDGETS_KM2]);
    expect(rva.budgets.map(({ hits }) => hits)).toEqual([1, 2, 3, 3, 4, 5, 5, 6]);
    expect(rva.curve.at(-1)).toMatchObject({ recall: 1 });
    expect(rva.medianKm2.value).toBe(1e5);
  });

  it("has GeoScore and medians as published", () => {
    expect(geoScore(0)).toBe(5000);
    expect(geoScore(25)).toBeCloseTo(4916.96, 2);
    expect(geoScore(2500)).toBeCloseTo(936.71, 2);
    const km = [10, 30, 20, 40];
    const { medianKm, meanKm } = measure({ km, areaKm2: km, geoScore: km.map(geoScore) }, alone(4));
    expect(medianKm.value).toBe(25);
    expect(meanKm.value).toBe(25);
  });

  it("is not certain of a rate of 0 or 1, but for the whole Earth", () => {
    const km = [0.5, 0.5, 0.5, 0.5, 30, 30, 30, 30];
    const clusters = toClusters(["a", "a", "a", "a", "b", "b", "c", "c"]);
    const photos = { km, areaKm2: km.map((r) => r * 100), geoScore: km };
    const resampling = { clusters, resamples: 200, seed: 1 };
    const { accuracy, rva } = measure(photos, resampling);
    expect(accuracy[2]).toMatchObject({ rate: 1, wilson: wilson(8, 8) });
    expect(accuracy[2]!.clustered![0]).toBeLessThan(wilson(8, 8)[0]);
    expect(rva.budgets[0]).toMatchObject({ rate: 0, wilson: wilson(0, 8) });
    expect(rva.budgets[0]!.clustered![1]).toBeGreaterThan(wilson(0, 8)[1]);
    expect(accuracy[0]!.clustered).not.toBeNull();
    expect(rva.curve.at(-1)).toMatchObject({ recall: 1, low: 1, high: 1 });
    expect(rva.curve.at(-2)!.low).toBeLessThan(0.5);
  });

  it("integrates recall over log area", () => {
    const random = createRandom(9);
    const areaKm2 = Array.from({ length: 500 }, () => 10 ** (random.uniform() * 8.7));
    const { rva } = measure({ km: areaKm2, areaKm2, geoScore: areaKm2 }, alone(500));
    let integral = 0;
    const steps = 4000;
    const [from, to] = [1, Math.log10(EARTH_AREA_KM2)];
    for (let i = 0; i < steps; i++) {
      const limit = 10 ** (from + ((i + 0.5) / steps) * (to - from));
      integral += areaKm2.filter((area) => area <= limit).length / 500 / steps;
    }
    expect(rva.auc.value).toBeCloseTo(integral, 3);
    expect(aucOf(1)).toBe(1);
    expect(aucOf(EARTH_AREA_KM2)).toBeCloseTo(0, 12);
  });

  it("never lets recall fall with area", () => {
    const random = createRandom(4);
    const areaKm2 = Array.from({ length: 50 }, () => 10 ** (random.uniform() * 8.7));
    const { rva } = measure({ km: areaKm2, areaKm2, geoScore: areaKm2 }, alone(50));
    expect(rva.curve.map(({ areaKm2: at }) => at)).toEqual([...CURVE_KM2]);
    rva.curve.forEach(({ recall, low, high }, i) => {
      expect(recall).toBeGreaterThanOrEqual(rva.curve[i - 1]?.recall ?? 0);
      expect(low).toBeLessThanOrEqual(recall);
      expect(high).toBeGreaterThanOrEqual(recall);
    });
  });
});

describe("calibration", () => {
  it("counts a truth as covered when less than the mass is ranked before it", () => {
    const scores = [0, 0.3, 0.6, 0.85, 0.97].map((massBefore, i) =>
      scoreOf(`${i}`, { massBefore }),
    );
    const { coverage } = calibrationOf(scores)!;
    expect(coverage.map(({ covered }) => covered)).toEqual([2, 3, 4, 4]);
  });

  it("does not count what cannot be told as covered, and says how much that is", () => {
    const scores = [scoreOf("a", { where: "beyond", massBefore: 0.6 }), scoreOf("b", {})];
    const { coverage } = calibrationOf(scores)!;
    expect(coverage.map(({ covered, undetermined }) => [covered, undetermined])).toEqual([
      [1, 0],
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
  });

  it("finds a perfectly calibrated forecaster calibrated, and an overconfident one not", () => {
    const random = createRandom(8);
    const draw = (stated: (p: number) => number) =>
      Array.from({ length: 20_000 }, (_, i) => {
        const p = random.uniform();
        const topCountry = random.uniform() < p ? "FR" : "DE";
        return scoreOf(`${i}`, {
          massBefore: random.uniform(),
          topCountry,
          topCountryProbability: stated(p),
        });
      });
    const honest = calibrationOf(draw((p) => p))!;
    expect(honest.ece).toBeLessThan(0.02);
    expect(honest.coverageError).toBeLessThan(0.02);
    expect(calibrationOf(draw((p) => Math.sqrt(p)))!.ece).toBeGreaterThan(0.1);
  });

  it("is absent for systems that state no probabilities", () => {
    const none = { massBefore: null, topCountryProbability: null };
    expect(calibrationOf([scoreOf("a", none)])).toBeNull();
  });
});

describe("answering only when sure", () => {
  it("sorts by confidence and puts photos without prediction last", () => {
    const scores = [
      scoreOf("a", { confidence: 0.9, km: 10 }),
      scoreOf("b", { confidence: 0.1, km: 5000 }),
      scoreOf("c", { status: "missing", confidence: null, abstained: null, km: 20_000 }),
      scoreOf("d", { confidence: 0.5, km: 100, abstained: true }),
    ];
    const { curve, abstention } = selectiveOf(scores)!;
    expect(curve.find(({ n }) => n === 2)).toMatchObject({ within200Km: 1 });
    expect(curve.at(-1)).toMatchObject({ coverage: 1, n: 4, within200Km: 0.5 });
    expect(abstention).toMatchObject({ abstained: 1, answered: { n: 2 } });
  });
});

describe("comparison", () => {
  it("turns its signs when the runs change places", () => {
    const random = createRandom(6);
    const run = (shift: number) =>
      Array.from({ length: 80 }, (_, i) => {
        const km = random.uniform() * 1000 * shift;
        return scoreOf(`${i}`, {
          km,
          geoScore: geoScore(km),
          areaKm2: km * km,
          cluster: `${i % 20}`,
        });
      });
    const [a, b] = [run(1), run(0.5)];
    const settings = { seed: 1, resamples: 300, primary: null };
    const there = compareRuns(a, b, settings);
    const back = compareRuns(b, a, settings);
    expect(there.clusters).toBe(20);
    there.figures.forEach(({ figure, difference, interval }, i) => {
      expect(back.figures[i]!.figure).toBe(figure);
      expect(back.figures[i]!.difference).toBeCloseTo(-difference, 10);
      expect(back.figures[i]!.interval![0]).toBeCloseTo(-interval![1], 10);
    });
    const median = there.figures.find(({ figure }) => figure === "median_km")!;
    expect(median.interval![1]).toBeLessThan(0);
    expect(median.p).toBeLessThan(0.05);
    expect(there.figures.map(({ p }) => p)).toEqual(back.figures.map(({ p }) => p));
  });

  it("tests the declared figure by itself and adjusts the others, also those outside towns", () => {
    const scores = (km: number) =>
      Array.from({ length: 40 }, (_, i) =>
        scoreOf(`${i}`, { km: km + i, geoScore: geoScore(km + i), population: "<1" }),
      );
    const settings = { seed: 1, resamples: 50, primary: "median_km" };
    const { primary, others, figures, nonUrban } = compareRuns(scores(100), scores(10), settings);
    expect(primary).toBe("median_km");
    expect(others).toBe(figures.length + nonUrban!.figures.length - 1);
    for (const { figure, p, adjustedP } of figures) {
      if (figure === primary) expect(adjustedP).toBeNull();
      else expect(adjustedP).toBeGreaterThanOrEqual(p);
    }
    expect(() => compareRuns(scores(100), scores(10), { ...settings, primary: "median" })).toThrow(
      /no figure "median".*geoscore.*median_km/,
    );
  });

  it("pairs by id, names photos that one run lacks, and refuses runs of other sets", () => {
    const settings = { seed: 1, resamples: 10, primary: null };
    const { n, onlyInA, onlyInB } = compareRuns(
      [scoreOf("a", {}), scoreOf("b", {})],
      [scoreOf("b", {}), scoreOf("c", {})],
      settings,
    );
    expect({ n, onlyInA, onlyInB }).toEqual({ n: 1, onlyInA: ["a"], onlyInB: ["c"] });
    expect(() => compareRuns([scoreOf("a", {})], [scoreOf("z", {})], settings)).toThrow(/no photo/);
    expect(() =>
      compareRuns([scoreOf("a", {})], [scoreOf("a", { truth: [0, 0] })], settings),
    ).toThrow(/different places/);
  });
});
