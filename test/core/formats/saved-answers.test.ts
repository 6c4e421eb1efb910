import { describe, expect, it } from "vitest";
import { PredictionSchema } from "../../../core/contracts/prediction.ts";
import { readSavedAnswers, savedAnswersWriter } from "../../../core/formats/saved-answers.ts";
import { createPrediction } from "./prediction.ts";

const document = createPrediction();
const PICTURE = "data:image/jpeg;base64,AAAA";

function saved(): string {
  const { add, end } = savedAnswersWriter(new Date(0));
  return (
    add({ file: "a.jpg", document, thumbnail: PICTURE }) +
    add({ file: "b.jpg", document, thumbnail: null }) +
    end()
  );
}

describe("readSavedAnswers", () => {
  it("reads what was saved", () => {
    expect(readSavedAnswers(saved(), "x.json")).toEqual([
      { file: "a.jpg", document, thumbnail: PICTURE },
      { file: "b.jpg", document, thumbnail: null },
    ]);
    expect(readSavedAnswers(savedAnswersWriter(new Date(0)).end(), "x")).toEqual([]);
  });

  it("reads a document of version 1 at its point of best expected score", () => {
    const { version: _, best: _best, ...rest } = createPrediction();
    const best = {
      mode: { lat: 1, lng: 2 },
      score: { lat: 3, lng: 4, expectedScore: 1234 },
    };
    const [answer] = readSavedAnswers(JSON.stringify({ ...rest, best }), "old.json");
    expect(answer!.document).toMatchObject({
      version: 2,
      best: { lat: 3, lng: 4, expectedScore: 1234, expectedErrorKm: null, places: [] },
    });
    expect(PredictionSchema.safeParse(answer!.document).success).toBe(true);
  });

  it("reads a bare document under the file's name, and documents line by line", () => {
    expect(readSavedAnswers(JSON.stringify(document), "x.json")).toEqual([
      { file: "x.json", document, thumbnail: null },
    ]);
    const lines = ["a.jpg", "b.jpg"].map((file) => JSON.stringify({ file, ...document }));
    const read = readSavedAnswers(`${lines.join("\n")}\n`, "x.jsonl");
    expect(read.map(({ file }) => file)).toEqual(["a.jpg", "b.jpg"]);
    expect(read[0]!.document).toEqual(document);
  });

  it("takes no picture that would have to be fetched", () => {
    for (const thumbnail of [
      "https://a.example/x.jpg",
      "data:text/html,<b>",
      'data:image/svg+xml;base64,AA"',
    ]) {
      const text = JSON.stringify({ ...document, thumbnail });
      expect(readSavedAnswers(text, "x")[0]!.thumbnail).toBeNull();
    }
  });

  it.each([
    ["", /no JSON/],
    ["<html>", /no JSON/],
    [saved().slice(0, -50), /no JSON|Line/],
    ["[1, 2]", /a list/],
    ["null", /nothing/],
    ['{"name":"x","lockfileVersion":3}', /name, lockfileVersion/],
    ['{"type":"FeatureCollection","features":[]}', /GeoJSON/],
    ['{"format":"graticule answers","version":9,"answers":[]}', /version 9.*reads version 1/],
    ['{"format":"graticule answers","version":1}', /no list/],
    ['{"a":1}\n{', /Line 2 of 2/],
  ])("refuses %s, saying what came", (text, words) => {
    expect(() => readSavedAnswers(text, "x.json")).toThrow(words);
  });
});
