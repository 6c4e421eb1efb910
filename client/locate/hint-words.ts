import { type Question, SIDES } from "../ask/question.ts";
import { countryName } from "../words/countries.ts";

/** What was known beforehand, a sentence each: "Only Portugal or Spain". */
export function hintWords(question: Question): string[] {
  return SIDES.flatMap((side) => {
    const { countries, areas } = question[side];
    const names = countries.map(countryName);
    if (areas.length > 0) names.push(areas.length === 1 ? "a drawn area" : "drawn areas");
    return names.length > 0 ? [`${side === "within" ? "Only" : "Not"} ${names.join(" or ")}`] : [];
  });
}
