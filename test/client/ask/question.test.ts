import { describe, expect, it } from "vitest";
import {
  type Area,
  hasHints,
  PLAIN_QUESTION,
  toQuery,
  withArea,
  withCountry,
  withoutArea,
  withoutCountry,
  withoutHints,
} from "../../../client/ask/question.ts";
import { readOptions } from "../../../core/contracts/parameters.ts";

const AREA: Area = {
  type: "Polygon",
  coordinates: [
    [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 0],
    ],
  ],
};

/** What the service understands of a question. */
function understood(question: typeof PLAIN_QUESTION) {
  const given = [...new URLSearchParams(toQuery(question))].map(([name, text]) => {
    return { source: "query", name, text };
  });
  return readOptions(given);
}

describe("question", () => {
  it("plain asks for four regions and at most 5000 cells", () => {
    expect(understood(PLAIN_QUESTION)).toMatchObject({
      prior: "photos",
      regions: [0.5, 0.8, 0.9, 0.95],
      maxCells: 5000,
      within: [],
      exclude: [],
    });
  });

  it("with hints is what the service understands", () => {
    const question = withArea(
      withCountry(withCountry(PLAIN_QUESTION, "within", "PT"), "exclude", "US"),
      "within",
      AREA,
    );
    expect(understood(question)).toMatchObject({
      within: [[{ kind: "country", id: "PT" }], [{ kind: "area", area: AREA }]],
      exclude: [[{ kind: "country", id: "US" }]],
    });
  });

  it("is the same text for the same hints in any order", () => {
    const a = withCountry(withCountry(PLAIN_QUESTION, "within", "PT"), "within", "ES");
    const b = withCountry(withCountry(PLAIN_QUESTION, "within", "ES"), "within", "PT");
    expect(toQuery(a)).toBe(toQuery(b));
  });

  it("never holds a country on both sides, nor twice on one", () => {
    const kept = withCountry(withCountry(PLAIN_QUESTION, "within", "PT"), "within", "PT");
    expect(kept.within.countries).toEqual(["PT"]);
    const left = withCountry(kept, "exclude", "PT");
    expect([left.within.countries, left.exclude.countries]).toEqual([[], ["PT"]]);
  });

  it("gives hints up one by one or all at once", () => {
    const question = withArea(withCountry(PLAIN_QUESTION, "exclude", "PT"), "exclude", AREA);
    expect(hasHints(question)).toBe(true);
    const without = withoutArea(withoutCountry(question, "exclude", "PT"), "exclude", AREA);
    expect(toQuery(without)).toBe(toQuery(PLAIN_QUESTION));
    expect(hasHints(withoutHints(question))).toBe(false);
  });
});
