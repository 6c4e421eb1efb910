import { betPoints } from "../bet.ts";
import { circleAreaKm2, pointsText } from "../points.ts";
import type { RuleSet } from "./rule-set.ts";
import { comparison, EMPTY, FULL, sharedTotals } from "./totals.ts";

/** A circle and how sure one is of it, paid as a bet: `bet.ts` has the scale. */
export const CIRCLE: RuleSet = {
  faultOf({ lat, radiusKm, confidence }) {
    if (lat === null || (radiusKm !== undefined && confidence !== undefined)) return null;
    return { pointer: "body/radiusKm", detail: "a bet needs radiusKm and confidence" };
  },
  pointsOf({ distanceKm, radiusKm, confidence }) {
    // A pin without a circle is refused by `faultOf`.
    if (radiusKm === null || confidence === null) return 0;
    const bet = { areaKm2: circleAreaKm2(radiusKm), confidence };
    return betPoints(bet, distanceKm <= radiusKm);
  },
  modelPin: (play, strength) => play.points[strength],
  modelBet: (play) => play.bet,
  modelPointsOf: ({ bet }) => (bet ? betPoints(bet, bet.isHit) : 0),
  isOver: () => false,
  isOpenEnded: false,
  isAgainstModel: true,
  countsDistance: false,
  drawsCircle: true,
  words: {
    unit: "Points",
    lock: "Lock the bet",
    hint: null,
    headline: comparison,
    share: (totals, rounds) => [
      sharedTotals(totals),
      rounds.map(({ bet }) => (bet?.isHit ? FULL : EMPTY)).join(""),
    ],
    verdict({ points, bet, distanceKm, radiusKm }, _country, off, speech) {
      if (!bet) return `${off} ${pointsText(points)}.`;
      const short = (distanceKm ?? 0) - (radiusKm ?? 0);
      const held = bet.isHit ? "holds it" : `misses it by ${speech.distance(short)}`;
      return `Your circle of ${speech.area(bet.areaKm2)} ${held}. ${pointsText(points)}.`;
    },
    modelVerdict({ points, bet, distanceKm }, speech) {
      if (bet) {
        const held = bet.isHit ? "holds it" : "misses it";
        return `The model's region of ${speech.area(bet.areaKm2)} ${held}: ${pointsText(points)}.`;
      }
      if (distanceKm === null) return "The model placed no pin.";
      return `The model is ${speech.distance(distanceKm)} off: ${pointsText(points)}.`;
    },
  },
};
