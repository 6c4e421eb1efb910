import type { PriorName } from "../../core/contracts/prediction.ts";
import type { Photo } from "../ask/state.ts";
import { askAgain } from "../ask/store.ts";

const PRIORS: readonly (readonly [name: PriorName, title: string, note: string])[] = [
  ["photos", "Where photos are taken", "Places with many photos are likelier from the start"],
  ["population", "Where people live", "Each person's surroundings count alike"],
  ["land", "All land alike", "Each km² of land counts alike"],
];

/** What is assumed before the photo is seen; another choice asks again. */
export function PriorChoice({ photo }: { photo: Photo }) {
  return (
    <fieldset class="choice">
      <legend>Before seeing the photo, assume it is from</legend>
      {PRIORS.map(([name, title, note]) => (
        <label key={name} class="choice__option">
          <input
            type="radio"
            name="prior"
            value={name}
            checked={photo.question.prior === name}
            onChange={() => askAgain((question) => ({ ...question, prior: name }))}
          />
          <span>
            {title}
            <span class="choice__note">{note}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
