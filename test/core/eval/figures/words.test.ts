import { beforeAll, describe, expect, it } from "vitest";
import type { Geography } from "../../../../core/earth/geography.ts";
import { wilson } from "../../../../core/eval/figures/intervals.ts";
import { createTrueWords, wordRate } from "../../../../core/eval/figures/words.ts";
import type { Truth } from "../../../../core/eval/reading/truth.ts";
import { geography, PLACES } from "../../../geography.ts";
import { createRandom } from "../../../random.ts";

describe("wordRate", () => {
  it("counts the words that are true, and what always saying the commonest would reach", () => {
    const rate = wordRate([
      ["left", "left"],
      ["right", "left"],
      ["right", "right"],
      ["left", "left"],
    ]);
    expect(rate).toEqual({ photos: 4, right: 0.75, interval: wilson(3, 4), commonest: 0.75 });
  });

  it("knows nothing without photos", () => {
    expect(wordRate([])).toEqual({ photos: 0, right: 0, interval: [0, 1], commonest: 0 });
  });

  it("gives whoever always says the commonest true word exactly its share, in any order of photos", () => {
    const random = createRandom(11);
    for (let round = 0; round < 50; round++) {
      const truths = Array.from(
        { length: 1 + random.integer(40) },
        () => `class ${random.integer(4)}`,
      );
      const share = (word: string) =>
        truths.filter((truth) => truth === word).length / truths.length;
      const commonest = Math.max(...truths.map(share));
      const word = truths.find((truth) => share(truth) === commonest)!;
      const rate = wordRate(truths.map((truth) => [word, truth] as const));
      expect(rate.right).toBe(commonest);
      expect(rate.commonest).toBe(commonest);
      expect(wordRate(truths.toReversed().map((truth) => [word, truth] as const))).toEqual(rate);
      const said = truths.map(() => `class ${random.integer(4)}`);
      const { right, interval } = wordRate(said.map((own, i) => [own, truths[i]!] as const));
      expect(interval[0]).toBeLessThanOrEqual(right);
      expect(interval[1]).toBeGreaterThanOrEqual(right);
    }
  });
});

describe("createTrueWords", () => {
  let earth: Geography;
  let trueWord: (attribute: string, truth: Truth) => string | null;

  beforeAll(async () => {
    earth = await geography();
    trueWord = createTrueWords(earth);
  });

  const known = { id: "a", scene: null, cluster: null } as const;
  const there = (at: Truth["at"]): Truth => ({ ...known, at, country: null });
  const somewhereIn = (country: string | null): Truth => ({ ...known, at: null, country });

  it.each([
    ["drive", PLACES.paris, "right"],
    ["drive", PLACES.tokyo, "left"],
    ["drive", PLACES.suva, "left"],
    ["climate", PLACES.suva, "Af"],
    ["climate", PLACES.paris, "Cf"],
    ["climate", PLACES.nuuk, "E"],
    ["density", PLACES.tokyo, ">=1000"],
    ["density", [-40, 72], "<1"],
    ["landcover", PLACES.paris, "urban"],
    ["elevation", PLACES.paris, "<100"],
    ["elevation", PLACES.nairobi, ">=1500"],
  ] as const)("says that %s at %j is %s", (attribute, at, word) => {
    expect(trueWord(attribute, there(at))).toBe(word);
  });

  it("knows nothing far out at sea, of attributes that nobody has a table of, and of no place at all", () => {
    for (const attribute of ["drive", "climate", "landcover", "density", "elevation"]) {
      expect(trueWord(attribute, there([-130, -48]))).toBeNull();
      expect(trueWord(attribute, somewhereIn(null))).toBeNull();
      expect(trueWord(attribute, somewhereIn("XX"))).toBeNull();
    }
    expect(trueWord("cuisine", there(PLACES.paris))).toBeNull();
  });

  it("knows of a country alone which side is driven on, and nothing that its cells differ in", () => {
    expect(trueWord("drive", somewhereIn("GB"))).toBe("left");
    expect(trueWord("drive", somewhereIn("FR"))).toBe("right");
    expect(trueWord("climate", somewhereIn("FR"))).toBeNull();
    expect(trueWord("elevation", somewhereIn("NL"))).toBeNull();
  });

  it("says the same of a country as of each place in it", () => {
    const { cells, names } = earth;
    let asked = 0;
    for (let row = 0; row < cells.count; row += 97) {
      const country = names.countries[cells.country[row]!]?.id;
      const ofCountry = country && trueWord("drive", somewhereIn(country));
      if (!ofCountry) continue;
      asked += 1;
      expect(trueWord("drive", there([cells.lng[row]!, cells.lat[row]!]))).toBe(ofCountry);
    }
    expect(asked).toBeGreaterThan(500);
  });
});
