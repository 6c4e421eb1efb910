import { describe, expect, it } from "vitest";
import { geoScore } from "../../../../core/belief/geo-score.ts";
import { compareRuns } from "../../../../core/eval/figures/comparison.ts";
import { compareMany } from "../../../../core/eval/figures/comparison-of-many.ts";
import { holm } from "../../../../core/eval/figures/exchange-test.ts";
import {
  comparisonOfManyLatex,
  comparisonOfManyMarkdown,
} from "../../../../core/eval/report/comparison-of-many.ts";
import type { PhotoScore } from "../../../../core/eval/scoring/photo-score.ts";
import { createRandom } from "../../../random.ts";
import { scoreOf } from "./score.ts";

const SETTINGS = { seed: 1, resamples: 200, primary: null };

/** Runs on the same 60 photos in 20 clusters, each nearer than the one before. */
function runs(...shifts: number[]): { name: string; scores: PhotoScore[] }[] {
  const random = createRandom(6);
  return shifts.map((shift) => ({
    name: `run ${shift}`,
    scores: Array.from({ length: 60 }, (_, i) => {
      const km = random.uniform() * 1000 * shift;
      return scoreOf(`${i}`, {
        km,
        geoScore: geoScore(km),
        areaKm2: km * km,
        cluster: `${i % 20}`,
      });
    }),
  }));
}

describe("a comparison of many runs", () => {
  it("has of each pair what the comparison of the two has, and p adjusted for the pairs", () => {
    const all = runs(1, 0.9, 0.5);
    const many = compareMany(all, SETTINGS);
    expect(many.pairs.map(({ a, b }) => [a, b])).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
    for (const { a, b, difference, interval, p } of many.pairs) {
      const two = compareRuns(all[a]!.scores, all[b]!.scores, SETTINGS);
      const primary = two.figures.find(({ figure }) => figure === two.primary)!;
      expect({ difference, interval, p }).toEqual({
        difference: primary.difference,
        interval: primary.interval,
        p: primary.p,
      });
      for (const { figure, a: ofA, b: ofB } of two.figures) {
        const row = many.figures.find((each) => each.figure === figure)!;
        expect([row.of[a], row.of[b]]).toEqual([ofA, ofB]);
      }
    }
    expect(many.pairs.map(({ adjustedP }) => adjustedP)).toEqual(
      holm(many.pairs.map(({ p }) => p)),
    );
  });

  it("takes the photos that all have and says how many are left out", () => {
    const [a, b, c] = runs(1, 0.8, 0.6);
    const { n, left } = compareMany(
      [a!, { ...b!, scores: b!.scores.slice(10) }, { ...c!, scores: c!.scores.slice(0, 50) }],
      SETTINGS,
    );
    expect({ n, left }).toEqual({ n: 40, left: [20, 10, 10] });
    expect(() =>
      compareMany([a!, { name: "z", scores: [scoreOf("z", {})] }, c!], SETTINGS),
    ).toThrow(/no photo in common/);
    expect(() => compareMany([a!, b!, c!], { ...SETTINGS, primary: "luck" })).toThrow(
      /no figure "luck"/,
    );
  });

  it("is a table of figures and one of pairs that turns its sign over the diagonal", () => {
    const all = runs(1, 0.5, 0.2);
    const comparison = compareMany(all, SETTINGS);
    const names = { runs: all.map(({ name }) => name), dataset: "a set" };
    const text = comparisonOfManyMarkdown(names, comparison, SETTINGS);
    const rows = text.split("\n").filter((line) => /^\| run /.test(line));
    expect(rows).toHaveLength(3);
    const cells = rows.map((row) => row.split("|").map((cell) => cell.trim()));
    const [there, back] = [cells[0]![3]!, cells[1]![2]!];
    const numbers = (cell: string) => [...cell.matchAll(/[+-]?\d+(?:\.\d+)?/g)].map(Number);
    const [difference, low, high] = numbers(there);
    expect(difference).toBeLessThan(0);
    expect(numbers(back).slice(0, 3)).toEqual([-difference!, -high!, -low!]);
    expect(text).toContain("GeoScore (primary)");
    const latex = comparisonOfManyLatex(names, comparison, SETTINGS);
    expect(latex.match(/\\begin\{tabular\}/g)).toHaveLength(2);
    expect(latex).toContain("\\label{tab:pairs}");
  });
});
