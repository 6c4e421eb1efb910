import { useState } from "preact/hooks";
import type { Prediction } from "../../core/contracts/prediction.ts";
import {
  type Hint,
  type HintSide,
  hasHints,
  SIDES,
  withAlternative,
  withHint,
  withoutHints,
} from "../ask/question.ts";
import type { Photo } from "../ask/state.ts";
import { askAgain } from "../ask/store.ts";
import type { HintOption } from "../gazetteer/hint-options.ts";
import { formatProbability } from "../words/numbers.ts";
import { startDrawing } from "./drawing.ts";
import { HintChips } from "./hint-chips.tsx";
import { HintPicker } from "./hint-picker.tsx";
import { hintInWords } from "./hint-words.ts";
import { viewAsHint } from "./view-hint.ts";

const SIDE_TITLE: Readonly<Record<HintSide, string>> = {
  within: "Only here",
  exclude: "Not here",
};

/** What the person knows: places of any kind or a drawn area, to keep or to leave out. */
export function Hints({ photo }: { photo: Photo }) {
  const [side, setSide] = useState<HintSide>("within");
  const [widened, setWidened] = useState<{ side: HintSide; hint: Hint } | null>(null);
  const { question } = photo;
  const isStill = widened !== null && question[widened.side].includes(widened.hint);
  const pick = ({ terms }: HintOption) => {
    askAgain((before) =>
      isStill
        ? withAlternative(before, widened.side, widened.hint, ...terms)
        : withHint(before, side, ...terms),
    );
    setWidened(null);
  };
  return (
    <fieldset class="hints">
      <legend>What you know yourself</legend>
      <HintChips question={question} onAlternative={(of, hint) => setWidened({ side: of, hint })} />
      {!isStill && (
        <div class="segments">
          {SIDES.map((each) => (
            <label key={each} class="segments__option">
              <input
                type="radio"
                name="side"
                checked={side === each}
                onChange={() => setSide(each)}
              />
              <span>{SIDE_TITLE[each]}</span>
            </label>
          ))}
        </div>
      )}
      <HintPicker
        label={labelOf(side, isStill ? widened : null)}
        wantsFocus={isStill}
        onLeave={() => setWidened(null)}
        onPick={pick}
      />
      {isStill ? (
        <button type="button" class="button button--small" onClick={() => setWidened(null)}>
          Leave it as it is
        </button>
      ) : (
        <div class="hints__areas">
          <button type="button" class="button button--small" onClick={() => startDrawing(side)}>
            Draw an area
          </button>
          <button type="button" class="button button--small" onClick={() => viewAsHint(side)}>
            Use the map's view
          </button>
        </div>
      )}
    </fieldset>
  );
}

function labelOf(side: HintSide, widened: { side: HintSide; hint: Hint } | null): string {
  if (widened) {
    return `${widened.side === "within" ? "Only" : "Not"} ${hintInWords(widened.hint)}, or`;
  }
  return side === "within" ? "Keep only" : "Leave out";
}

/** Beside the verdict: that it rests on hints, what the photo alone says, and the way back. */
export function HintNote({ photo, prediction }: { photo: Photo; prediction: Prediction }) {
  if (!hasHints(photo.question)) return null;
  return (
    <div class="hint-note">
      <p>With your hints.{alone(prediction)}</p>
      {photo.isOpened && <HintChips question={photo.question} />}
      <button type="button" class="button button--small" onClick={() => askAgain(withoutHints)}>
        Answer without hints
      </button>
    </div>
  );
}

/** "The photo alone says Norway 41 %, and gives these places 12 % together." */
function alone({ withoutHints: told }: Prediction): string {
  const first = told?.places.find(({ level }) => level === "country");
  if (!told || !first) return "";
  const together = formatProbability(told.hintsProbability);
  return ` The photo alone says ${first.name} ${formatProbability(first.probability)}, and gives these places ${together} together.`;
}
