import { NO_NAMES, readHint } from "../../core/contracts/hint-text.ts";
import type { PriorName } from "../../core/contracts/priors.ts";
import { type Area, type Hint, PLAIN_QUESTION, type Question, toQuery } from "./question.ts";

/** The question of these texts, which are those of the service's query. Throws Error that says what is not understood. */
export function questionOf(
  prior: PriorName,
  within: readonly string[],
  exclude: readonly string[],
): Question {
  return { prior, within: hintOf(within), exclude: hintOf(exclude) };
}

function hintOf(texts: readonly string[]): Hint {
  if (texts.length === 0) return PLAIN_QUESTION.within;
  const terms = texts.flatMap((text) => readHint(text, NO_NAMES));
  const countries = terms.flatMap((term) => (term.kind === "country" ? [term.id] : []));
  const areas = terms.flatMap((term) => (term.kind === "area" ? [term.area] : []));
  for (const { coordinates } of areas) {
    const numbers: unknown[] = coordinates.flat(3);
    if (numbers.length === 0 || !numbers.every(Number.isFinite)) {
      throw new Error("an area in it has positions that are no numbers");
    }
  }
  return { countries, areas: areas.filter((area): area is Area => area.type !== undefined) };
}

/** Whether this is a question beyond the plain one. */
export function isPlain(question: Question): boolean {
  return toQuery(question) === toQuery(PLAIN_QUESTION);
}
