import { describe, expect, it } from "vitest";
import { BANDS, bandAt, bandColour, bandsOf } from "../../../client/map/bands.ts";
import { PALETTES } from "../../../client/ui/palette.ts";
import { regionOf } from "../../../core/contracts/prediction-parts.ts";
import { ANYWHERE, makePrediction } from "../fixtures/prediction.ts";

const cell = (probability: number) => ({ h3: "841fb47ffffffff", probability });

describe("bands", () => {
  it("a cell belongs where its mass begins", () => {
    expect(bandsOf([0.3, 0.3, 0.25, 0.06, 0.05, 0.04].map(cell))).toEqual([
      50, 50, 80, 90, 95, 100,
    ]);
  });

  it("one sure cell is all of the first band", () => {
    expect(bandsOf([cell(1)])).toEqual([50]);
  });

  it("an exact threshold opens the next band in spite of rounding", () => {
    expect(bandsOf(Array.from({ length: 11 }, () => cell(0.1)))[5]).toBe(80);
    expect(bandAt(0)).toBe(50);
    expect(bandAt(0.95)).toBe(100);
    expect(bandAt(1)).toBe(100);
  });

  it("the cells up to a band are the region of that mass", () => {
    const prediction = makePrediction();
    const bands = bandsOf(prediction.cells);
    for (const mass of [0.5, 0.8, 0.9, 0.95]) {
      const inside = bands.filter((band) => band <= mass * 100).length;
      expect(inside).toBe(regionOf(prediction, mass)!.cells);
    }
  });

  it("bands never go back", () => {
    const bands = bandsOf(makePrediction(ANYWHERE).cells);
    expect(bands).toEqual([...bands].sort((a, b) => a - b));
  });

  it("each band has a colour of its own in each theme", () => {
    for (const palette of Object.values(PALETTES)) {
      expect(new Set(BANDS.map((band) => bandColour(band, palette))).size).toBe(BANDS.length);
    }
  });
});
