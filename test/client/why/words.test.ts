import { describe, expect, it } from "vitest";
import {
  effect,
  formatPoints,
  patchWords,
  spoken,
  summary,
  tellings,
  whereabouts,
} from "../../../client/why/words.ts";
import { EXPLANATION_EXAMPLE } from "../../../core/contracts/examples.ts";
import { gridParts } from "../../../core/pixels/part.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

/** An explanation over three by three parts. */
function explained(covered: readonly number[], together: readonly number[] | null) {
  const probability = 0.31;
  const seen = { left: 0.2, top: 0, width: 0.6, height: 1 };
  const patches = gridParts(seen, 3, 3).map((part, i) => ({
    ...part,
    probability: covered[i]!,
    change: covered[i]! - probability,
    logRatio: Math.log(covered[i]! / probability),
  }));
  return {
    ...EXPLANATION_EXAMPLE,
    probability,
    seen,
    grid: { rows: 3, columns: 3 },
    patches,
    together: together && { patches: [...together], probability: 0.12 },
  };
}

const STRONG = explained([0.2, 0.31, 0.31, 0.31, 0.4, 0.31, 0.31, 0.31, 0.29], [0, 8]);

describe("whereabouts", () => {
  it("names the ninths of what is seen", () => {
    expect(STRONG.patches.map((patch) => whereabouts(patch, STRONG))).toEqual([
      "upper left",
      "upper middle",
      "upper right",
      "left",
      "centre",
      "right",
      "lower left",
      "lower middle",
      "lower right",
    ]);
  });
});

describe("what is said of an explanation", () => {
  it("tells what the strongest parts do together", () => {
    expect(plain(summary(STRONG))).toBe(
      "Covering the 2 strongest parts together (upper left and lower right) takes Sweden from 31 % to 12 %.",
    );
  });

  it("says so where nothing matters", () => {
    const weak = explained(Array(9).fill(0.3099), null);
    expect(plain(summary(weak))).toBe(
      "No part of the photo matters much: whatever is covered, Sweden keeps about 31 %.",
    );
    expect(tellings(weak)).toEqual({ for: [], against: [] });
  });

  it("lists what speaks for the place and what speaks against it, strongest first", () => {
    const told = tellings(STRONG);
    expect(told.for.map(({ words }) => plain(words))).toEqual([
      "Upper left: 20 % when covered, 11.0 points less",
      "Lower right: 29 % when covered, 2.0 points less",
    ]);
    expect(told.against.map(({ patch }) => patch)).toEqual([4]);
  });

  it("names each part to those who do not see it", () => {
    expect(plain(patchWords(STRONG, 8))).toBe(
      "Row 3, column 3, lower right: Sweden 29 % when covered, 2.0 points less",
    );
    expect(plain(effect(STRONG.patches[1]!))).toBe("31 % when covered, no change");
    expect(plain(formatPoints(0.002))).toBe("0.2 points more");
  });
});

describe("spoken", () => {
  it("puts classes in words, with their worth where it is known", () => {
    expect(spoken(EXPLANATION_EXAMPLE.attributes, "map")).toEqual([]);
    const [drive] = spoken(EXPLANATION_EXAMPLE.attributes, "head");
    expect(drive!.title).toBe("Traffic");
    expect(plain(drive!.words)).toBe("on the right 78 %");
    expect(plain(drive!.worth!)).toBe("right for 85 % of 907 photos; always the same word: 81 %");
  });

  it("keeps the names of what it does not know", () => {
    const classes = [{ name: "beach", probability: 0.4 }];
    const [scene] = spoken([{ name: "scene", source: "head", classes, worth: null }], "head");
    expect(scene).toMatchObject({ title: "scene", worth: null });
    expect(plain(scene!.words)).toBe("beach 40 %");
  });
});
