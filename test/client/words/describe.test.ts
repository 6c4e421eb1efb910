import { describe, expect, it } from "vitest";
import { exifPosition, headline, inWords } from "../../../client/words/describe.ts";
import type { Place } from "../../../core/contracts/prediction.ts";
import { makePrediction } from "../fixtures/prediction.ts";

function withLeaders(leaders: Partial<Record<Place["level"], number>>) {
  const places = Object.entries(leaders).map(([level, probability]): Place => {
    return {
      level: level as Place["level"],
      id: level,
      name: {
        continent: "Europe",
        country: "Portugal",
        division: "Lisbon District",
        city: "Lisbon",
      }[level]!,
      probability,
      at: { lat: 0, lng: 0 },
      within: level === "continent" ? null : level === "country" ? "Europe" : "Portugal",
    };
  });
  return makePrediction(undefined, { places });
}

describe("headline", () => {
  it("names the finest place that is more likely than not", () => {
    expect(headline(withLeaders({ country: 0.95, division: 0.7, city: 0.52 }))).toMatchObject({
      lead: "Probably",
      place: "Lisbon, Portugal",
      probability: 0.52,
    });
    expect(headline(withLeaders({ continent: 0.95, country: 0.93, city: 0.2 }))).toMatchObject({
      lead: "Very likely",
      place: "Portugal",
    });
    expect(headline(withLeaders({ continent: 0.6, country: 0.3 }))).toMatchObject({
      lead: "Probably",
      place: "Europe",
    });
  });

  it("says perhaps when nothing is", () => {
    expect(headline(withLeaders({ continent: 0.4, country: 0.12 }))).toMatchObject({
      lead: "Perhaps",
      place: "Europe",
      probability: 0.4,
    });
  });

  it("says nothing without places", () => {
    expect(headline(makePrediction(undefined, { places: [] }))).toBeNull();
  });
});

describe("the answer in words", () => {
  it("holds the place, the area and the point", () => {
    const words = inWords(makePrediction(), 0.8).replaceAll("\u00a0", " ");
    expect(words).toMatch(/^Probably Portugal, 54 %\. The 80 % region covers [\d,]+ km², about/);
    expect(words).toMatch(/Most likely point 38\.\d° N, 9\.\d° W\.$/);
  });

  it("begins with it when the model cannot tell", () => {
    const abstained = { reason: "too_wide", detail: "" } as const;
    expect(inWords(makePrediction(undefined, { abstained }), 0.8)).toMatch(
      /^The model cannot tell\./,
    );
  });
});

describe("EXIF position", () => {
  it("is there only with both coordinates", () => {
    const prediction = makePrediction();
    const position = (lat: number | null, lng: number | null) =>
      exifPosition({
        ...prediction,
        image: { ...prediction.image, exif: { lat, lng, takenAt: null } },
      });
    expect(position(1, 2)).toEqual({ lat: 1, lng: 2 });
    expect(position(0, 0)).toEqual({ lat: 0, lng: 0 });
    expect(position(null, null)).toBeNull();
    expect(exifPosition(prediction)).toBeNull();
  });
});
