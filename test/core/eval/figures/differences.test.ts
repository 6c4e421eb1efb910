import { describe, expect, it } from "vitest";
import { differencesOf } from "../../../../core/eval/figures/differences.ts";

describe("differences of documents", () => {
  it("of one with itself are none, in whatever order its keys stand", () => {
    const one = { a: 1, b: [1, { c: null }], d: "x" };
    expect(differencesOf(one, structuredClone(one))).toEqual([]);
    expect(differencesOf({ a: 1, b: 2 }, { b: 2, a: 1 })).toEqual([]);
  });

  it("are named by their path, with both values", () => {
    expect(differencesOf({ a: { b: [1, 2] } }, { a: { b: [1, 3] } })).toEqual([
      { path: "a/b/1", recorded: 2, found: 3 },
    ]);
    expect(differencesOf({ a: 1 }, {})).toEqual([{ path: "a", recorded: 1, found: undefined }]);
    expect(differencesOf({}, { a: null })).toEqual([
      { path: "a", recorded: undefined, found: null },
    ]);
  });

  it.each([
    [null, {}],
    [[], {}],
    ["1", 1],
    [{ a: 1 }, null],
  ])("of %j and %j are one, at the top", (recorded, found) => {
    expect(differencesOf(recorded, found)).toEqual([{ path: "", recorded, found }]);
  });
});
