import type { FilePosition } from "../contracts/prediction.ts";

/** How a position that a photo's file states fits the picture. */
export type Agreement = "agrees" | "possible" | "unusual" | "surprising" | "unknown";

/** What a fact-checker has to know beside the verdict. */
const CAUTION =
  "A reason to look closer, no proof: of photos unlike the training's more lie so far out.";

/**
 * Bounds are masses of regions: a true position lies outside the 90 % region in one photo of ten. How often each was so is
 * in docs/evaluation.md.
 */
const AGREEMENTS = [
  { below: 0.5, agreement: "agrees", says: "The picture agrees", rare: "" },
  { below: 0.9, agreement: "possible", says: "The picture does not contradict it", rare: "" },
  {
    below: 0.99,
    agreement: "unusual",
    says: "The picture speaks against it",
    rare: "So far out lies about one photo in ten whose file is right",
  },
  {
    below: Infinity,
    agreement: "surprising",
    says: "The picture speaks strongly against it",
    rare: "So far out lie fewer than two photos in a hundred whose file is right",
  },
] as const;

export function agreementOf({ massBefore }: FilePosition): Agreement {
  return entryOf(massBefore)?.agreement ?? "unknown";
}

/** "The picture speaks against it: places that hold 94 % of the probability fit better. ...", as sentences. */
export function agreementInWords({ massBefore }: FilePosition): string {
  const entry = entryOf(massBefore);
  if (massBefore === null || !entry) {
    return "It is not on land that the model knows: the picture cannot be held against it.";
  }
  const { says, rare } = entry;
  const better = `places that hold ${percent(massBefore)} of the probability fit better`;
  return [`${says}: ${better}.`, ...(rare ? [`${rare}.`, CAUTION] : [])].join(" ");
}

/** "The file says Sandviken, Sweden, 612 km from the best point.": what is stated, before it is judged. */
export function statementInWords(
  { placeName, distanceKm }: FilePosition,
  position: string,
  formatDistance: (km: number) => string,
): string {
  const where = placeName ?? position;
  return `The file says ${where}, ${formatDistance(distanceKm)} from the best point.`;
}

function entryOf(massBefore: number | null) {
  if (massBefore === null) return null;
  return AGREEMENTS.find(({ below }) => massBefore < below) ?? null;
}

function percent(share: number): string {
  if (share < 0.005) return "less than 1\u00a0%";
  if (share >= 0.995) return "more than 99\u00a0%";
  return `${Math.round(share * 100)}\u00a0%`;
}
