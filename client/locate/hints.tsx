import { useState } from "preact/hooks";
import {
  type HintSide,
  hasHints,
  type Question,
  SIDES,
  withCountry,
  withoutArea,
  withoutCountry,
  withoutHints,
} from "../ask/question.ts";
import type { Photo } from "../ask/state.ts";
import { askAgain } from "../ask/store.ts";
import { CloseIcon } from "../ui/icons.tsx";
import { countryName } from "../words/countries.ts";
import { CountryPicker } from "./country-picker.tsx";
import { startDrawing } from "./drawing.ts";
import { viewAsHint } from "./view-hint.ts";

const SIDE_TITLE: Readonly<Record<HintSide, string>> = {
  within: "Only here",
  exclude: "Not here",
};

/** What the person knows: countries or a drawn area, to keep or to leave out. */
export function Hints({ photo }: { photo: Photo }) {
  const [side, setSide] = useState<HintSide>("within");
  return (
    <fieldset class="hints">
      <legend>What you know yourself</legend>
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
      <CountryPicker
        label={side === "within" ? "Keep only a country" : "Leave out a country"}
        onPick={(code) => askAgain((question) => withCountry(question, side, code))}
      />
      <div class="hints__areas">
        <button type="button" class="button" onClick={() => startDrawing(side)}>
          Draw an area
        </button>
        <button type="button" class="button" onClick={() => viewAsHint(side)}>
          Use the map's view
        </button>
      </div>
      <Chips question={photo.question} />
    </fieldset>
  );
}

/** Beside the verdict: that it rests on hints, and the way back. */
export function HintNote({ photo }: { photo: Photo }) {
  if (!hasHints(photo.question)) return null;
  return (
    <div class="hint-note">
      <p>With your hints</p>
      <Chips question={photo.question} />
      <button type="button" class="button button--small" onClick={() => askAgain(withoutHints)}>
        Answer without hints
      </button>
    </div>
  );
}

function Chips({ question }: { question: Question }) {
  if (!hasHints(question)) return null;
  return (
    <ul class="chips">
      {SIDES.flatMap((side) => [
        ...question[side].countries.map((code) => (
          <Chip
            key={`${side} ${code}`}
            side={side}
            name={countryName(code)}
            drop={() => askAgain((before) => withoutCountry(before, side, code))}
          />
        )),
        ...question[side].areas.map((area, index) => (
          <Chip
            key={`${side} ${index}`}
            side={side}
            name={index === 0 ? "the drawn area" : `drawn area ${index + 1}`}
            drop={() => askAgain((before) => withoutArea(before, side, area))}
          />
        )),
      ])}
    </ul>
  );
}

interface ChipProps {
  readonly side: HintSide;
  readonly name: string;
  readonly drop: () => void;
}

function Chip({ side, name, drop }: ChipProps) {
  const words = `${side === "within" ? "Only" : "Not"} ${name}`;
  return (
    <li class={`chip chip--${side}`}>
      {words}
      <button type="button" class="chip__drop" aria-label={`Drop hint: ${words}`} onClick={drop}>
        <CloseIcon />
      </button>
    </li>
  );
}
