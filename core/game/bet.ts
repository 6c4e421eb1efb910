import { GEOSCORE_MAX } from "../belief/geo-score.ts";
import { EARTH_AREA_KM2 } from "../earth/lng-lat.ts";
import { circleAreaKm2 } from "./points.ts";

// Bet your area. A bet is an area and how sure the player is that it holds the truth. It is read as a density: that
// much probability spread evenly over the area, the rest evenly over the remaining Earth. It is paid the logarithm of
// that density at the truth, in bits above a density that knows nothing: a strictly proper rule (Good 1952), so that
// whoever wants the best expected score says what they believe. docs/play.md has the derivation.

/** Smallest and largest circle that can be bet on, km: a village, and half the Earth. */
export const BET_RADIUS_KM = { least: 5, most: 10_007 } as const;

/** How sure a bet may be. Certainty is not for sale: it would cost infinitely much when wrong. */
export const BET_CONFIDENCE = { least: 0.05, most: 0.95 } as const;

/** Steps of the confidence that the page offers. */
export const BET_CONFIDENCE_STEP = 0.05;

export interface Bet {
  readonly areaKm2: number;
  /** Probability that the area holds the truth, 0.05 to 0.95. */
  readonly confidence: number;
}

/** Points of one bit, so that the boldest bet that can be won is paid what a perfect pin is. */
const POINTS_PER_BIT =
  GEOSCORE_MAX /
  Math.log2((BET_CONFIDENCE.most * EARTH_AREA_KM2) / circleAreaKm2(BET_RADIUS_KM.least));

/** Bits above knowing nothing; negative where the bet was worse than that. */
export function betBits({ areaKm2, confidence }: Bet, isHit: boolean): number {
  const share = areaKm2 / EARTH_AREA_KM2;
  return Math.log2(isHit ? confidence / share : (1 - confidence) / (1 - share));
}

/** Whole points of a bet: its bits, on the scale on which the boldest bet wins 5000. May be negative. */
export function betPoints(bet: Bet, isHit: boolean): number {
  // Adding 0 turns the -0 that rounding makes into 0.
  return Math.round(betBits(bet, isHit) * POINTS_PER_BIT) + 0;
}

/** Points that whoever believes their own bet expects of it. */
export function expectedBetPoints(bet: Bet): number {
  const { confidence } = bet;
  const bits = confidence * betBits(bet, true) + (1 - confidence) * betBits(bet, false);
  return bits * POINTS_PER_BIT;
}

/** The bet of a list that its own owner expects most of: how the model chooses among its credible regions. */
export function bestBet<B extends Bet>(bets: readonly B[]): B | null {
  const playable = bets.filter(({ areaKm2 }) => areaKm2 > 0 && areaKm2 < EARTH_AREA_KM2);
  return playable.reduce<B | null>(
    (best, bet) => (best && expectedBetPoints(best) >= expectedBetPoints(bet) ? best : bet),
    null,
  );
}
