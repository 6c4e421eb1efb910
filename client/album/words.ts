import { formatProbability } from "../words/numbers.ts";
import type { SolvedAlbum, Together } from "./state.ts";
import { BELONGS } from "./state.ts";

/** Whether the photos belong together at all, in a sentence. */
export function verdictOf({ about: { belongs }, members }: SolvedAlbum): string {
  const probability = formatProbability(belongs);
  return belongs >= BELONGS
    ? `They belong together: ${probability}. What each photo says counts for the others.`
    : `These ${members.length} photos do not look like one trip: ${probability} that they are.`;
}

/** Half a bit moves nobody. */
const SOME_BITS = 0.5;
const MANY_BITS = 3;

/** What the other photos say of a photo's place, in words. */
export function shareInWords({ share: { belongs, bits } }: Together): string {
  if (belongs < BELONGS) {
    return `Set apart: ${formatProbability(belongs)} that it is of this trip`;
  }
  if (bits >= MANY_BITS) return "The others speak strongly for it";
  if (bits >= SOME_BITS) return "The others speak for it";
  if (bits <= -SOME_BITS) return "The others speak against it";
  return "The others say little of it";
}

/** `2026-05-01T10:00:00Z` and the camera's local time as people read them, to the minute; empty where no time is known. */
export function timeInWords(time: string | null): string {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)[^Z]*(Z?)$/.exec(time ?? "");
  return found ? `${found[1]} ${found[2]}${found[3] ? " UTC" : ""}` : "";
}

const STEPS = {
  looks: "Looking at the photos",
  photos: "Taking in what they tell",
  album: "Solving them together",
  answers: "Writing their answers",
} as const;

export function stepInWords(what: keyof typeof STEPS): string {
  return STEPS[what];
}
