import { shows } from "./store.ts";

const CHOICES = [
  { value: "together", label: "Together" },
  { value: "alone", label: "Each alone" },
] as const;

/** Which of their two answers the page shows of all photos of the album. */
export function ShownAnswers() {
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">Answers shown</legend>
      {CHOICES.map(({ value, label }) => (
        <label key={value} class="segments__option">
          <input
            type="radio"
            name="album-shows"
            checked={shows.value === value}
            onChange={() => {
              shows.value = value;
            }}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
