import { describe, expect, it } from "vitest";
import { marksOf } from "../../../client/play/marks.ts";
import { reveal } from "./reveal.ts";

describe("marks of a round", () => {
  it("come as the reveal tells them: one's own and the place, then the model's", () => {
    const kinds = (step: number) => marksOf(reveal(), step, null).map(({ kind }) => kind);
    expect(kinds(2)).toEqual(["you", "truth"]);
    expect(kinds(3)).toEqual(["model", "you", "truth"]);
  });

  it("have names that turn away from each other, over 180 degrees too", () => {
    const sides = marksOf(reveal({ you: 179, model: -179 }), 3, null).map(({ side }) => side);
    expect(sides).toEqual(["east", "west", "below"]);
  });

  it("have the round's number alone, where all rounds are shown", () => {
    const labels = marksOf(reveal(), 4, 2).map(({ label }) => label);
    expect(labels).toEqual([null, null, "2"]);
  });
});
