import { describe, expect, it } from "vitest";
import {
  type Area,
  hasHints,
  PLAIN_QUESTION,
  toQuery,
  turned,
  withAlternative,
  withHint,
  withoutHints,
  withoutTerm,
} from "../../../client/ask/question.ts";
import type { HintTerm } from "../../../core/contracts/hint.ts";
import { readOptions } from "../../../core/contracts/parameters.ts";

const country = (id: string): HintTerm => ({ kind: "country", id });

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
  it("plain asks for four regions with their borders, and at most 5000 cells", () => {
    expect(understood(PLAIN_QUESTION)).toMatchObject({
      prior: "photos",
      regions: [0.5, 0.8, 0.9, 0.95],
      geometry: "outline",
      maxCells: 5000,
      within: [],
      exclude: [],
    });
  });

  it("with hints is what the service understands", () => {
    const area: HintTerm = { kind: "area", area: AREA };
    const near: HintTerm = { kind: "near", lat: 48.85, lng: 2.35, km: 50, name: "Paris" };
    const sea: HintTerm = { kind: "sea", from: null, to: 20 };
    const first = withHint(PLAIN_QUESTION, "within", country("PT"));
    const question = withHint(
      withHint(
        withAlternative(first, "within", first.within[0]!, area, near, {
          kind: "area",
          area: { ...AREA, coordinates: [AREA.coordinates[0]!.toReversed()] },
        }),
        "within",
        sea,
      ),
      "exclude",
      country("US"),
    );
    const { within, exclude } = understood(question);
    const kinds = within.map((hint) => hint.map(({ kind }) => kind));
    expect(kinds).toEqual([["country", "near", "area", "area"], ["sea"]]);
    expect(within[0]).toContainEqual(area);
    expect(within[0]).toContainEqual(near);
    expect(exclude).toEqual([[country("US")]]);
  });

  it("is the same text for the same hints in any order", () => {
    const a = withHint(
      withHint(PLAIN_QUESTION, "within", country("PT"), country("ES")),
      "within",
      country("FR"),
    );
    const b = withHint(
      withHint(PLAIN_QUESTION, "within", country("FR")),
      "within",
      country("ES"),
      country("PT"),
    );
    expect(toQuery(a)).toBe(toQuery(b));
  });

  it("never holds a hint on both sides, nor twice on one", () => {
    const kept = withHint(
      withHint(PLAIN_QUESTION, "within", country("PT")),
      "within",
      country("PT"),
    );
    expect(kept.within).toEqual([[country("PT")]]);
    const left = withHint(kept, "exclude", country("PT"));
    expect([left.within, left.exclude]).toEqual([[], [[country("PT")]]]);
  });

  it("takes two hints for both, and alternatives for either", () => {
    const both = withHint(
      withHint(PLAIN_QUESTION, "within", country("PT")),
      "within",
      country("ES"),
    );
    expect(new URLSearchParams(toQuery(both)).getAll("within")).toEqual(["ES", "PT"]);
    const one = withHint(PLAIN_QUESTION, "within", country("PT"));
    const either = withAlternative(one, "within", one.within[0]!, country("ES"), country("PT"));
    expect(new URLSearchParams(toQuery(either)).getAll("within")).toEqual(["ES,PT"]);
  });

  it("turns a hint into its opposite", () => {
    const one = withHint(PLAIN_QUESTION, "within", country("PT"));
    const other = turned(one, "within", one.within[0]!);
    expect([other.within, other.exclude]).toEqual([[], [[country("PT")]]]);
  });

  it("gives hints up term by term or all at once", () => {
    const question = withHint(PLAIN_QUESTION, "exclude", country("PT"), country("ES"));
    const [hint] = question.exclude;
    const less = withoutTerm(question, "exclude", hint!, hint![0]!);
    expect(less.exclude).toEqual([[country("ES")]]);
    const none = withoutTerm(less, "exclude", less.exclude[0]!, less.exclude[0]![0]!);
    expect(toQuery(none)).toBe(toQuery(PLAIN_QUESTION));
    expect([hasHints(question), hasHints(none), hasHints(withoutHints(question))]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
