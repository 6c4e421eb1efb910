import { quote } from "../../core/contracts/quote.ts";
import type { AlbumSolution } from "./album.ts";

/** Names that a warning lists. */
const MOST_NAMES = 10;

/** Said where the learned model was wanted and the other answers. */
export const PASSED_OVER =
  "The learned sequence model knows nothing of places that are known: the hidden Markov model answers.";

/** What is said where photos do not agree, here and by the command line. */
export const DISAGREE =
  "The photos hardly agree on a region: each answer is close to that of the photo alone.";
export const APART = "Photos that do not seem to belong to the album";
export const AHEAD = "Photos with times in the future, which are left out";
export const ZONELESS = "Times that say no zone while others do, taken for UTC";

/** What a person should know of an album before its answers are read. */
export function albumWarnings(
  solution: Pick<AlbumSolution, "belongs" | "isPassedOver" | "sequence" | "shares">,
  files: readonly { readonly file: string }[],
): string[] {
  return [...(solution.isPassedOver ? [PASSED_OVER] : []), ...ofBelonging(solution, files)];
}

function ofBelonging(
  { belongs, sequence, shares }: Pick<AlbumSolution, "belongs" | "sequence" | "shares">,
  files: readonly { readonly file: string }[],
): string[] {
  if (sequence.length > 1 && belongs < 0.5) {
    return [DISAGREE];
  }
  const apart = files.filter((_, i) => (shares.get(i)?.belongs ?? 1) < 0.5);
  return namedWarning(
    APART,
    apart.map(({ file }) => file),
  );
}

/** A warning about some photos; none about none. */
export function namedWarning(what: string, files: readonly string[]): string[] {
  if (files.length === 0) return [];
  const named = files.slice(0, MOST_NAMES).map((file) => quote(file));
  const more = files.length > MOST_NAMES ? ` and ${files.length - MOST_NAMES} more` : "";
  return [`${what}: ${named.join(", ")}${more}.`];
}
