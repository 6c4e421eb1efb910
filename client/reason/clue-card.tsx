import type { Clue } from "../../core/contracts/reasoning.ts";
import { checkOf, kindOf, strengthOf } from "./words.ts";

/** One thing that a model says it sees, and which places it takes that for. */
export function ClueCard({ clue }: { clue: Clue }) {
  const { seen, where, check } = clue;
  return (
    <li class="clue" data-check={check}>
      <h4 class="clue__kind">
        {kindOf(clue)} <span class="clue__strength">{strengthOf(clue)}</span>
      </h4>
      <p>
        {seen}
        {where && <span class="clue__where"> ({where})</span>}
      </p>
      <Places words="For" places={clue.for} />
      <Places words="Against" places={clue.against} />
      <p class="clue__check">{checkOf(clue)}</p>
    </li>
  );
}

function Places({ words, places }: { words: string; places: readonly string[] }) {
  if (places.length === 0) return null;
  return (
    <p class="clue__places">
      {words}: {places.join(", ")}
    </p>
  );
}
