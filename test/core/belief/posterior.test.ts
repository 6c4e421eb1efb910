import { beforeAll, describe, expect, it } from "vitest";
import { informationBits, posteriorGiven } from "../../../core/belief/posterior.ts";
import { priorOf } from "../../../core/belief/prior.ts";
import type { Geography } from "../../../core/earth/geography.ts";
import { geography, PLACES, posteriorOf, rowAt, scoresAround } from "../../geography.ts";
import { createRandom } from "../../random.ts";

let earth: Geography;
let land: Float64Array;
const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

beforeAll(async () => {
  earth = await geography();
  land = priorOf("land", earth.cells, new Float64Array(earth.cells.count).fill(1));
});

describe("priorOf", () => {
  it.each(["photos", "population", "land"] as const)("%s sums to 1 and forbids nothing", (name) => {
    const weights = earth.cells.population.length;
    const prior = priorOf(
      name,
      earth.cells,
      Float64Array.from({ length: weights }, (_, i) => 1 + (i % 7)),
    );
    expect(sum(prior)).toBeCloseTo(1, 9);
    expect(prior.every((p) => p > 0)).toBe(true);
  });

  it("puts people where they live", () => {
    const prior = priorOf("population", earth.cells, land);
    expect(prior[rowAt(earth, PLACES.tokyo)]).toBeGreaterThan(
      500 * prior[rowAt(earth, PLACES.nuuk)]!,
    );
  });

  it("refuses weights without a sum", () => {
    expect(() => priorOf("photos", earth.cells, new Float64Array(earth.cells.count))).toThrow(
      /positive, finite sum, got 0/,
    );
  });
});

describe("posteriorOf", () => {
  it("is the prior when the photo says nothing", () => {
    const { probability } = posteriorOf(earth.cells, new Float32Array(earth.cells.count), 20, land);
    expect(probability[1234]).toBeCloseTo(land[1234]!, 12);
    expect(informationBits(probability, land)).toBeCloseTo(0, 9);
  });

  it.each([0, 1, 40, 1000, 1e6])("sums to 1 at scale %d", (scale) => {
    const random = createRandom(4);
    const scores = Float32Array.from({ length: earth.cells.count }, () => 2 * random.uniform() - 1);
    const { probability } = posteriorOf(earth.cells, scores, scale, land);
    expect(sum(probability)).toBeCloseTo(1, 9);
    expect(probability.every((p) => p >= 0 && p <= 1)).toBe(true);
  });

  it("follows Bayes' rule between any two cells", () => {
    const scores = scoresAround(earth, [PLACES.paris]);
    const [a, b] = [rowAt(earth, PLACES.paris), rowAt(earth, PLACES.nairobi)];
    const { probability } = posteriorOf(earth.cells, scores, 12, land);
    const expected = Math.log(land[a]! / land[b]!) + 12 * (scores[a]! - scores[b]!);
    expect(Math.log(probability[a]! / probability[b]!)).toBeCloseTo(expected, 6);
  });

  it.each([0, 0.1, 1])("gives its doubt of %d to the prior", (doubt) => {
    const scores = scoresAround(earth, [PLACES.paris]);
    const certain = posteriorOf(earth.cells, scores, 12, land).probability;
    const { probability } = posteriorOf(earth.cells, scores, 12, land, [], doubt);
    expect(sum(probability)).toBeCloseTo(1, 9);
    for (const row of [rowAt(earth, PLACES.paris), rowAt(earth, PLACES.lima), 4321]) {
      const expected = (1 - doubt) * certain[row]! + doubt * land[row]!;
      expect(probability[row]! / expected).toBeCloseTo(1, 9);
    }
  });

  it("falls back on the prior's shares where hints leave nothing that the photo speaks for", () => {
    const scores = scoresAround(earth, [PLACES.paris]);
    const [lima, nuuk] = [rowAt(earth, PLACES.lima), rowAt(earth, PLACES.nuuk)];
    const evidence = new Float64Array(earth.cells.count).fill(-Infinity);
    evidence[lima] = evidence[nuuk] = 0;
    const doubtful = posteriorOf(earth.cells, scores, 1e4, land, [], 0.05);
    const { probability } = posteriorGiven(doubtful, evidence);
    expect(probability[lima]! / probability[nuuk]!).toBeCloseTo(land[lima]! / land[nuuk]!, 6);
  });

  it("forbids what hints forbid and keeps the ratios of the rest", () => {
    const scores = scoresAround(earth, [PLACES.paris, PLACES.tokyo]);
    const evidence = new Float64Array(earth.cells.count);
    const japan = rowAt(earth, PLACES.tokyo);
    evidence.forEach((_, row) => {
      if (earth.cells.country[row] === earth.cells.country[japan]) evidence[row] = -Infinity;
    });
    const before = posteriorOf(earth.cells, scores, 12, land);
    const free = before.probability;
    const bound = posteriorGiven(before, evidence).probability;
    const [a, b] = [rowAt(earth, PLACES.paris), rowAt(earth, PLACES.lima)];
    expect(bound[japan]).toBe(0);
    expect(sum(bound)).toBeCloseTo(1, 9);
    expect(Math.log(bound[a]! / bound[b]!)).toBeCloseTo(Math.log(free[a]! / free[b]!), 9);
  });

  it("says so when hints forbid everything", () => {
    const nowhere = new Float64Array(earth.cells.count).fill(-Infinity);
    const scores = new Float32Array(earth.cells.count);
    const before = posteriorOf(earth.cells, scores, 12, land);
    expect(() => posteriorGiven(before, nowhere)).toThrow(/leave no land/);
  });

  it("refuses scores that are not numbers", () => {
    const scores = new Float32Array(earth.cells.count).fill(NaN);
    expect(() => posteriorOf(earth.cells, scores, 12, land)).toThrow(/not finite/);
  });
});
