import { GraticuleError } from "../contracts/errors.ts";
import type { Hint } from "../contracts/hint.ts";
import { hintWords, type NameOf } from "../contracts/hint-words.ts";
import type { LngLat } from "../earth/lng-lat.ts";
import type { PlaceNames } from "../earth/place-names.ts";

/** One hint laid over the land cells. */
export interface LaidHint {
  readonly side: "within" | "exclude";
  readonly hint: Hint;
  /** 1 per land cell that the hint allows. */
  readonly allowed: Uint8Array;
  allows(at: LngLat, row: number): boolean;
}

/** @throws GraticuleError "hint_excludes_everything" that says which hints leave no land: one, two, or all together */
export function checkHints(laid: readonly LaidHint[], names: PlaceNames): void {
  const nameOf = namesIn(names);
  const words = ({ side, hint }: LaidHint) =>
    `"${side === "within" ? "only" : "not"} ${hintWords(hint, nameOf)}"`;
  for (const hint of laid) {
    if (leavesLand([hint])) continue;
    throw refuse(`The hint ${words(hint)} leaves no land at all: drop or widen it.`);
  }
  for (const [i, one] of laid.entries()) {
    for (const other of laid.slice(0, i)) {
      if (leavesLand([other, one])) continue;
      const either =
        one.side === "within" && other.side === "within"
          ? "Drop one of them, or put both into one hint, separated by a comma, to mean either."
          : "Drop one of them.";
      throw refuse(
        `The hints ${words(other)} and ${words(one)} exclude each other: no land fits both. ${either}`,
      );
    }
  }
  if (laid.length > 2 && !leavesLand(laid)) {
    throw refuse(
      `The hints ${laid.map(words).join(", ")} leave no land together, though any two of them do: drop one.`,
    );
  }
}

function leavesLand(hints: readonly LaidHint[]): boolean {
  const [first, ...others] = hints;
  return first!.allowed.some(
    (kept, row) => kept === 1 && others.every(({ allowed }) => allowed[row] === 1),
  );
}

function refuse(message: string): GraticuleError {
  return new GraticuleError("hint_excludes_everything", message);
}

function namesIn({ continents, countries, divisions }: PlaceNames): NameOf {
  const tables = { continent: continents, country: countries, division: divisions };
  return (kind, id) => {
    const found: readonly { readonly id: string; readonly name: string }[] = tables[kind];
    return found.find((place) => place.id === id)?.name ?? id;
  };
}
