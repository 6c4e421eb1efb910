import { describe, expect, it } from "vitest";
import { EARTH_AREA_KM2 } from "../../../core/earth/lng-lat.ts";
import {
  BET_CONFIDENCE,
  BET_RADIUS_KM,
  bestBet,
  betBits,
  betPoints,
  expectedBetPoints,
} from "../../../core/game/bet.ts";
import { circleAreaKm2 } from "../../../core/game/points.ts";

/** What a player who believes `p` expects of a bet. */
function expected(areaKm2: number, confidence: number, p: number): number {
  const bet = { areaKm2, confidence };
  return p * betBits(bet, true) + (1 - p) * betBits(bet, false);
}

const AREAS = [100, 5_000, 250_000, 9_000_000, 120_000_000];
const STEPS = Array.from({ length: 91 }, (_, i) => 0.05 + i / 100);

describe("the bet rule", () => {
  it("pays most for saying what one believes, whatever the area (strictly proper)", () => {
    for (const area of AREAS) {
      for (const p of STEPS) {
        const honest = expected(area, p, p);
        for (const q of STEPS) {
          if (Math.abs(q - p) > 1e-9) expect(expected(area, q, p)).toBeLessThan(honest);
        }
      }
    }
  });

  it("pays most for the circle that one believes in: neither boasting nor hiding helps", () => {
    // A belief: 0.8 evenly inside the circle of 400 km, 0.2 evenly outside.
    const believed = circleAreaKm2(400);
    const inside = (area: number) =>
      area <= believed
        ? (0.8 * area) / believed
        : 0.8 + (0.2 * (area - believed)) / (EARTH_AREA_KM2 - believed);
    const best = expected(believed, 0.8, 0.8);
    for (let radius = BET_RADIUS_KM.least; radius < 9000; radius *= 1.07) {
      for (const q of STEPS) {
        const area = circleAreaKm2(radius);
        expect(expected(area, q, inside(area))).toBeLessThanOrEqual(best + 1e-12);
      }
    }
  });

  it("is the logarithm of a density: it sums to the whole Earth", () => {
    for (const area of AREAS) {
      const bet = { areaKm2: area, confidence: 0.7 };
      const share = area / EARTH_AREA_KM2;
      const mass = 2 ** betBits(bet, true) * share + 2 ** betBits(bet, false) * (1 - share);
      expect(mass).toBeCloseTo(1, 12);
    }
  });

  it("pays nothing for knowing nothing, 5000 for the boldest, and takes for false certainty", () => {
    const half = { areaKm2: EARTH_AREA_KM2 / 2, confidence: 0.5 };
    expect([betPoints(half, true), betPoints(half, false)]).toEqual([0, 0]);
    const boldest = {
      areaKm2: circleAreaKm2(BET_RADIUS_KM.least),
      confidence: BET_CONFIDENCE.most,
    };
    expect(betPoints(boldest, true)).toBe(5000);
    expect(betPoints(boldest, false)).toBeLessThan(-500);
    // Of two right bets of the same confidence the smaller area wins.
    expect(betPoints({ areaKm2: 1000, confidence: 0.8 }, true)).toBeGreaterThan(
      betPoints({ areaKm2: 2000, confidence: 0.8 }, true),
    );
  });
});

describe("bestBet", () => {
  it("takes the region that its owner expects most of, and none that is the whole Earth", () => {
    const bets = [
      { areaKm2: 20_000, confidence: 0.5 },
      { areaKm2: 40_000, confidence: 0.9 },
      { areaKm2: 30_000_000, confidence: 0.95 },
    ];
    expect(bestBet(bets)).toBe(bets[1]);
    expect(bets.map(expectedBetPoints).indexOf(Math.max(...bets.map(expectedBetPoints)))).toBe(1);
    expect(bestBet([{ areaKm2: EARTH_AREA_KM2, confidence: 0.95 }])).toBeNull();
    expect(bestBet([])).toBeNull();
  });
});
