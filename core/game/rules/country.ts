import type { ModelPin, ModelPlay } from "../model-play.ts";
import type { Strength } from "../strength.ts";
import { noCircle, type RuleSet } from "./rule-set.ts";

/** A pin of which the country counts; the first wrong one ends the game. */
export const COUNTRY: RuleSet = {
  faultOf: noCircle,
  pointsOf: ({ country }, truth) => pointsOf(country, truth.country),
  modelPin,
  modelBet: () => null,
  modelPointsOf: (play, strength, truth) =>
    pointsOf(modelPin(play, strength).country, truth.country),
  isOver: (points) => points === 0,
  isOpenEnded: true,
  isAgainstModel: false,
  countsDistance: false,
  drawsCircle: false,
  words: {
    unit: "Countries",
    lock: "Lock the guess",
    hint: "The country of your pin counts.",
    headline: ({ points }) => inARow(points),
    share: ({ points }) => [inARow(points)],
    verdict({ points, countryCode }, country, off, speech) {
      const yours = countryCode ? speech.country(countryCode) : "no country";
      return points === 1 ? `${country} is right.` : `Your pin is in ${yours}. ${off}`;
    },
    modelVerdict: ({ countryCode }, speech) =>
      `The model says ${countryCode ? speech.country(countryCode) : "no country"}.`,
  },
};

/** At full strength the model plays its likeliest country; a weaker one, the country of the point that it believes in. */
function modelPin(play: ModelPlay, strength: Strength): ModelPin {
  if (strength === "full" && play.country) {
    return { at: play.country.at, country: play.country.code };
  }
  return play.points[strength];
}

function pointsOf(country: string | null, truth: string | null): number {
  return country !== null && country === truth ? 1 : 0;
}

function inARow(points: number): string {
  return `${points} ${points === 1 ? "country" : "countries"} in a row`;
}
