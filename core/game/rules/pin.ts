import { kmBetween, pointsFor, pointsText } from "../points.ts";
import { noCircle, type RuleSet } from "./rule-set.ts";
import { comparison, sharedTotals, squares } from "./totals.ts";

/** A pin, paid by its distance: GeoScore. */
export const PIN: RuleSet = {
  faultOf: noCircle,
  pointsOf: ({ distanceKm }) => pointsFor(distanceKm),
  modelPin: (play, strength) => play.points[strength],
  modelBet: () => null,
  modelPointsOf: (play, strength, truth) => pointsFor(kmBetween(play.points[strength].at, truth)),
  isOver: () => false,
  isOpenEnded: false,
  isAgainstModel: true,
  countsDistance: true,
  drawsCircle: false,
  words: {
    unit: "Points",
    lock: "Lock the guess",
    hint: null,
    headline: comparison,
    share: (totals, rounds) => [
      sharedTotals(totals),
      ...rounds.map(({ points }) => squares(points)),
    ],
    verdict: ({ points }, _country, off) => `${off} ${pointsText(points)}.`,
    modelVerdict: ({ distanceKm, points }, speech) =>
      distanceKm === null
        ? "The model placed no pin."
        : `The model is ${speech.distance(distanceKm)} off: ${pointsText(points)}.`,
  },
};
