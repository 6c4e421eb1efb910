import type { Likelihood } from "../belief/likelihood.ts";
import type { Hint } from "../contracts/hint.ts";
import type { Geography } from "../earth/geography.ts";
import type { LngLat } from "../earth/lng-lat.ts";
import { checkHints, type LaidHint } from "./hint-conflicts.ts";
import { createTermTests, type TermTest } from "./hint-terms.ts";

/** What a person knows beforehand, as evidence: its logarithms are 0 where it allows a land cell, -Infinity elsewhere. */
export interface HintEvidence extends Likelihood {
  /** Whether the hints allow a point of a finer cell under an allowed land cell, whose row is given. */
  allows(at: LngLat, row: number): boolean;
}

/**
 * Keeps what fits every hint of `within` and none of `exclude`; a place fits a hint if any of its terms holds it. Land
 * cells are judged by their points. One on the border of something small to keep is kept, since a part of it fits; its
 * finer cells are judged by their own points.
 *
 * @throws GraticuleError "hint_invalid" for places that are unknown, "hint_excludes_everything" with the hints that
 * together leave no land
 */
export function hintEvidence(
  within: readonly Hint[],
  exclude: readonly Hint[],
  geography: Geography,
): HintEvidence | null {
  if (within.length + exclude.length === 0) return null;
  const laid = [
    ...within.map((hint) => lay("within", hint, geography)),
    ...exclude.map((hint) => lay("exclude", hint, geography)),
  ];
  checkHints(laid, geography.names);
  const log = new Float64Array(geography.cells.count);
  for (let row = 0; row < log.length; row++) {
    if (!laid.every(({ allowed }) => allowed[row] === 1)) log[row] = -Infinity;
  }
  const allows = (at: LngLat, row: number) => laid.every((each) => each.allows(at, row));
  return { name: "hints", weight: 1, log, allows };
}

function lay(side: LaidHint["side"], hint: Hint, geography: Geography): LaidHint {
  const tests = hint.map((term) => createTermTests(term, geography));
  const { count } = geography.cells;
  const allowed = new Uint8Array(count);
  for (let row = 0; row < count; row++) {
    const isKept =
      side === "within"
        ? tests.some(({ inside, touched }) => inside[row] === 1 || touched?.[row] === 1)
        : !tests.some(({ inside }) => inside[row] === 1);
    if (isKept) allowed[row] = 1;
  }
  const fits = (at: LngLat, row: number) => tests.some((test) => holds(test, at, row));
  return {
    side,
    hint,
    allowed,
    allows: side === "within" ? fits : (at, row) => !fits(at, row),
  };
}

function holds({ inside, holdsPoint }: TermTest, at: LngLat, row: number): boolean {
  return holdsPoint ? holdsPoint(at) : inside[row] === 1;
}
