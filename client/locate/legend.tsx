import type { Prediction } from "../../core/contracts/prediction.ts";
import { shownPrediction } from "../album/store.ts";
import { BANDS, type Band, bandAt, bandName } from "../map/bands.ts";
import { formatProbability, formatShare } from "../words/numbers.ts";
import { ChangeLegend, ShowsChoice } from "./change-legend.tsx";
import { mass, pointed, shows, strength } from "./display.ts";

/** Listed cells that hold less than this leave whole bands to the regions. */
const NEARLY_ALL = 0.945;

/** What the map's colours mean: what is believed, or what the photo changed of it. */
export function Legend() {
  const current = shownPrediction.value;
  if (!current) return null;
  return (
    <div class="legend">
      {current.changes && <ShowsChoice />}
      {current.changes && shows.value === "change" ? (
        <ChangeLegend />
      ) : (
        <BeliefLegend prediction={current} />
      )}
    </div>
  );
}

/** One scale of the probability held, from the likeliest cells on. */
function BeliefLegend({ prediction: current }: { prediction: Prediction }) {
  const listed = current.cells.reduce((sum, { probability }) => sum + probability, 0);
  const drawn = BANDS.filter((band) => band < 100 || bandAt(listed) === 100);
  return (
    <>
      <p class="legend__title">Probability held, likeliest cells first</p>
      <div class="legend__scale" aria-hidden="true">
        {drawn.map((band) => (
          <span key={band} class={`legend__band ${bandName(band)}`} />
        ))}
      </div>
      <div class="legend__ticks">
        <span class="legend__zero">0</span>
        {drawn.map((band) => (
          <span key={band}>{tickOf(band, drawn)}</span>
        ))}
      </div>
      <p class="legend__line">
        Area that holds {formatShare(mass.value)}
        {pointed.value !== null && (
          <span class="legend__cell">this cell {formatProbability(pointed.value)}</span>
        )}
      </p>
      <Strength />
      {listed < NEARLY_ALL && <Wide listed={listed} last={drawn.at(-1)!} />}
    </>
  );
}

/** How strongly the colours cover the base map. */
function Strength() {
  return (
    <label class="legend__strength">
      Strength of the colours
      <input
        type="range"
        min={20}
        max={100}
        step={5}
        value={Math.round(strength.value * 100)}
        aria-valuetext={formatShare(strength.value)}
        onInput={({ currentTarget }) => {
          strength.value = Number(currentTarget.value) / 100;
        }}
      />
    </label>
  );
}

/** The end of a band; the last one bears the unit. */
function tickOf(band: Band, drawn: readonly Band[]): string {
  return band === drawn.at(-1) ? `${band}\u00a0%` : String(band);
}

/** A wide answer has more cells than are listed; its outer bands are drawn as whole areas. */
function Wide({ listed, last }: { listed: number; last: Band }) {
  return (
    <p class="legend__note">
      Single cells up to {formatProbability(listed)}, then whole areas up to {`${last}\u00a0%`}.
    </p>
  );
}
