import { describe, expect, it } from "vitest";
import { inWords } from "../../../client/words/describe.ts";
import { makePrediction } from "../fixtures/prediction.ts";

describe("the answer in words", () => {
  it("holds the place, the area and the point", () => {
    const words = inWords(makePrediction(), 0.8).replaceAll("\u00a0", " ");
    expect(words).toMatch(/^Probably Portugal 54 %.*\. The 80 % region covers [\d,]+ km², about/);
    expect(words).toMatch(
      /The best point is near Lisbon, Portugal, at 38\.\d° N, 9\.\d° W; half of the probability lies within 240 km of it\.$/,
    );
  });

  it("begins with it when the model cannot tell", () => {
    const abstained = { reason: "too_wide", detail: "" } as const;
    expect(inWords(makePrediction(undefined, { abstained }), 0.8)).toMatch(
      /^The model cannot tell\./,
    );
  });
});
