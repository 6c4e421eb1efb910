import { beforeAll, describe, expect, it } from "vitest";
import { hintOptions } from "../../../client/gazetteer/hint-options.ts";
import { createPlaceFinder } from "../../../core/earth/place-finder.ts";
import { geography } from "../../geography.ts";

let offered: (text: string) => string[];

beforeAll(async () => {
  const { names } = await geography();
  const finder = createPlaceFinder(names);
  offered = (text) => hintOptions(text, names, finder).map(({ words }) => words);
});

describe("hintOptions", () => {
  it("offers what is said in full first, in whatever words", () => {
    expect(offered("Deutschland")[0]).toBe("Germany (DE)");
    expect(offered("within 35 km of the sea")).toEqual(["within 35 km of the sea"]);
    expect(offered("above 2000 m")[0]).toBe("above 2,000 m");
    expect(offered("Korea")).toEqual(
      expect.arrayContaining(["South Korea (KR)", "North Korea (KP)"]),
    );
  });

  it("offers what begins like the text: continents, countries, divisions, towns, phrases", () => {
    expect(offered("eur")[0]).toBe("Europe");
    expect(offered("portu")).toContain("Portugal");
    expect(offered("calif")).toContain("California");
    expect(offered("pari")).toContain("within 50 km of Paris");
    expect(offered("sea")).toContain("within 20 km of the sea");
    expect(offered("medit")).toEqual(["mediterranean climate"]);
    expect(offered("a").length).toBeLessThanOrEqual(8);
  });

  it("offers what was perhaps meant where nothing fits", () => {
    expect(offered("Swedne")[0]).toBe("Sweden (SE)");
    expect(offered("qqqqqqq")).toEqual([]);
    expect(offered("  ")).toEqual([]);
  });
});
