import { showsTogether } from "./store.ts";

const CHOICES = [
  [true, "Together"],
  [false, "Each alone"],
] as const;

/** Whether photos are shown as the album has them, or each alone. */
export function AlbumSwitch() {
  return (
    <fieldset class="choice">
      <legend class="visually-hidden">Answers that are shown</legend>
      <div class="segments">
        {CHOICES.map(([wanted, words]) => (
          <label key={words} class="segments__option">
            <input
              type="radio"
              name="album-shows"
              checked={showsTogether.value === wanted}
              onChange={() => {
                showsTogether.value = wanted;
              }}
            />
            <span>{words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
