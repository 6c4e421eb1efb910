import { describe, expect, it } from "vitest";
import { sizeInWords } from "../../../client/words/sizes.ts";

describe("size in words", () => {
  it.each([
    [92_000, "about the size of Portugal"],
    [784_000, "about the size of Türkiye"],
    [17_000_000, "about the size of Russia"],
    [1.5, "about half the size of Central Park"],
    [0.05, "much smaller than Central Park"],
  ])("%d km2: %s", (km2, words) => {
    expect(sizeInWords(km2)).toBe(words);
  });

  it("speaks of all land where no country compares", () => {
    expect(sizeInWords(97_800_000).replace("\u00a0", " ")).toBe("about 66 % of all land on Earth");
    expect(sizeInWords(148_000_000)).toBe("nearly all land on Earth");
  });

  it("is never off by more than a half, over eight orders of magnitude", () => {
    for (let exponent = 0.6; exponent < 7.7; exponent += 0.01) {
      const words = sizeInWords(10 ** exponent);
      expect(words).toMatch(
        /^about (the size|half the size|two thirds the size|one and a half|twice|a quarter)/,
      );
    }
  });
});
