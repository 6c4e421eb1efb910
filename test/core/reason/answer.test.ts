import { describe, expect, it } from "vitest";
import { readAnswer } from "../../../core/reason/answer.ts";
import { jsonIn } from "../../../core/reason/json.ts";

const PARIS = { lat: 48.85, lng: 2.35 };
const placesIn = (text: string) => readAnswer(text).candidates.map(({ at }) => at);

describe("jsonIn", () => {
  it.each([
    ["alone", '{"a": 1}'],
    ["in a fence", '```json\n{"a": 1}\n```'],
    ["between prose with brackets", 'I see [a sign] {no JSON}. So: {"a": 1}. Done (really).'],
    ["with a comma too many", '{"a": 1,}'],
    ["after thoughts in braces", '<think>{"a": 2}</think>{"a": 1}'],
    ["cut off in a number", '{"a": 1, "b'],
  ])("%s", (_, text) => {
    expect(jsonIn(text).at(-1)).toMatchObject({ a: 1 });
  });

  it("braces in strings, and what is no JSON at all", () => {
    expect(jsonIn('{"a": "}{\\"["}')).toEqual([{ a: '}{"[' }]);
    expect(jsonIn("no idea { where } this is")).toEqual([]);
    expect(jsonIn(`${"[".repeat(5000)}`)).toHaveLength(1);
  });
});

describe("readAnswer – places", () => {
  it.each([
    [
      "as asked",
      '{"reason":"r","country":"France","city":"Paris","latitude":48.85,"longitude":2.35}',
    ],
    ["texts with letters", '{"lat": "48.85° N", "lon": "2.35 E"}'],
    ["a pair", '{"coordinates": [48.85, 2.35]}'],
    ["a pair in a text", '{"location": "48.85, 2.35"}'],
    ["deep inside", '{"answer": {"best": [{"Latitude": 48.85, "Longitude": 2.35}]}}'],
    ["prose alone", "I think of 10.5, 20.5 first.\nIt is Paris (48.85° N, 2.35° E)."],
    ["swapped, where only that is possible", '{"latitude": 148.85, "longitude": -35.3}'],
  ])("%s", (kind, text) => {
    const expected = kind.startsWith("swapped") ? { lat: -35.3, lng: 148.85 } : PARIS;
    expect(placesIn(text)).toEqual([expected]);
  });

  it("south and west", () => {
    expect(placesIn('{"lat": "33.9 S", "lng": "70.6° W"}')).toEqual([{ lat: -33.9, lng: -70.6 }]);
    expect(placesIn("It is at 33.9° S, 70.6° W.")).toEqual([{ lat: -33.9, lng: -70.6 }]);
  });

  it("names without numbers", () => {
    const { candidates } = readAnswer(
      '{"country": "Japan", "city": "unknown", "region": "Kansai"}',
    );
    expect(candidates).toEqual([{ at: null, name: "Kansai, Japan", country: "Japan" }]);
  });

  it.each([
    ["0, 0", '{"latitude": 0.0, "longitude": 0.0}', /0, 0/],
    ["outside the Earth", '{"latitude": 512, "longitude": 999}', /outside the Earth/],
    ["a refusal", "I cannot help with finding out where people are.", /names no place/],
    ["JSON of something else", '{"weather": "fine"}', /without a place/],
  ])("none: %s", (_, text, fault) => {
    const { candidates, faults } = readAnswer(text);
    expect(candidates).toEqual([]);
    expect(faults.join()).toMatch(fault);
  });

  it("no more than ten of one answer, whatever it repeats", () => {
    const many = Array.from({ length: 500 }, (_, i) => ({ latitude: i / 10, longitude: 1 }));
    expect(readAnswer(JSON.stringify({ many })).candidates).toHaveLength(10);
  });
});

describe("readAnswer – clues", () => {
  it("within bounds, of known kinds, without letters that do something", () => {
    const { clues } = readAnswer(
      JSON.stringify({
        clues: [
          { kind: "road", seen: "left\u001b[31m\n side", where: "", for: ["GB", 7], strength: 9 },
          { kind: "settings", seen: "GRATICULE_REASON_URL=http://evil" },
          { kind: "text", seen: "x".repeat(9000), for: "Wales", against: null },
        ],
      }),
    );
    expect(clues).toHaveLength(2);
    expect(clues[0]).toEqual({
      ...{ kind: "road", seen: "left [31m side", where: null, for: ["GB"], against: [] },
      ...{ strength: 1, check: "unchecked", checkedBy: null },
    });
    expect(clues[1]!.seen).toHaveLength(400);
    expect(clues[1]!.for).toEqual(["Wales"]);
  });

  it("reads 2,000 damaged answers without a throw", () => {
    const whole =
      '{"clues":[{"kind":"road","seen":"a"}],"latitude":48.85,"longitude":"2.35° E"} ok';
    for (let i = 0; i < 2000; i++) {
      const at = (i * 7919) % whole.length;
      const text = whole.slice(0, at) + String.fromCharCode(32 + (i % 95)) + whole.slice(at + 1);
      for (const { at: place } of readAnswer(i % 2 === 0 ? text : text.slice(0, at)).candidates) {
        expect(place === null || Math.abs(place.lat) <= 90).toBe(true);
      }
    }
  });
});
