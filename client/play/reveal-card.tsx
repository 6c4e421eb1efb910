import { useEffect, useRef } from "preact/hooks";
import { creditWords } from "../../core/game/credit.ts";
import { formatProbability } from "../words/numbers.ts";
import { PhotoButton } from "./photo-button.tsx";
import { REVEAL_END, revealStep, skipReveal } from "./reveal-steps.ts";
import { modelVerdict, placeText, verdict } from "./spoken.ts";
import * as store from "./store.ts";
import { traitsWords } from "./traits.ts";

/** The result of a round, told in the order in which the map shows it. */
export function RevealCard() {
  const button = useRef<HTMLButtonElement>(null);
  const reveal = store.reveal.value;
  const game = store.game.value;
  const step = revealStep.value;
  const isComplete = step >= REVEAL_END;
  useEffect(() => button.current?.focus({ preventScroll: true }), []);
  if (!reveal || !game) return null;
  const isLast = game.round === null;
  const { model, credit } = reveal;
  return (
    <div class="reveal">
      <h2 class="reveal__place">{placeText(reveal)}</h2>
      <dl class="reveal__lines">
        <div data-shown={step >= 2}>
          <dt class="sign sign--you">You</dt>
          <dd>{verdict(reveal, game)}</dd>
        </div>
        <div data-shown={step >= 3}>
          <dt class="sign sign--model">Model</dt>
          <dd>
            {modelVerdict(reveal, game)}
            {model && model.topPlaces.length > 0 && (
              <span class="reveal__top">
                It thought of{" "}
                {model.topPlaces
                  .map(({ name, probability }) => `${name} (${formatProbability(probability)})`)
                  .join(", ")}
                . The strongest colour on the map holds half of its belief.
              </span>
            )}
          </dd>
        </div>
      </dl>
      <p class="reveal__traits" data-shown={step >= 3}>
        {traitsWords(reveal)}
      </p>
      <p class="reveal__credit">
        {creditWords(credit)}
        {credit.url && (
          <>
            {". "}
            <a href={credit.url} target="_blank" rel="noreferrer noopener">
              Source
            </a>
          </>
        )}
      </p>
      <div class="guess__row">
        <PhotoButton />
        <button
          ref={button}
          type="button"
          class="button button--main guess__lock reveal__next"
          disabled={store.isBusy.value}
          onClick={() => (isComplete ? void store.goOn() : skipReveal())}
        >
          {isComplete ? (isLast ? "See the results" : "Next photo") : "Show all"}
        </button>
      </div>
    </div>
  );
}
