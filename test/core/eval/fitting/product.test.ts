import { describe, expect, it } from "vitest";
import { toClusters } from "../../../../core/eval/figures/clusters.ts";
import { foldsOf } from "../../../../core/eval/fitting/folds.ts";
import {
  type Expert,
  type FitPhotos,
  scoreProduct,
} from "../../../../core/eval/fitting/product.ts";
import { fitWeights } from "../../../../core/eval/fitting/weights.ts";
import { createRandom } from "../../../random.ts";

const CELLS = 7000;
const PHOTOS = 250;

/** Photos whose true cells are drawn from a product of experts with these weights. */
function draw(weights: readonly [scores: number, classes: number]): FitPhotos {
  const random = createRandom(12);
  const classes = Int8Array.from({ length: CELLS }, () => random.integer(4) - 1);
  const scores = Array.from({ length: PHOTOS }, () =>
    Float32Array.from({ length: CELLS }, () => random.normal()),
  );
  const tables = Array.from({ length: PHOTOS }, () =>
    Float64Array.from({ length: 3 }, () => random.normal()),
  );
  const prior = Float64Array.from({ length: CELLS }, () => random.normal());
  const truth = Int32Array.from(scores, (own, photo) => {
    const masses = Array.from(own, (score, row) => {
      const table = classes[row]! < 0 ? 0 : tables[photo]![classes[row]!]!;
      return Math.exp(prior[row]! + weights[0] * score + weights[1] * table);
    });
    let left = random.uniform() * masses.reduce((a, b) => a + b);
    return masses.findIndex((mass) => (left -= mass) <= 0);
  });
  const noise = Array.from({ length: PHOTOS }, () =>
    Float64Array.from({ length: 3 }, () => random.normal()),
  );
  const experts: Expert[] = [
    { name: "prior", kind: "fixed", values: prior },
    { name: "scores", kind: "dense", scale: 2, photos: scores },
    { name: "classes", kind: "classes", classes, photos: tables },
    { name: "noise", kind: "classes", classes, photos: noise },
  ];
  const areaKm2 = new Float64Array(CELLS).fill(1000);
  return { truth, experts, cells: { count: CELLS, areaKm2 } };
}

const ALL = Array.from({ length: PHOTOS }, (_, i) => i);
const FREE = [true, true, true, true];

describe("fit", () => {
  it("finds the weights that the photos were drawn with, and none for noise", () => {
    const data = draw([1, 0.8]);
    const [prior, scores, classes, noise] = fitWeights(data, ALL, [1, 1, 0, 0], FREE);
    // Every 7th of these uncorrelated cells stands for all: right to a tenth or two.
    expect(Math.abs(prior! - 1)).toBeLessThan(0.2);
    expect(Math.abs(scores! * 2 - 1)).toBeLessThan(0.2);
    expect(Math.abs(classes! - 0.8)).toBeLessThan(0.2);
    expect(noise!).toBeLessThan(0.15);
  });

  it("never goes below 0, and leaves alone what is not free", () => {
    const data = draw([-1, 0.5]);
    expect(fitWeights(data, ALL, [1, 1, 0, 0], FREE)[1]).toBe(0);
    const held = fitWeights(data, ALL, [1, 1, 0, 0], [false, true, true, false]);
    expect([held[0], held[3]]).toEqual([1, 0]);
  });

  it("scores better with the weights it found than with those it began with", () => {
    const data = draw([1, 0.8]);
    const found = fitWeights(data, ALL, [1, 1, 0, 0], FREE);
    const mean = (weights: readonly number[]) =>
      ALL.reduce((sum, photo) => sum + scoreProduct(data, photo, weights).logDensity, 0) / PHOTOS;
    expect(mean(found)).toBeGreaterThan(mean([1, 1, 0, 0]));
    expect(fitWeights(data, ALL, [1, 1, 0, 0], FREE)).toEqual(found);
  });

  it("counts all tied cells in the searched area", () => {
    const data = draw([1, 1]);
    expect(scoreProduct(data, 0, [0, 0, 0, 0]).areaKm2).toBe(CELLS * 1000);
    expect(scoreProduct(data, 0, [0, 0, 0, 0]).logDensity).toBeCloseTo(-Math.log(CELLS * 1000), 9);
  });

  it("puts no cluster into two folds, and shares photos about evenly", () => {
    const keys = Array.from({ length: 100 }, (_, i) => `c${Math.floor(Math.sqrt(i))}`);
    const clusters = toClusters(keys);
    const folds = foldsOf(clusters, 5);
    const sizes = new Map<number, number>();
    const home = new Map<string, number>();
    folds.forEach((fold, i) => {
      expect(home.get(keys[i]!) ?? fold).toBe(fold);
      home.set(keys[i]!, fold);
      sizes.set(fold, (sizes.get(fold) ?? 0) + 1);
    });
    expect(Math.max(...sizes.values()) - Math.min(...sizes.values())).toBeLessThan(10);
  });
});
