import { beforeAll, describe, expect, it } from "vitest";
import type { Geography } from "../../../../core/earth/geography.ts";
import { distanceKm } from "../../../../core/earth/lng-lat.ts";
import { createUniform } from "../../../../core/eval/figures/random.ts";
import {
  countryOfRow,
  createSimulated,
  FAIR,
  LIAR,
  type Quality,
} from "../../../../core/eval/reason/simulated.ts";
import { landRowAt } from "../../../../core/eval/scoring/geocoder.ts";
import { geography } from "../../../geography.ts";

let earth: Geography;
beforeAll(async () => {
  earth = await geography();
});

const LYON = { lat: 45.76, lng: 4.84 };

/** Of a thousand first answers about Lyon. */
function tally(quality: Quality) {
  const country = countryOfRow(earth, landRowAt(earth, [LYON.lng, LYON.lat]));
  const model = createSimulated(earth, quality, createUniform(5));
  const answers = Array.from({ length: 1000 }, () => model(LYON, country, 1)[0]!);
  const share = (isIt: (at: typeof LYON) => boolean) => answers.filter(isIt).length / 1000;
  return {
    city: share((at) => distanceKm([at.lng, at.lat], [LYON.lng, LYON.lat]) < 15),
    country: share((at) => countryOfRow(earth, landRowAt(earth, [at.lng, at.lat])) === country),
  };
}

describe("a simulated model", () => {
  it("is as good as it was made", () => {
    const { city, country } = tally(FAIR);
    expect(city).toBeGreaterThan(0.26);
    expect(city).toBeLessThan(0.36);
    expect(country).toBeGreaterThan(0.56);
    expect(country).toBeLessThan(0.65);
  });

  it("lies by chance alone right, and always the same of one photo", () => {
    expect(tally(LIAR).country).toBeLessThan(0.03);
    const model = createSimulated(earth, LIAR, createUniform(1));
    expect(new Set(model(LYON, 0, 10).map(({ lat }) => lat)).size).toBe(1);
  });

  it("says the same again with the same seed", () => {
    const answers = () => createSimulated(earth, FAIR, createUniform(9))(LYON, 0, 20);
    expect(answers()).toEqual(answers());
  });
});
