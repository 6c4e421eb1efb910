import type { Posterior } from "../../core/belief/posterior.ts";
import type { BundleManifest } from "../../core/contracts/bundle.ts";
import type { HintEvidence } from "../../core/locate/hints.ts";

/** What a reader of the answer should know of the photo. */
export function photoWarnings(
  { width, height }: { readonly width: number; readonly height: number },
  image: Pick<BundleManifest["image"], "size">,
): string[] {
  const { size } = image;
  if (Math.min(width, height) >= size) return [];
  return [
    `The photo is small (${width} x ${height} pixels; the model looks at ${size} x ${size}): details that tell places apart may be lost.`,
  ];
}

/** Hints that the model finds unlikely are still obeyed, but said so. */
const UNLIKELY = 0.05;

/** What a belief without hints gives the land cells that the hints allow, 0 to 1. */
export function massAllowed({ probability }: Posterior, { log }: HintEvidence): number {
  return Math.min(
    1,
    probability.reduce((sum, p, row) => (log[row] === 0 ? sum + p : sum), 0),
  );
}

/** @param allowed what the photo alone gives the places that the hints allow; null without hints */
export function hintWarnings(allowed: number | null): string[] {
  if (allowed === null || allowed >= UNLIKELY) return [];
  const percent = allowed < 0.001 ? "less than 0.1" : (allowed * 100).toFixed(1);
  return [`Without the hints the model gives these places together ${percent} %.`];
}
