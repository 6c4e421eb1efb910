import { beforeAll, describe, expect, it } from "vitest";
import { type FoundPlace, placesNamed } from "../../../client/gazetteer/search.ts";
import { geography } from "../../geography.ts";

let found: (text: string) => FoundPlace[];

beforeAll(async () => {
  const { names } = await geography();
  found = (text) => placesNamed(text, names);
});

describe("placesNamed", () => {
  it("finds countries, divisions and towns by how they begin, without accents", () => {
    expect(found("sweden")[0]).toMatchObject({ words: "Sweden", kind: "country" });
    expect(found("tok").map(({ words }) => words)).toContain("Tokyo");
    expect(found("sao pau")[0]).toMatchObject({ words: "São Paulo", kind: "Brazil" });
    expect(found("californ").map(({ kind }) => kind)).toContain("in United States");
    expect(found("")).toEqual([]);
    expect(found("qqqqqq")).toEqual([]);
  });

  it("shows a country as wide as its towns lie, across 180 degrees too", () => {
    const [[west, south], [east, north]] = found("Sweden")[0]!.bounds;
    expect([west > 9, south > 54, east < 25, north < 69]).toEqual([true, true, true, true]);
    const fiji = found("Fiji").find(({ kind }) => kind === "country")!;
    const [[from], [to]] = fiji.bounds;
    expect(to - from).toBeLessThan(10);
  });
});
