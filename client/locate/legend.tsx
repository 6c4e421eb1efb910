import { type Band, bandAt, bandName } from "../map/bands.ts";
import { formatProbability, formatShare } from "../words/numbers.ts";
import { mass, prediction } from "./store.ts";

const ENTRIES: readonly (readonly [band: Band, words: string])[] = [
  [50, "0 to 50 %"],
  [80, "50 to 80 %"],
  [90, "80 to 90 %"],
  [95, "90 to 95 %"],
  [100, "beyond 95 %"],
];

/** What the map's colours mean, in numbers. */
export function Legend() {
  const current = prediction.value;
  if (!current) return null;
  const listed = current.cells.reduce((sum, { probability }) => sum + probability, 0);
  const last = bandAt(listed);
  return (
    <div class="legend">
      <p class="legend__title">Probability, likeliest cells first</p>
      <ul class="legend__bands">
        {ENTRIES.filter(([band]) => band < 100 || last === 100).map(([band, words]) => (
          <li key={band}>
            <span class={`swatch swatch--${bandName(band)}`} />
            {words}
          </li>
        ))}
      </ul>
      <p class="legend__line">
        <span class="swatch swatch--outline" />
        Area that holds {formatShare(mass.value)}
      </p>
      {listed < 0.945 && (
        <p class="legend__note">
          Hexagons hold the first {formatProbability(listed)}; beyond it whole areas are filled.
        </p>
      )}
    </div>
  );
}
