import { describe, expect, it } from "vitest";
import { PLAIN_QUESTION } from "../../../client/ask/question.ts";
import { nameOf, placesToExplain, queryOf } from "../../../client/why/store.ts";
import { readExplanationOptions } from "../../../core/contracts/explanation-options.ts";
import type { Place } from "../../../core/contracts/prediction.ts";
import { namedPlace } from "../../../core/formats/headline.ts";
import { createPrediction } from "../../core/formats/prediction.ts";

function place(level: Place["level"], id: string, probability: number): Place {
  return { level, id, name: id, probability, within: null, at: { lat: 0, lng: 0 } };
}

/** Whose point stands in Peru, while Brazil is the most probable country. */
const PERU = {
  ...createPrediction(),
  places: [
    place("continent", "SA", 0.9),
    place("country", "BR", 0.5),
    place("country", "PE", 0.6),
    place("city", "1", 0.1),
  ],
};

describe("placesToExplain", () => {
  it("begins with the place that the headline names, and has each place once", () => {
    expect(placesToExplain(PERU)[0]).toEqual(namedPlace(PERU));
    expect(placesToExplain(PERU).map(nameOf)).toEqual([
      "country:PE",
      "continent:SA",
      "country:BR",
      "city:1",
    ]);
  });

  it("begins with it where the list of places has not got it, and is the list where nothing has a name", () => {
    const short = { ...PERU, places: PERU.places.slice(0, 2) };
    expect(placesToExplain(short).map(nameOf)).toEqual([
      "country:PE",
      "continent:SA",
      "country:BR",
    ]);
    const nameless = { ...PERU, best: { ...PERU.best, places: [], placeName: null } };
    expect(placesToExplain(nameless)).toEqual(PERU.places);
  });
});

it("asks for an explanation by nothing that the service does not know", () => {
  const query = queryOf(PLAIN_QUESTION, "country:PE");
  const given = [...new URLSearchParams(query)].map(([name, text]) => {
    return { source: "query", name, text };
  });
  expect(readExplanationOptions(given).place).toEqual({ level: "country", id: "PE" });
});
