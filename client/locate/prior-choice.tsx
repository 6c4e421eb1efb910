import { PRIOR_NAMES, PRIORS } from "../../core/contracts/priors.ts";
import type { Photo } from "../ask/state.ts";
import { askAgain } from "../ask/store.ts";

/** What is assumed before the photo is seen; another choice asks again. */
export function PriorChoice({ photo }: { photo: Photo }) {
  return (
    <fieldset class="choice">
      <legend>Before seeing the photo, assume it is from</legend>
      <div class="segments">
        {PRIOR_NAMES.map((name) => (
          <label key={name} class="segments__option" title={PRIORS[name].note}>
            <input
              type="radio"
              name="prior"
              value={name}
              checked={photo.question.prior === name}
              onChange={() => askAgain((question) => ({ ...question, prior: name }))}
            />
            <span>{PRIORS[name].title}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
