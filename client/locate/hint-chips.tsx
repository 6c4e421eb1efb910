import { Fragment } from "preact";
import {
  type Hint,
  type HintSide,
  type Question,
  SIDES,
  turned,
  withoutTerm,
} from "../ask/question.ts";
import { askAgain } from "../ask/store.ts";
import { CloseIcon } from "../ui/icons.tsx";
import { hintInWords, termWords } from "./hint-words.ts";

interface ChipsProps {
  readonly question: Question;
  /** Asks for a further place that may be true instead; absent where nothing can be added. */
  readonly onAlternative?: (side: HintSide, hint: Hint) => void;
}

/** The hints, a chip each: all chips hold, and of what one chip names any may be true. */
export function HintChips({ question, onAlternative }: ChipsProps) {
  const chips = SIDES.flatMap((side) => question[side].map((hint) => ({ side, hint })));
  if (chips.length === 0) return null;
  return (
    <ul class="chips" aria-label="Hints, all of which hold">
      {chips.map(({ side, hint }, index) => (
        <Fragment key={`${side} ${hintInWords(hint)}`}>
          {index > 0 && (
            <li class="chips__and" aria-hidden="true">
              and
            </li>
          )}
          <Chip side={side} hint={hint} onAlternative={onAlternative} />
        </Fragment>
      ))}
    </ul>
  );
}

interface ChipProps {
  readonly side: HintSide;
  readonly hint: Hint;
  readonly onAlternative: ChipsProps["onAlternative"];
}

function Chip({ side, hint, onAlternative }: ChipProps) {
  const [word, other] = side === "within" ? ["Only", "Not"] : ["Not", "Only"];
  return (
    <li class={`chip chip--${side}`}>
      <button
        type="button"
        class="chip__side"
        title={`Change to "${other}"`}
        aria-label={`${word} ${hintInWords(hint)}: change to "${other}"`}
        onClick={() => askAgain((question) => turned(question, side, hint))}
      >
        {word}
      </button>
      {hint.map((term, index) => (
        <span key={termWords(term)} class="chip__term">
          {index > 0 && <span class="chip__or">or </span>}
          {termWords(term)}
          <button
            type="button"
            class="chip__drop"
            aria-label={`Drop hint: ${word} ${termWords(term)}`}
            onClick={() => askAgain((question) => withoutTerm(question, side, hint, term))}
          >
            <CloseIcon />
          </button>
        </span>
      ))}
      {onAlternative && (
        <button
          type="button"
          class="chip__more"
          aria-label={`${word} ${hintInWords(hint)}, or another place`}
          onClick={() => onAlternative(side, hint)}
        >
          or…
        </button>
      )}
    </li>
  );
}
