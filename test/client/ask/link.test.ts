import { describe, expect, it } from "vitest";
import { type Linked, readLink, writeLink } from "../../../client/ask/link.ts";
import { PLAIN_QUESTION, withHint } from "../../../client/ask/question.ts";

const AREA = {
  type: "Polygon",
  coordinates: [
    [
      [0, 0],
      [1.5, 0],
      [1, 1],
      [0, 0],
    ],
  ],
} as const;
const area = {
  type: "Polygon" as const,
  coordinates: AREA.coordinates.map((ring) => ring.map((at) => [...at])),
};

describe("a link", () => {
  it("carries the question, the chosen area and the map's view", () => {
    const asked = withHint(
      withHint({ ...PLAIN_QUESTION, prior: "land" }, "within", { kind: "country", id: "PT" }),
      "exclude",
      { kind: "sea", from: null, to: 20 },
      { kind: "area", area },
    );
    const linked: Linked = {
      question: asked,
      mass: 0.9,
      view: { lat: -48.1234, lng: 179.5, zoom: 4.25 },
    };
    expect(readLink(writeLink(linked))).toEqual(linked);
  });

  it("carries the plain question as well", () => {
    const linked = { question: PLAIN_QUESTION, mass: null, view: null };
    expect(readLink(writeLink(linked))).toEqual(linked);
    expect(readLink("#locate")).toBeNull();
    expect(readLink("#play")).toBeNull();
    expect(readLink("")).toBeNull();
  });

  it.each([
    ["#locate?prior=moon", /moon/],
    ["#locate?mass=0.7", /0\.7/],
    ["#locate?map=1,2", /no latitude/],
    ["#locate?map=91,2,3", /no latitude/],
    ["#locate?within=Atlantis1", /ATLANTIS1|Atlantis1/],
    ['#locate?within={"type":"Polygon","coordinates":[[["a","b"]]]}', /no numbers/],
  ])("says what in %s is not understood", (hash, words) => {
    expect(() => readLink(hash)).toThrow(words);
  });
});
