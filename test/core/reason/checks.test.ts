import { beforeAll, describe, expect, it } from "vitest";
import type { Clue } from "../../../core/contracts/reasoning.ts";
import { createPlaceFinder } from "../../../core/earth/place-finder.ts";
import { createClueChecks } from "../../../core/reason/checks.ts";
import { geography } from "../../geography.ts";

let check: (clue: Clue) => Clue;
beforeAll(async () => {
  const earth = await geography();
  check = createClueChecks(earth, createPlaceFinder(earth.names));
});

/** What a clue of this kind comes to, where it speaks for these places. */
const verdict = (kind: Clue["kind"], seen: string, ...places: string[]) =>
  check({
    ...{ kind, seen, where: null, for: places, against: [], strength: 0.9 },
    ...{ check: "unchecked", checkedBy: null },
  }).check;

describe("a clue", () => {
  it("of the side of traffic is held against the countries that it speaks for", () => {
    expect(verdict("road", "Cars drive on the left", "Japan", "United Kingdom")).toBe("checked");
    expect(verdict("road", "Cars drive on the left", "France")).toBe("contradicted");
    expect(verdict("road", "right-hand traffic", "Germany")).toBe("checked");
    expect(verdict("road", "Cars drive on the left", "Japan", "France")).toBe("unchecked");
  });

  it("is not taken for one of traffic by where something stands", () => {
    expect(verdict("road", "a car on the left side of the picture", "France")).toBe("unchecked");
    expect(verdict("road", "a left-hand drive car", "France")).toBe("unchecked");
    expect(verdict("road", "traffic does not keep on the left", "France")).toBe("unchecked");
  });

  it("of a script, named or written, is held against where it is written", () => {
    expect(verdict("culture", "signs in Cyrillic", "Bulgaria")).toBe("checked");
    expect(verdict("culture", "signs in Cyrillic", "Poland", "Czechia")).toBe("contradicted");
    expect(verdict("text", "a sign: ข้าวมันไก่", "Thailand")).toBe("checked");
    expect(verdict("text", "a sign: ข้าวมันไก่", "Vietnam")).toBe("contradicted");
    expect(verdict("text", "hiragana and Cyrillic", "Japan")).toBe("unchecked");
  });

  it("of a climate is held against the land of the country", () => {
    expect(verdict("nature", "mediterranean shrubs", "Greece")).toBe("checked");
    expect(verdict("nature", "tropical palms", "Norway")).toBe("contradicted");
    expect(verdict("nature", "a green hill", "Norway")).toBe("unchecked");
  });

  it("of a name that was read is looked up, and a town of that name elsewhere contradicts nothing", () => {
    expect(verdict("text", 'a road sign "Toulouse"', "France")).toBe("checked");
    expect(verdict("text", 'a road sign "Toulouse"', "Canada")).toBe("unchecked");
  });

  it("that speaks for no known place stays unchecked; what was checked is said", () => {
    expect(verdict("road", "Cars drive on the left", "Nowhereland")).toBe("unchecked");
    const clue = { kind: "road", seen: "traffic keeps left", where: null } as const;
    const { checkedBy } = check({
      ...{ ...clue, for: ["Japan"], against: [], strength: 1 },
      ...{ check: "unchecked", checkedBy: null },
    });
    expect(checkedBy).toBe("Japan: traffic keeps left.");
  });
});
