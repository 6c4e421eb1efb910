import { beforeAll, describe, expect, it } from "vitest";
import { whereabouts } from "../../../client/gazetteer/nearest.ts";
import type { PlaceNames } from "../../../core/earth/place-names.ts";
import { geography } from "../../geography.ts";

let names: PlaceNames;

beforeAll(async () => {
  ({ names } = await geography());
});

describe("whereabouts", () => {
  it.each([
    ["the middle of Poland", 52.1, 19.4, /, Poland$/],
    ["Poznań", 52.4, 16.9, /^near Poznań, Poland$/],
    ["a suburb of Paris", 48.9, 2.4, /^near Paris, France$/],
    ["Tokyo", 35.68, 139.76, /^near Tokyo, Japan$/],
    ["the Atlantic south of Iceland", 60, -20, /^\d+ km from .*, (Iceland|Faroe Islands)$/],
    ["the Pacific, east of 180 degrees", -17, -179.5, /^\d+ km from .*, (Fiji|Tonga)$/],
    ["the south pole", -90, 0, /km from /],
  ])("of %s", (_, lat, lng, words) => {
    expect(whereabouts({ lat, lng }, names)).toMatch(words);
  });
});
