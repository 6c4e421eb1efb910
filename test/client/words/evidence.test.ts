import { describe, expect, it } from "vitest";
import { evidenceTitle, formatBits } from "../../../client/words/evidence.ts";

describe("evidence in words", () => {
  it.each([
    ["photo", "What the photo looks like"],
    ["hints", "Your hints"],
    ["head land_cover", "Its land cover, as the model sees it"],
    ["bundle geoclip", "A second model, geoclip"],
    ["reason", "What a multimodal model says"],
    ["neighbours", "neighbours"],
  ])("calls %s %s", (name, words) => {
    expect(evidenceTitle(name)).toBe(words);
  });

  it.each([
    [0, "next to nothing"],
    [0.049, "next to nothing"],
    [0.05, "0.1\u00a0bits"],
    [0.98, "1.0\u00a0bit"],
    [1, "1.0\u00a0bit"],
    [3.44, "3.4\u00a0bits"],
  ])("writes %f as %s", (bits, words) => {
    expect(formatBits(bits)).toBe(words);
  });
});
