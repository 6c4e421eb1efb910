import { describe, expect, it } from "vitest";
import { PLACE_LEVELS } from "../../../core/contracts/place-levels.ts";
import type { HoldingPlace, Place, PlaceLevel } from "../../../core/contracts/prediction.ts";
import { headlineOf, headlineText, leadOf } from "../../../core/formats/headline.ts";
import { createRandom } from "../../random.ts";

const NAMES: Readonly<Record<PlaceLevel, string>> = {
  continent: "Europe",
  country: "Portugal",
  division: "Lisbon District",
  city: "Lisbon",
};

function answer(
  holding: Partial<Record<PlaceLevel, number>>,
  others: readonly Pick<Place, "level" | "name" | "probability">[] = [],
) {
  const best = PLACE_LEVELS.filter((level) => holding[level] !== undefined).map(
    (level): HoldingPlace => ({
      level,
      id: level,
      name: NAMES[level],
      probability: holding[level]!,
      within: level === "continent" ? null : level === "country" ? "Europe" : "Portugal",
    }),
  );
  const at = { lat: 0, lng: 0 };
  const places = [
    ...best.map((place) => ({ ...place, at })),
    ...others.map((other): Place => ({ ...other, id: other.name, at, within: null })),
  ].sort((a, b) => b.probability - a.probability);
  const point = { lat: 38.7, lng: -9.1, expectedScore: 0, expectedErrorKm: 1, placeName: null };
  return { best: { ...point, places: best }, places };
}

const percent = (probability: number) => `${Math.round(probability * 100)} %`;

describe("the headline", () => {
  it("names the finest place of the point that is likelier than not", () => {
    expect(headlineOf(answer({ country: 0.95, division: 0.7, city: 0.52 }))).toMatchObject({
      lead: "Probably",
      place: { name: "Lisbon, Portugal", probability: 0.52 },
    });
    expect(headlineOf(answer({ continent: 0.95, country: 0.93, city: 0.2 }))).toMatchObject({
      lead: "Very likely",
      place: { name: "Portugal" },
    });
  });

  it("tells what stands behind it, and the rival where it matters", () => {
    const found = headlineOf(
      answer({ continent: 0.6, country: 0.31 }, [
        { level: "country", name: "Canada", probability: 0.21 },
      ]),
    )!;
    expect(headlineText(found, percent)).toBe(
      "Probably Europe 60 %, perhaps Portugal 31 %, else Canada 21 %",
    );
    const clear = headlineOf(
      answer({ continent: 0.6, country: 0.31 }, [
        { level: "country", name: "Canada", probability: 0.05 },
      ]),
    )!;
    expect(clear.otherwise).toBeNull();
  });

  it("says perhaps when nothing is likely, and the rival though it be likelier", () => {
    const found = headlineOf(
      answer({ continent: 0.3, country: 0.15 }, [
        { level: "country", name: "Canada", probability: 0.2 },
      ]),
    )!;
    expect(headlineText(found, percent)).toBe("Perhaps Portugal 15 %, else Canada 20 %");
  });

  it("names the continent where the country is hardly believed, and nothing in the open sea", () => {
    expect(headlineOf(answer({ continent: 0.4, country: 0.05 }))?.place.name).toBe("Europe");
    expect(headlineOf(answer({}))).toBeNull();
  });

  it("never names a place that does not hold the point", () => {
    const random = createRandom(15);
    for (let trial = 0; trial < 500; trial++) {
      let probability = 1;
      const holding = Object.fromEntries(
        PLACE_LEVELS.map((level) => {
          probability *= random.uniform();
          return [level, probability];
        }),
      );
      const other = { level: "country" as const, name: "Canada", probability: random.uniform() };
      const prediction = answer(holding, [other]);
      const found = headlineOf(prediction)!;
      const names = prediction.best.places.map(({ name }) => name);
      for (const share of [found.place, found.perhaps].filter((one) => one !== null)) {
        expect(names).toContain(share.name.split(",")[0]);
      }
      expect(found.otherwise?.name ?? "Canada").toBe("Canada");
    }
  });
});

describe("words for probability", () => {
  it.each([
    [0.95, "Very likely"],
    [0.9, "Very likely"],
    [0.8, "Likely"],
    [0.5, "Probably"],
    [0.49, "Perhaps"],
    [0, "Perhaps"],
  ])("%f is %s", (probability, lead) => {
    expect(leadOf(probability)).toBe(lead);
  });
});
