import {
  type NameOf,
  hintWords as wordsOf,
  termWords as wordsOfTerm,
} from "../../core/contracts/hint-words.ts";
import { type Hint, type Question, SIDES } from "../ask/question.ts";
import { placeNames } from "../gazetteer/names.ts";
import { CONTINENTS } from "../words/continents.ts";
import { countryName } from "../words/countries.ts";

/** Names as far as they are known: those of divisions come with the place names. */
const nameOf: NameOf = (kind, id) => {
  if (kind === "country") return countryName(id);
  if (kind === "continent") return CONTINENTS[id] ?? id;
  return placeNames.value?.divisions.find((division) => division.id === id)?.name ?? id;
};

export const termWords = (term: Hint[number]): string => wordsOfTerm(term, nameOf);
export const hintInWords = (hint: Hint): string => wordsOf(hint, nameOf);

/** What was known beforehand, a sentence each: "Only Portugal or Spain". */
export function hintWords(question: Question): string[] {
  return SIDES.flatMap((side) =>
    question[side].map((hint) => `${side === "within" ? "Only" : "Not"} ${hintInWords(hint)}`),
  );
}
