import { CHANGE_BANDS } from "../map/change-bands.ts";
import { shows } from "./display.ts";

const CHOICES = [
  { value: "belief", label: "Belief" },
  { value: "change", label: "What the photo changed" },
] as const;

/** What the map's colours are to mean. */
export function ShowsChoice() {
  return (
    <fieldset class="shows">
      <legend class="visually-hidden">What the map shows</legend>
      {CHOICES.map(({ value, label }) => (
        <label key={value} class="shows__choice" data-chosen={shows.value === value}>
          <input
            type="radio"
            class="visually-hidden"
            name="shows"
            checked={shows.value === value}
            onChange={() => {
              shows.value = value;
            }}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

/** The scale of what the photo changed, in words: from less likely than before to more. */
export function ChangeLegend() {
  return (
    <>
      <p class="legend__title">How much likelier the photo made each area</p>
      <div class="legend__scale" aria-hidden="true">
        {CHANGE_BANDS.toReversed().map(({ name }) => (
          <span key={name} class="legend__band" style={{ background: `var(--${name})` }} />
        ))}
      </div>
      <p class="legend__ends">
        <span>8 times less</span>
        <span>as before</span>
        <span>8 times more</span>
      </p>
      <p class="legend__note">
        Against what was believed before the photo was seen, in areas of about 87,000 km². Much more
        of next to nothing is still little.
      </p>
    </>
  );
}
