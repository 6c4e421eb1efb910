import type { Prediction } from "../../core/contracts/prediction.ts";
import { regionOf } from "../../core/contracts/prediction-parts.ts";
import { MASSES } from "../ask/question.ts";
import { formatArea, formatShare } from "../words/numbers.ts";
import { sizeInWords } from "../words/sizes.ts";
import { mass } from "./display.ts";

/** One slider for how sure the search area has to be; the outline on the map follows it. */
export function AreaSlider({ prediction }: { prediction: Prediction }) {
  const region = regionOf(prediction, mass.value);
  const share = formatShare(mass.value);
  const area = region ? formatArea(region.areaKm2) : "unknown";
  return (
    <section class="area">
      <label class="area__label" for="mass">
        Search area that holds <strong>{share}</strong> of the probability
      </label>
      <p class="area__size">
        {area}
        {region && <span class="area__like">{sizeInWords(region.areaKm2)}</span>}
      </p>
      <div class="slider">
        <input
          id="mass"
          type="range"
          min={0}
          max={MASSES.length - 1}
          step={1}
          value={MASSES.indexOf(mass.value)}
          aria-valuetext={`${share}: ${area}`}
          onInput={({ currentTarget }) => {
            mass.value = MASSES[Number(currentTarget.value)] ?? mass.value;
          }}
        />
        <div class="slider__ticks" aria-hidden="true">
          {MASSES.map((each) => (
            <span key={each} data-current={each === mass.value}>
              {formatShare(each)}
            </span>
          ))}
        </div>
      </div>
    </section>
  );
}
