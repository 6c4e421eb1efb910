import { describe, expect, it } from "vitest";
import { readExplanationOptions } from "../../../core/contracts/explanation-options.ts";
import { DEFAULT_OPTIONS } from "../../../core/contracts/options.ts";

const given = (...texts: readonly (readonly [name: string, text: string])[]) =>
  texts.map(([name, text]) => ({ source: "query", name, text }));

describe("readExplanationOptions", () => {
  it("asks for the first country on a grid that suits the model unless told", () => {
    expect(readExplanationOptions([])).toEqual({
      question: DEFAULT_OPTIONS,
      place: null,
      grid: null,
    });
  });

  it("reads place and grid beside prior and hints", () => {
    const options = readExplanationOptions(
      given(["place", "division:SE.10"], ["grid", "5"], ["prior", "land"], ["within", "SE,NO"]),
    );
    expect(options.place).toEqual({ level: "division", id: "SE.10" });
    expect(options.grid).toBe(5);
    expect(options.question).toMatchObject({
      prior: "land",
      within: [[{ id: "SE" }, { id: "NO" }]],
    });
  });

  it.each([
    [
      "place",
      "Sweden",
      'place: expected level:id such as country:SE or city:2673730, got "Sweden"',
    ],
    ["place", "planet:SE", /place: expected level:id/],
    ["grid", "1", 'grid: expected an integer from 2 to 12, got "1"'],
    ["grid", "", 'grid: expected an integer from 2 to 12, got ""'],
    ["grid", "2.5", /grid: expected an integer/],
    ["top_k", "3", "top_k: unknown parameter, expected one of prior, within, exclude, place, grid"],
    ["prior", "cars", /prior: expected one of/],
  ])("refuses %s=%s", (name, text, message) => {
    const read = () => readExplanationOptions(given([name, text]));
    expect(read).toThrow(message);
    expect(read).toThrow(expect.objectContaining({ code: "parameter_invalid" }));
  });

  it("names all faults at once, and what is given twice", () => {
    expect(() =>
      readExplanationOptions(given(["grid", "x"], ["place", "a"], ["place", "b"], ["prior", "y"])),
    ).toThrow(
      expect.objectContaining({
        faults: [
          { pointer: "query/place", detail: "place: given 2 times, expected once" },
          { pointer: "query/grid", detail: expect.any(String) },
          { pointer: "query/prior", detail: expect.any(String) },
        ],
      }),
    );
  });
});
