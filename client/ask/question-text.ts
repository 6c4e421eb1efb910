import { NO_NAMES, readHint } from "../../core/contracts/hint-text.ts";
import type { PriorName } from "../../core/contracts/priors.ts";
import { type Hint, PLAIN_QUESTION, type Question, toQuery } from "./question.ts";

/** The question of these texts, which are those of the service's query. Throws Error that says what is not understood. */
export function questionOf(
  prior: PriorName,
  within: readonly string[],
  exclude: readonly string[],
): Question {
  return { prior, within: within.map(hintOf), exclude: exclude.map(hintOf) };
}

function hintOf(text: string): Hint {
  const hint = readHint(text, NO_NAMES);
  for (const term of hint) {
    const numbers: unknown[] = term.kind === "area" ? term.area.coordinates.flat(3) : [0];
    if (numbers.length === 0 || !numbers.every(Number.isFinite)) {
      throw new Error("an area in it has positions that are no numbers");
    }
  }
  return hint;
}

/** Whether this is a question beyond the plain one. */
export function isPlain(question: Question): boolean {
  return toQuery(question) === toQuery(PLAIN_QUESTION);
}
