import { describe, expect, it } from "vitest";
import { editDistance, foldName } from "../../../core/earth/name-folding.ts";

describe("foldName", () => {
  it.each([
    ["Åland Islands", "aland islands"],
    ["  São   Tomé & Príncipe ", "sao tome and principe"],
    ["U.S.A.", "usa"],
    ["The Gambia", "gambia"],
    ["St. Lucia", "saint lucia"],
    ["Côte d’Ivoire", "cote divoire"],
    ["Łódź", "lodz"],
    ["한국", "한국".normalize("NFD")],
  ])("%s is %s", (name, folded) => {
    expect(foldName(name)).toBe(folded);
  });
});

describe("editDistance", () => {
  it("counts letters that were changed, added, dropped or swapped", () => {
    expect(editDistance("sweden", "sweden", 3)).toBe(0);
    expect(editDistance("swedne", "sweden", 3)).toBe(1);
    expect(editDistance("sweeden", "sweden", 3)).toBe(1);
    expect(editDistance("swdn", "sweden", 3)).toBe(2);
  });

  it("stops counting where it no longer matters", () => {
    expect(editDistance("abcdefgh", "zyxwvuts", 2)).toBe(3);
    expect(editDistance("a", "abcdefgh", 2)).toBe(3);
  });
});
