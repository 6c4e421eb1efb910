import type { Reasoned } from "../../core/contracts/prediction.ts";
import type { Clue, Reasoning } from "../../core/contracts/reasoning.ts";
import { headlineOf } from "../../core/formats/headline.ts";
import { formatProbability } from "../words/numbers.ts";

const KINDS: Readonly<Record<Clue["kind"], string>> = {
  nature: "Nature",
  culture: "Culture",
  road: "Road",
  furniture: "Street furniture",
  ground: "Ground and people",
  text: "Text in the picture",
};

const CHECKS: Readonly<Record<Clue["check"], string>> = {
  checked: "Checked",
  contradicted: "Contradicted",
  unchecked: "Not checked",
};

export function kindOf({ kind }: Pick<Clue, "kind">): string {
  return KINDS[kind];
}

/** Whether something of ours agrees with a clue, and what. */
export function checkOf({ check, checkedBy }: Pick<Clue, "check" | "checkedBy">): string {
  return checkedBy ? `${CHECKS[check]}: ${checkedBy}` : CHECKS[check];
}

/** How strongly the model itself holds a clue. */
export function strengthOf({ strength }: Pick<Clue, "strength">): string {
  if (strength >= 0.7) return "strong, it says";
  return strength >= 0.4 ? "fair, it says" : "weak, it says";
}

/** What the answer was without the model. */
export function withoutWords({ without }: Pick<Reasoned, "without">): string {
  const before = headlineOf(without);
  if (!before) return "Without it there was no answer.";
  return `Without it: ${before.place.name}, ${formatProbability(before.place.probability)}.`;
}

/** What asking took. */
export function costOf({ answered, questions, calls, tokensIn, tokensOut }: Reasoning): string {
  const made = calls === 0 ? "replayed, no call" : `${calls} ${calls === 1 ? "call" : "calls"}`;
  return `${answered} of ${questions} questions answered, ${made}, ${tokensIn + tokensOut} tokens.`;
}

/** A place that the model named, with how many answers named it and whether it counted. */
export function candidateWords({
  name,
  at,
  answers,
  fate,
}: Reasoning["candidates"][number]): string {
  const place = name ?? (at ? `${at.lat.toFixed(2)}, ${at.lng.toFixed(2)}` : "a place");
  const times = answers === 1 ? "" : `, in ${answers} answers`;
  const not = { counted: "", at_sea: ": at sea, not counted", unknown: ": not known, not counted" };
  return `${place}${times}${not[fate]}`;
}
